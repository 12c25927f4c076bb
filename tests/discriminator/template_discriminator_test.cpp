#include "crystalgan/discriminator/template_discriminator.hpp"

#include <gtest/gtest.h>

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

TEST(BestPlaces, AreTheLargestWithTheFirstOfEqualOnesFirst) {
  EXPECT_EQ(best_places({1.0, 3.0, 2.0, 3.0}, 3), (std::vector<std::size_t>{1, 3, 2}));
  EXPECT_EQ(best_places({1.0}, 5), (std::vector<std::size_t>{0}));
}

}  // namespace
}  // namespace crystalgan
