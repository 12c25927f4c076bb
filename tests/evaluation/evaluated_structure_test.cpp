#include "crystalgan/evaluation/evaluated_structure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

bool holds(const std::string& key, const EvaluatedStructure& structure) {
  const auto measure = std::ranges::find_if(share_measures(), [&](const auto& one) { return one.key == key; });
  EXPECT_NE(measure, share_measures().end()) << key;
  return measure->holds(structure);
}

// Rock salt with 4.09 Å: 4 (106.42 + 1.008) u in 68.4 Å^3, Pd-H at a/2.
TEST(EvaluatedStructure, OfRocksalt) {
  const EvaluatedStructure evaluated = evaluate_structure(rocksalt(), rocksalt());
  EXPECT_EQ(evaluated.name, "rocksalt");
  EXPECT_EQ(evaluated.atoms(), 8U);
  EXPECT_NEAR(evaluated.volume_per_atom, std::pow(4.09, 3) / 8, 1e-9);
  EXPECT_NEAR(evaluated.density, 4 * 107.428 * 1.66053907 / std::pow(4.09, 3), 1e-3);
  ASSERT_TRUE(evaluated.space_group);
  EXPECT_EQ(evaluated.space_group->number, 225);
  EXPECT_NEAR(evaluated.site_distance, 2.045, 1e-9);
  EXPECT_NEAR(evaluated.distance, 2.045, 1e-9);
  for (const char* key : {"cdvae_structure", "cdvae_structure_own_images", "lemat_valid", "lemat_valid_own_images",
                          "symmetric", "unique", "novel", "unique_novel"})
    EXPECT_TRUE(holds(key, evaluated)) << key;
  for (const char* key : {"cdvae_composition", "cdvae_valid", "p1"}) EXPECT_FALSE(holds(key, evaluated)) << key;
}

// What the published rules miss: a single atom in a cell narrower than itself.
TEST(EvaluatedStructure, OfACellTooNarrowForItsAtom) {
  const Structure narrow{
      Lattice::from_parameters(0.4, 4, 5, 90, 90, 90), {{Element::from_symbol("Ni"), {0, 0, 0}}}, "narrow"};
  const EvaluatedStructure evaluated = evaluate_structure(narrow, narrow);
  EXPECT_EQ(evaluated.site_distance, std::numeric_limits<double>::infinity());
  EXPECT_NEAR(evaluated.distance, 0.4, 1e-12);
  EXPECT_TRUE(holds("cdvae_valid", evaluated));
  EXPECT_FALSE(holds("cdvae_structure_own_images", evaluated));
  EXPECT_FALSE(holds("lemat_distances_own_images", evaluated));
}

TEST(EvaluatedStructure, OfARepeatThatIsKnown) {
  EvaluatedStructure evaluated = evaluate_structure(rocksalt(), rocksalt());
  evaluated.repeats = 0;
  EXPECT_FALSE(holds("unique", evaluated));
  EXPECT_TRUE(holds("novel", evaluated));
  EXPECT_FALSE(holds("unique_novel", evaluated));
  evaluated.repeats.reset();
  evaluated.reference = ReferenceMatch{3, 0.1};
  EXPECT_TRUE(holds("unique", evaluated));
  EXPECT_FALSE(holds("novel", evaluated));
  EXPECT_FALSE(holds("unique_novel", evaluated));
}

TEST(EvaluatedStructure, MeasuresHaveDifferentKeys) {
  for (const ShareMeasure& measure : share_measures())
    EXPECT_EQ(std::ranges::count_if(share_measures(), [&](const auto& other) { return other.key == measure.key; }), 1)
        << measure.key;
}

}  // namespace
}  // namespace crystalgan
