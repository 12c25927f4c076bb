#include "crystalgan/discriminator/template_discriminator.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/wyckoff/enumeration.hpp"

namespace crystalgan {
namespace {

TemplateDiscriminator plain() {
  TemplateDiscriminator discriminator;
  discriminator.deviation.fill(2.0);
  discriminator.mean.fill(1.0);
  return discriminator;
}

TEST(TemplateDiscriminator, ScoresByStandardisedFeaturesAndTheGroup) {
  TemplateDiscriminator discriminator = plain();
  discriminator.weights[0] = 3.0;  // atoms
  discriminator.offsets[221] = 0.25;
  EXPECT_DOUBLE_EQ(discriminator.score(wyckoff::template_from_text("221 A1a B1b X3c")), 3.0 * (5.0 - 1.0) / 2.0 + 0.25);
}

TEST(LogProbabilities, AddUpToOneAndPunishFreeCoordinatesBeyondTheFirst) {
  const wyckoff::TemplateList templates = wyckoff::enumerated_templates({1, 2, 8});
  const auto found = log_probabilities(plain(), templates, 2);
  ASSERT_EQ(found.size(), templates.size());
  double sum = 0.0;
  for (const double log_probability : found) sum += std::exp(log_probability);
  EXPECT_NEAR(sum, 1.0, 1e-9);
  // without weights only the penalty tells templates apart
  for (std::size_t i = 0; i < templates.size(); ++i)
    EXPECT_NEAR(found[i] - found[0],
                -kParameterPenalty * (std::max(0, wyckoff::parameters(templates[i]) - 1) -
                                      std::max(0, wyckoff::parameters(templates[0]) - 1)),
                1e-9);
}

TEST(LogProbabilities, AreTheSameForAnyNumberOfThreads) {
  const wyckoff::TemplateList templates = wyckoff::enumerated_templates({1, 2, 8});
  EXPECT_EQ(log_probabilities(plain(), templates, 1), log_probabilities(plain(), templates, 3));
}

TEST(BestPlaces, AreTheLargestWithTheFirstOfEqualOnesFirst) {
  EXPECT_EQ(best_places({1.0, 3.0, 2.0, 3.0}, 3), (std::vector<std::size_t>{1, 3, 2}));
  EXPECT_EQ(best_places({1.0}, 5), (std::vector<std::size_t>{0}));
}

}  // namespace
}  // namespace crystalgan
