#include "crystalgan/discriminator/template_prior.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "crystalgan/wyckoff/enumeration.hpp"

namespace crystalgan {
namespace {

TemplateDiscriminator without_weights() {
  TemplateDiscriminator discriminator;
  discriminator.deviation.fill(2.0);
  discriminator.mean.fill(1.0);
  return discriminator;
}

const wyckoff::TemplateList& of_a_b2_x8() {
  static const wyckoff::TemplateList templates = wyckoff::enumerated_templates({1, 2, 8});
  return templates;
}

double sum_of_exponentials(const std::vector<double>& logarithms) {
  return std::accumulate(logarithms.begin(), logarithms.end(), 0.0,
                         [](double sum, double each) { return sum + std::exp(each); });
}

TEST(TemplatePrior, OfADiscriminatorAddsUpToOneAndPunishesFreeCoordinatesBeyondTheFirst) {
  const auto& templates = of_a_b2_x8();
  const auto found = TemplatePrior(without_weights()).log_probabilities(templates, 2);
  ASSERT_EQ(found.size(), templates.size());
  EXPECT_NEAR(sum_of_exponentials(found), 1.0, 1e-9);
  // without weights only the penalty tells templates apart
  for (std::size_t i = 0; i < templates.size(); ++i)
    EXPECT_NEAR(found[i] - found[0],
                -kParameterPenalty * (std::max(0, wyckoff::parameters(templates[i]) - 1) -
                                      std::max(0, wyckoff::parameters(templates[0]) - 1)),
                1e-9);
}

TEST(TemplatePrior, IsTheSameForAnyNumberOfThreads) {
  const TemplatePrior prior(without_weights());
  EXPECT_EQ(prior.log_probabilities(of_a_b2_x8(), 1), prior.log_probabilities(of_a_b2_x8(), 3));
}

// 166 A3b B3a X6c: 3 orbits, D = 1, one free ratio, 4 atoms. 62 with four orbits 4c: D = 8, two ratios, 16 atoms.
TEST(HandSetScore, IsTheOneByHand) {
  SpaceGroupCounts counts{};
  counts[166] = 9.7;
  EXPECT_NEAR(hand_set_score(wyckoff::template_from_text("166 A3b B3a X6c"), counts),
              std::log(10.0) - 0.5 * 1.0 - 0.3 * 1.0 - 0.05 * 4.0, 1e-12);
  EXPECT_NEAR(hand_set_score(wyckoff::template_from_text("62 A4c B4c X4c X4c"), counts),
              std::log(0.3) - 1.0 - 0.5 * 8.0 - 0.3 * 2.0 - 0.05 * 16.0, 1e-12);
  EXPECT_NEAR(hand_set_score(wyckoff::template_from_text("221 A1b B1a X3d"), counts), std::log(0.3) - 0.05 * 5.0,
              1e-12);
}

TEST(FrequencyScore, IsThatOfTheGroupWithThePenalty) {
  SpaceGroupCounts counts{};
  counts[62] = 2.7;
  EXPECT_NEAR(frequency_score(wyckoff::template_from_text("62 A4c B4c X4c X4c"), counts),
              std::log(3.0) - kParameterPenalty * 7.0, 1e-12);
}

TEST(TemplatePrior, ByHandFollowsItsScore) {
  SpaceGroupCounts counts{};
  counts[62] = 5.0;
  const auto& templates = of_a_b2_x8();
  const TemplatePrior prior = TemplatePrior::hand_set(counts);
  const auto found = prior.log_probabilities(templates);
  EXPECT_NEAR(sum_of_exponentials(found), 1.0, 1e-9);
  EXPECT_NEAR(found[7] - found[0], hand_set_score(templates[7], counts) - hand_set_score(templates[0], counts), 1e-9);
  EXPECT_EQ(prior.order(templates, found), found);
}

TEST(TemplatePrior, NoneGivesAllTheSameAndDrawsTheirOrder) {
  const auto& templates = of_a_b2_x8();
  const TemplatePrior prior = TemplatePrior::none(Seed(3));
  const auto found = prior.log_probabilities(templates);
  for (const double each : found) EXPECT_NEAR(each, -std::log(static_cast<double>(templates.size())), 1e-9);
  const auto first = best_places(prior.order(templates, found), 20);
  EXPECT_EQ(first, best_places(prior.order(templates, found), 20));
  EXPECT_NE(first, best_places(TemplatePrior::none(Seed(4)).order(templates, found), 20));
  // another formula draws anew
  const auto other = wyckoff::enumerated_templates({2, 1, 8});
  EXPECT_NE(first, best_places(prior.order(other, prior.log_probabilities(other)), 20));
}

}  // namespace
}  // namespace crystalgan
