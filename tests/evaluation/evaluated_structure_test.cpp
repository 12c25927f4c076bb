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

bool holds(const std::string& key, const JudgedStructure& structure) {
  const auto measure = std::ranges::find_if(share_measures(), [&](const auto& one) { return one.key == key; });
  EXPECT_NE(measure, share_measures().end()) << key;
  return measure->holds(structure);
}

// Rock salt with 4.09 Å: 4 (106.42 + 1.008) u in 68.4 Å^3, Pd-H at a/2.
TEST(JudgedStructure, OfRocksalt) {
  const JudgedStructure judged = judge(rocksalt(), rocksalt());
  EXPECT_EQ(judged.name, "rocksalt");
  EXPECT_EQ(judged.atoms(), 8U);
  EXPECT_NEAR(judged.volume_per_atom, std::pow(4.09, 3) / 8, 1e-9);
  EXPECT_NEAR(judged.density, 4 * 107.428 * 1.66053907 / std::pow(4.09, 3), 1e-3);
  ASSERT_TRUE(judged.space_group);
  EXPECT_EQ(judged.space_group->number, 225);
  EXPECT_NEAR(judged.site_distance, 2.045, 1e-9);
  EXPECT_NEAR(judged.distance, 2.045, 1e-9);
  for (const char* key : {"cdvae_structure", "cdvae_structure_own_images", "lemat_valid", "lemat_valid_own_images",
                          "symmetric", "unique", "novel", "unique_novel"})
    EXPECT_TRUE(holds(key, judged)) << key;
  for (const char* key : {"cdvae_composition", "cdvae_valid", "p1"}) EXPECT_FALSE(holds(key, judged)) << key;
}

// What the published rules miss: a single atom in a cell narrower than itself.
TEST(JudgedStructure, OfACellTooNarrowForItsAtom) {
  const Structure narrow{
      Lattice::from_parameters(0.4, 4, 5, 90, 90, 90), {{Element::from_symbol("Ni"), {0, 0, 0}}}, "narrow"};
  const JudgedStructure judged = judge(narrow, narrow);
  EXPECT_EQ(judged.site_distance, std::numeric_limits<double>::infinity());
  EXPECT_NEAR(judged.distance, 0.4, 1e-12);
  EXPECT_TRUE(holds("cdvae_valid", judged));
  EXPECT_FALSE(holds("cdvae_structure_own_images", judged));
  EXPECT_FALSE(holds("lemat_distances_own_images", judged));
}

TEST(JudgedStructure, OfARepeatThatIsKnown) {
  JudgedStructure judged = judge(rocksalt(), rocksalt());
  judged.repeats = 0;
  EXPECT_FALSE(holds("unique", judged));
  EXPECT_TRUE(holds("novel", judged));
  EXPECT_FALSE(holds("unique_novel", judged));
  judged.repeats.reset();
  judged.reference = ReferenceMatch{3, 0.1};
  EXPECT_TRUE(holds("unique", judged));
  EXPECT_FALSE(holds("novel", judged));
  EXPECT_FALSE(holds("unique_novel", judged));
}

TEST(JudgedStructure, MeasuresHaveDifferentKeys) {
  for (const ShareMeasure& measure : share_measures())
    EXPECT_EQ(std::ranges::count_if(share_measures(), [&](const auto& other) { return other.key == measure.key; }), 1)
        << measure.key;
}

}  // namespace
}  // namespace crystalgan
