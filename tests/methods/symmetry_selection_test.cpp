#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/methods/symmetry/template_selection.hpp"

namespace crystalgan {
namespace {

RelaxedTemplate relaxed(std::size_t place, double log_probability, double energy, double volume_per_atom) {
  return {place, log_probability, energy, volume_per_atom, {}};
}

std::vector<std::size_t> places_of(const std::vector<RelaxedTemplate>& found) {
  std::vector<std::size_t> places;
  for (const RelaxedTemplate& each : found) places.push_back(each.place);
  return places;
}

TEST(WithoutRepeats, TheFirstOfEqualEnergyAndVolumeStays) {
  const auto left =
      without_repeats({relaxed(0, -1, -10.001, 12.00), relaxed(1, -2, -9.999, 12.01), relaxed(2, -3, -9.980, 12.00),
                       relaxed(3, -4, -10.001, 12.20), relaxed(4, -5, -9.982, 12.01)});
  EXPECT_EQ(places_of(left), (std::vector<std::size_t>{0, 2, 3}));
}

TEST(MostPromising, ABetterEnergyBeatsABetterTemplateBySixPerElectronVolt) {
  // 51 energies: the second percentile is the second lowest
  std::vector<RelaxedTemplate> found{relaxed(0, -1.0, -4.0, 10), relaxed(1, -3.0, -5.0, 10)};
  for (std::size_t i = 2; i < 51; ++i) found.push_back(relaxed(i, -50.0, 5.0, 10));
  found[2].energy = -5.0;
  EXPECT_EQ(places_of(most_promising(found, 2)), (std::vector<std::size_t>{1, 0}));  // -3 against -1 - 6
  found[0].log_probability = 3.1;
  EXPECT_EQ(places_of(most_promising(found, 2)), (std::vector<std::size_t>{0, 1}));  // 3.1 - 6 against -3
}

TEST(MostPromising, ACollapsedCellNeitherSetsTheZeroNorGainsMoreThanThree) {
  std::vector<RelaxedTemplate> found;
  for (std::size_t i = 0; i < 100; ++i) found.push_back(relaxed(i, -5.0, -10.0, 10));
  found[7].energy = -1000.0;
  found[8].log_probability = -1.9;  // 3.1 above the others
  const auto best = most_promising(found, 3);
  EXPECT_EQ(places_of(best), (std::vector<std::size_t>{8, 7, 0}));
  EXPECT_TRUE(most_promising({}, 3).empty());
}

TEST(TemplateMinima, RepeatsAddTheirProbabilityToTheFirst) {
  TemplateMinima minima;
  minima.add(relaxed(4, std::log(0.2), -10.0000, 12.0));
  minima.add(relaxed(9, std::log(0.1), -10.0010, 12.001));
  minima.add(relaxed(4, std::log(0.2), -10.0005, 12.0));
  minima.add(relaxed(9, std::log(0.1), -10.0100, 12.0));
  ASSERT_EQ(minima.minima().size(), 2U);
  const TemplateMinimum& first = minima.minima()[0];
  EXPECT_EQ(first.first.place, 4U);
  EXPECT_EQ(first.repeats, 2);
  EXPECT_NEAR(first.summed_log_probability, std::log(0.5), 1e-12);
  EXPECT_NEAR(first.first.log_probability, std::log(0.2), 1e-12);
  EXPECT_EQ(minima.minima()[1].first.place, 9U);
  EXPECT_EQ(minima.minima()[1].minimum, 0);
}

TEST(TemplateMinima, ATemplateHasUpToThree) {
  TemplateMinima minima;
  for (int i = 0; i < 5; ++i) minima.add(relaxed(1, -1.0, -10.0 + i, 12.0));
  minima.add(relaxed(2, -2.0, -10.0 + 4, 12.0));  // as the fifth, which was dropped
  minima.add(relaxed(1, -1.0, -10.0 + 2, 12.0));  // as the third
  ASSERT_EQ(minima.minima().size(), 4U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(minima.minima()[static_cast<std::size_t>(i)].minimum, i);
  EXPECT_EQ(minima.minima()[2].repeats, 1);
  EXPECT_EQ(minima.minima()[3].first.place, 2U);
}

}  // namespace
}  // namespace crystalgan
