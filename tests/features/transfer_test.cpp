#include "crystalgan/features/transfer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kSlots = 4;

constexpr std::array kAllBlocks{Block::lattice, Block::x, Block::a, Block::b};

// Features without a zero, so that a row that is emptied shows; each block with another number of atoms.
CellBatch<float> domain(std::int64_t count, std::uint64_t seed) {
  Random random((Seed(seed)));
  CellBatch<float> cells(count, kSlots);
  for (float& number : cells.features) number = static_cast<float>(1.0 + random.uniform());
  for (std::uint8_t& present : cells.mask) present = random.uniform() < 0.6 ? 1 : 0;
  return cells;
}

// A cell of `made` has each block from that structure of that source, and zeros in rows without an atom.
void expect_blocks(const CellBatch<float>& made, std::int64_t pair,
                   const std::array<const CellBatch<float>*, 4>& sources,
                   const std::array<std::int64_t, 4>& structures) {
  for (const Block block : kAllBlocks) {
    const auto k = static_cast<std::size_t>(block);
    for (std::int64_t slot = 0; slot < kSlots; ++slot) {
      const std::size_t to = made.row(pair, block, slot);
      const std::size_t from = sources[k]->row(structures[k], block, slot);
      EXPECT_EQ(made.mask[to], sources[k]->mask[from]) << pair << ", block " << k << ", slot " << slot;
      for (std::size_t axis = 0; axis < 3; ++axis)
        EXPECT_EQ(made.features[3 * to + axis],
                  sources[k]->mask[from] != 0 ? sources[k]->features[3 * from + axis] : 0.0F)
            << pair << ", block " << k << ", slot " << slot;
    }
  }
}

TEST(Transfer, FillsThePlaceholderFromTheOtherDomain) {
  const PerDomain<CellBatch<float>> generated{domain(3, 1), domain(3, 2)};
  const auto made = transfer_features(generated, paired_partners(3, 3));
  ASSERT_EQ(made.a.size, 3);
  ASSERT_EQ(made.b.size, 3);
  ASSERT_EQ(made.a.slots, kSlots);
  const auto* x_g = &generated.a;
  const auto* y_g = &generated.b;
  for (std::int64_t i = 0; i < 3; ++i) {
    expect_blocks(made.a, i, {x_g, x_g, x_g, y_g}, {i, i, i, i});
    expect_blocks(made.b, i, {y_g, y_g, x_g, y_g}, {i, i, i, i});
  }
}

TEST(Transfer, CombinesAnyPairOfUnequalSets) {
  const PerDomain<CellBatch<float>> generated{domain(2, 1), domain(5, 2)};
  const PartnerIndices partners{{1, 4}, {0, 0}, {1, 0}, {1, 4}};
  const auto made = transfer_features(generated, partners);
  ASSERT_EQ(made.a.size, 4);
  ASSERT_EQ(made.b.size, 4);
  const auto* x_g = &generated.a;
  const auto* y_g = &generated.b;
  for (std::size_t pair = 0; pair < partners.size(); ++pair) {
    const auto [i, j] = partners[pair];
    expect_blocks(made.a, static_cast<std::int64_t>(pair), {x_g, x_g, x_g, y_g}, {i, i, i, j});
    expect_blocks(made.b, static_cast<std::int64_t>(pair), {y_g, y_g, x_g, y_g}, {j, j, i, j});
  }
}

TEST(Transfer, LeavesNothingInRowsWithoutAnAtom) {
  PerDomain<CellBatch<float>> generated{domain(2, 1), domain(2, 2)};
  for (std::size_t row = 0; row < generated.a.mask.size(); ++row)
    if (generated.a.mask[row] == 0)
      std::fill_n(generated.a.features.begin() + static_cast<std::ptrdiff_t>(3 * row), 3,
                  std::numeric_limits<float>::quiet_NaN());
  const auto made = transfer_features(generated, paired_partners(2, 2));
  for (const auto* side : {&made.a, &made.b}) {
    int empty = 0;
    for (std::size_t row = 0; row < side->mask.size(); ++row) {
      if (side->mask[row] != 0) continue;
      ++empty;
      for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_EQ(side->features[3 * row + axis], 0.0F);
    }
    EXPECT_GT(empty, 0);
  }
}

TEST(Transfer, PairsStructuresOneToOneWhereTheSetsAreEqual) {
  EXPECT_EQ(paired_partners(3, 3), (PartnerIndices{{0, 0}, {1, 1}, {2, 2}}));
}

TEST(Transfer, PairsEveryStructureOfTheLargerSetOnce) {
  EXPECT_EQ(paired_partners(5, 2), (PartnerIndices{{0, 0}, {1, 1}, {2, 0}, {3, 1}, {4, 0}}));
  EXPECT_EQ(paired_partners(1, 3), (PartnerIndices{{0, 0}, {0, 1}, {0, 2}}));
}

TEST(Transfer, AnEmptySetHasNoPartners) {
  EXPECT_TRUE(paired_partners(0, 3).empty());
  EXPECT_TRUE(paired_partners(3, 0).empty());
}

TEST(Transfer, RefusesBatchesThatDoNotFit) {
  const CellBatch<float> good = domain(3, 1);
  const auto refuses = [&](const CellBatch<float>& bad) {
    EXPECT_THROW(transfer_features({good, bad}, {{0, 0}}), ShapeError);
    EXPECT_THROW(transfer_features({bad, good}, {{0, 0}}), ShapeError);
  };
  refuses(CellBatch<float>(3, kSlots - 1));
  CellBatch<float> fewer_features = good;
  fewer_features.features.pop_back();
  refuses(fewer_features);
  CellBatch<float> fewer_rows = good;
  fewer_rows.mask.pop_back();
  refuses(fewer_rows);
  CellBatch<float> other_size = good;
  other_size.size = 2;
  refuses(other_size);
}

TEST(Transfer, RefusesPartnersOutsideTheSets) {
  const PerDomain<CellBatch<float>> generated{domain(2, 1), domain(5, 2)};
  for (const auto& pair : PartnerIndices{{2, 0}, {0, 5}, {-1, 0}, {0, -1}})
    EXPECT_THROW(transfer_features(generated, {{0, 0}, pair}), ShapeError);
}

}  // namespace
}  // namespace crystalgan
