#include "crystalgan/features/decode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "crystalgan/features/encode.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

constexpr Block kAtomBlocks[] = {Block::x, Block::a, Block::b};

std::variant<Structure, Rejection> decoded(const CellBatch<float>& cells, std::int64_t index = 0) {
  return decode_cartesian(cells, index, kSystem, "decoded");
}

bool is_rejected(const CellBatch<float>& cells) {
  const auto result = decoded(cells);
  const auto* rejection = std::get_if<Rejection>(&result);
  return rejection != nullptr && rejection->reason == kNotACrystal && !rejection->detail.empty();
}

CellBatch<float> encoded_rocksalt() { return encode_cartesian({test::rocksalt()}, kSystem, {4}); }

// The three numbers of a row of the first cell.
float* row_of(CellBatch<float>& cells, Block block, std::int64_t slot) {
  return cells.features.data() + 3 * cells.row(0, block, slot);
}

std::uint8_t& mask_of(CellBatch<float>& cells, Block block, std::int64_t slot) {
  return cells.mask[cells.row(0, block, slot)];
}

void fill(CellBatch<float>& cells, Block block, std::int64_t slot, float number) {
  std::fill_n(row_of(cells, block, slot), 3, number);
}

// Whether two fractional positions are of the same atom, up to whole cells, in Å.
double apart(const Lattice& lattice, const Fractional& one, const Fractional& other) {
  Fractional difference = one - other;
  for (double& component : difference.components) component -= std::round(component);
  return length(lattice.cartesian(difference));
}

TEST(Decode, UndoesEncodeInAnyCell) {
  Random random(Seed(1));
  for (int trial = 0; trial < 10; ++trial) {
    const auto structures = test::random_crystals(random);
    const auto cells = encode_cartesian(structures, kSystem, {3});
    for (std::size_t index = 0; index < structures.size(); ++index) {
      const Structure& structure = structures[index];
      const auto result = decoded(cells, static_cast<std::int64_t>(index));
      ASSERT_TRUE(std::holds_alternative<Structure>(result)) << structure.name();
      const Structure& again = std::get<Structure>(result);
      EXPECT_EQ(again.name(), "decoded");
      EXPECT_EQ(again.composition(), structure.composition());
      for (std::size_t i = 0; i < 3; ++i)
        EXPECT_LT(length(again.lattice().rows()[i] - structure.lattice().rows()[i]), 1e-5) << structure.name();
      const std::size_t order[] = {2, 3, 0, 1};  // H, H, Pd, Ni for Pd, Ni, H, H
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(again.sites()[i].element, structure.sites()[order[i]].element);
        EXPECT_LT(apart(structure.lattice(), again.sites()[i].position, structure.sites()[order[i]].position), 1e-4)
            << structure.name();
      }
    }
  }
}

TEST(Decode, LeavesEveryAtomWhereTheNumbersPutIt) {
  auto cells = encoded_rocksalt();
  std::vector<Cartesian> expected;
  for (const Block block : kAtomBlocks)
    for (std::int64_t slot = 0; slot < cells.slots; ++slot) {
      float* numbers = row_of(cells, block, slot);
      for (const auto& [axis, move] : {std::pair{0, -100.3F}, {1, 77.1F}, {2, 3.0F}}) numbers[axis] += move;
      if (mask_of(cells, block, slot) != 0) expected.push_back({numbers[0], numbers[1], numbers[2]});
    }
  const auto result = decoded(cells);
  ASSERT_TRUE(std::holds_alternative<Structure>(result));
  const Structure& structure = std::get<Structure>(result);
  ASSERT_EQ(structure.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_LT(length(structure.lattice().cartesian(structure.sites()[i].position) - expected[i]), 1e-9) << i;
}

TEST(Decode, ReadsOnlyRowsWithAnAtom) {
  auto cells = encoded_rocksalt();
  mask_of(cells, Block::a, 1) = 0;
  fill(cells, Block::a, 1, std::numeric_limits<float>::quiet_NaN());
  for (std::int64_t slot = 0; slot < 4; ++slot) fill(cells, Block::b, slot, 7.0F);  // no Ni: the mask says so
  const auto result = decoded(cells);
  ASSERT_TRUE(std::holds_alternative<Structure>(result));
  EXPECT_EQ(formula(std::get<Structure>(result).composition()), "Pd3H4");
}

TEST(Decode, RejectsNumbersThatAreNotFinite) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    for (const Block block : {Block::lattice, Block::x, Block::a}) {
      auto cells = encoded_rocksalt();
      row_of(cells, block, 1)[2] = bad;
      EXPECT_TRUE(is_rejected(cells)) << "block " << static_cast<int>(block) << ": " << bad;
    }
  }
}

TEST(Decode, RejectsAtomsOutOfAllReach) {
  auto cells = encoded_rocksalt();
  row_of(cells, Block::x, 0)[0] = 1e30F;
  EXPECT_TRUE(is_rejected(cells));
}

TEST(Decode, RejectsVectorsThatSpanNoVolume) {
  auto zero = encoded_rocksalt();
  for (std::int64_t row = 0; row < 3; ++row) fill(zero, Block::lattice, row, 0.0F);
  EXPECT_TRUE(is_rejected(zero));
  auto missing = encoded_rocksalt();
  fill(missing, Block::lattice, 1, 0.0F);
  EXPECT_TRUE(is_rejected(missing));
  auto equal = encoded_rocksalt();
  std::copy_n(row_of(equal, Block::lattice, 0), 3, row_of(equal, Block::lattice, 2));
  EXPECT_TRUE(is_rejected(equal));
  auto flat = encoded_rocksalt();
  for (int axis = 0; axis < 3; ++axis)
    row_of(flat, Block::lattice, 2)[axis] =
        row_of(flat, Block::lattice, 0)[axis] + row_of(flat, Block::lattice, 1)[axis];
  EXPECT_TRUE(is_rejected(flat));
}

TEST(Decode, RejectsACellWithoutAtoms) {
  auto cells = encoded_rocksalt();
  for (const Block block : kAtomBlocks)
    for (std::int64_t slot = 0; slot < cells.slots; ++slot) mask_of(cells, block, slot) = 0;
  EXPECT_TRUE(is_rejected(cells));
}

TEST(Decode, RefusesBatchesThatDoNotFitTheirSizes) {
  auto fewer_features = encoded_rocksalt();
  fewer_features.features.pop_back();
  EXPECT_THROW(decoded(fewer_features), ShapeError);
  auto fewer_rows = encoded_rocksalt();
  fewer_rows.mask.pop_back();
  EXPECT_THROW(decoded(fewer_rows), ShapeError);
  auto other_size = encoded_rocksalt();
  other_size.size = 2;
  EXPECT_THROW(decoded(other_size), ShapeError);
  EXPECT_THROW(decoded(CellBatch<float>(1, 2)), ShapeError) << "two rows hold no lattice";
}

TEST(Decode, RefusesACellThatIsNotInTheBatch) {
  EXPECT_THROW(decoded(encoded_rocksalt(), 1), ShapeError);
  EXPECT_THROW(decoded(encoded_rocksalt(), -1), ShapeError);
  EXPECT_THROW(decoded(CellBatch<float>(0, 3), 0), ShapeError);
}

}  // namespace
}  // namespace crystalgan
