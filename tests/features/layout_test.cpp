#include "crystalgan/features/layout.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

Structure row_of(const char* symbol, int count) {
  std::vector<Site> sites;
  for (int i = 0; i < count; ++i)
    sites.push_back({Element::from_symbol(symbol), {static_cast<double>(i) / count, 0, 0}});
  return {Lattice(test::three_cells().back().basis), std::move(sites), "row"};
}

TEST(Layout, HasARowForEveryAtomOfTheMostFrequentElementOfBothSets) {
  EXPECT_EQ(Layout::of({{test::rocksalt()}, {}}).slots, 4);
  EXPECT_EQ(Layout::of({{test::rocksalt(), row_of("H", 7)}, {row_of("Ni", 5)}}).slots, 7);
  EXPECT_EQ(Layout::of({{row_of("Pd", 2)}, {row_of("Ni", 18)}}).slots, 18);
}

TEST(Layout, HasRoomForThreeLatticeVectors) {
  EXPECT_EQ(Layout::of({{row_of("Pd", 1)}, {row_of("Ni", 2)}}).slots, 3);
  EXPECT_EQ(Layout::of({{}, {}}).slots, 3);
}

TEST(Layout, OfThePaperHasTwoHundredAndSixteenNumbers) { EXPECT_EQ(Layout{18}.size(), 4 * 18 * 3); }

TEST(Layout, NumbersTheBlocksAsThePaperDoes) {
  EXPECT_EQ(static_cast<int>(Block::lattice), 0);
  EXPECT_EQ(static_cast<int>(block_of(kSystem.x, kSystem)), 1);
  EXPECT_EQ(static_cast<int>(block_of(kSystem.a, kSystem)), 2);
  EXPECT_EQ(static_cast<int>(block_of(kSystem.b, kSystem)), 3);
}

TEST(Layout, HasNoBlockForAnElementOutsideTheSystem) {
  EXPECT_THROW(block_of(Element::from_symbol("Ti"), kSystem), StructureError);
}

}  // namespace
}  // namespace crystalgan
