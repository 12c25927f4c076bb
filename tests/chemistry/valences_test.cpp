#include "crystalgan/chemistry/valences.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

double share_of(const std::vector<ValenceShare>& shares, double valence) {
  for (const ValenceShare& each : shares)
    if (each.valence == valence) return each.share;
  return 0.0;
}

TEST(Valences, AreAWeightedMeanOfFourSources) {
  // Ti: TiO (2) and TiO2 (4) with a weight of 1/e; TiF2 (2); of its group ZrO2 (4); tabulated 4
  const BinaryPool pool({test::rocksalt_of("Ti", "O", 4.2), test::fluorite_of("Ti", "O", 4.5, 0.05),
                         test::fluorite_of("Ti", "F", 5.0), test::fluorite_of("Zr", "O", 5.1, 0.2),
                         test::rocksalt_of("Mg", "O", 4.2)});
  const auto shares = valence_distribution(pool, Element::from_symbol("Ti"), Element::from_symbol("O"));
  ASSERT_EQ(shares.size(), 2U);
  const double all = 1.0 + 0.6 + 0.5 + 0.6;
  const double e = std::exp(-1.0);
  EXPECT_NEAR(share_of(shares, 2.0), (1.0 / (1.0 + e) + 0.6) / all, 1e-12);
  EXPECT_NEAR(share_of(shares, 4.0), (e / (1.0 + e) + 0.5 + 0.6) / all, 1e-12);
}

TEST(Valences, NearerElementsOfTheGroupCountMore) {
  // Zr from Ti (as ZrO) and Hf (as HfO2), far and near
  const BinaryPool pool({test::rocksalt_of("Ti", "O", 4.2), test::fluorite_of("Hf", "O", 5.1)});
  const auto shares = valence_distribution(pool, Element::from_symbol("Zr"), Element::from_symbol("O"));
  // |d|: Ti 1 period / 2 + 2 (1.54 - 1.33) + 2 (1.55 - 1.40); Hf 1 / 2 + 2 (1.33 - 1.30) + 0
  const double titanium = std::exp(-(0.5 + 0.42 + 0.30)), hafnium = std::exp(-(0.5 + 0.06));
  EXPECT_NEAR(share_of(shares, 2.0), 0.5 * titanium / (titanium + hafnium) / 1.1, 1e-12);
}

TEST(Valences, OfAMetalWithoutAnyBinaryAreItsCommonStates) {
  const auto shares = valence_distribution(BinaryPool({}), Element::from_symbol("Fe"), Element::from_symbol("O"));
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(share_of(shares, 2.0), 0.5);
  EXPECT_EQ(share_of(shares, 3.0), 0.5);
  EXPECT_TRUE(valence_distribution(BinaryPool({}), Element::from_symbol("He"), Element::from_symbol("O")).empty());
}

}  // namespace
}  // namespace crystalgan
