#include "crystalgan/features/encode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/features/decode.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

Element element(const char* symbol) { return Element::from_symbol(symbol); }

std::string message_of(const std::vector<Structure>& structures, const Layout& layout) {
  try {
    encode_cartesian(structures, kSystem, layout);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Encode, PutsLatticeAndCartesianCoordinatesInTheirBlocks) {
  const Basis basis = test::three_cells().back().basis;
  const Structure structure(Lattice(basis),
                            {{element("Ni"), {0.5, 0, 0}}, {element("H"), {0, 0.5, 0}}, {element("Ni"), {0, 0, 0.25}}},
                            "Ni2H");
  const auto cells = encode_cartesian({structure}, kSystem, {4});
  EXPECT_EQ(cells.size, 1);
  EXPECT_EQ(cells.slots, 4);
  std::vector<double> expected(48);    // [4, 4, 3]
  std::vector<std::uint8_t> mask(16);  // [4, 4]
  const auto put = [&](std::size_t block, std::size_t slot, const Cartesian& row) {
    for (std::size_t axis = 0; axis < 3; ++axis) expected[3 * (4 * block + slot) + axis] = row[axis];
    mask[4 * block + slot] = 1;
  };
  for (std::size_t i = 0; i < 3; ++i) put(0, i, basis[i]);
  put(1, 0, 0.5 * basis[1]);
  put(3, 0, 0.5 * basis[0]);
  put(3, 1, 0.25 * basis[2]);
  EXPECT_EQ(cells.mask, mask);
  ASSERT_EQ(cells.features.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(static_cast<double>(cells.features[i]), expected[i], 1e-6) << i;
}

TEST(Encode, KeepsAnAtomAtTheOriginThroughTheMask) {
  const Structure structure(Lattice(test::three_cells()[1].basis), {{element("Pd"), {0, 0, 0}}}, "Pd");
  const auto cells = encode_cartesian({structure}, kSystem, {3});
  const auto row = cells.row(0, Block::a, 0);
  for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_EQ(cells.features[3 * row + axis], 0.0F);
  EXPECT_EQ(cells.mask[row], 1);
  EXPECT_EQ(std::accumulate(cells.mask.begin(), cells.mask.end(), 0), 3 + 1) << "three vectors and an atom";
  const auto decoded = decode_cartesian(cells, 0, kSystem, "again");
  ASSERT_TRUE(std::holds_alternative<Structure>(decoded));
  EXPECT_EQ(std::get<Structure>(decoded).size(), 1U);
}

TEST(Encode, StructuresKeepTheirOrder) {
  const auto cells = encode_cartesian({test::rocksalt(4.0), test::rocksalt(5.0)}, kSystem, {4});
  EXPECT_EQ(cells.size, 2);
  EXPECT_EQ(cells.features[3 * cells.row(0, Block::lattice, 0)], 4.0F);
  EXPECT_EQ(cells.features[3 * cells.row(1, Block::lattice, 0)], 5.0F);
}

TEST(Encode, ThePlaceholderOfABinaryIsZero) {
  const auto cells = encode_cartesian({test::rocksalt()}, kSystem, {4});  // Pd and H
  for (std::int64_t slot = 0; slot < 4; ++slot) {
    const auto row = cells.row(0, Block::b, slot);
    EXPECT_EQ(cells.mask[row], 0);
    for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_EQ(cells.features[3 * row + axis], 0.0F);
  }
}

TEST(Encode, OfNoStructureIsAnEmptyBatch) {
  const auto cells = encode_cartesian({}, kSystem, {18});
  EXPECT_EQ(cells.size, 0);
  EXPECT_EQ(cells.slots, 18);
  EXPECT_TRUE(cells.features.empty());
  EXPECT_TRUE(cells.mask.empty());
}

TEST(Encode, RefusesAnElementOutsideTheSystem) {
  const Structure structure(Lattice(test::three_cells()[0].basis), {{element("Ti"), {0, 0, 0}}}, "Ti");
  EXPECT_THROW(encode_cartesian({structure}, kSystem, {3}), StructureError);
  EXPECT_NE(message_of({structure}, {3}).find("Ti"), std::string::npos);
}

TEST(Encode, RefusesMoreAtomsThanRows) {
  EXPECT_THROW(encode_cartesian({test::rocksalt()}, kSystem, {3}), ShapeError);
  EXPECT_EQ(message_of({test::rocksalt()}, {3}), "rocksalt: expected at most 3 atoms of one element, got more");
  EXPECT_EQ(message_of({test::rocksalt()}, {4}), "no error");
}

}  // namespace
}  // namespace crystalgan
