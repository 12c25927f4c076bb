#include "crystalgan/features/encode.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/features/decode.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/tensors.hpp"

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
  const EncodedSet encoded = encode_cartesian({structure}, kSystem, {4});
  auto expected = at::zeros({1, 4, 4, 3}, at::kDouble);
  auto mask = at::zeros({1, 4, 4}, at::kBool);
  const auto put = [&](std::int64_t block, std::int64_t slot, const Cartesian& row) {
    for (std::int64_t axis = 0; axis < 3; ++axis)
      expected[0][block][slot][axis].fill_(row[static_cast<std::size_t>(axis)]);
    mask[0][block][slot].fill_(true);
  };
  for (std::size_t i = 0; i < 3; ++i) put(0, static_cast<std::int64_t>(i), basis[i]);
  put(1, 0, 0.5 * basis[1]);
  put(3, 0, 0.5 * basis[0]);
  put(3, 1, 0.25 * basis[2]);
  EXPECT_EQ(encoded.size(), 1);
  EXPECT_EQ(encoded.features.scalar_type(), at::kFloat);
  EXPECT_LT(test::largest_difference(encoded.features, expected), 1e-6);
  EXPECT_TRUE(encoded.mask.equal(mask));
}

TEST(Encode, KeepsAnAtomAtTheOriginThroughTheMask) {
  const Structure structure(Lattice(test::three_cells()[1].basis), {{element("Pd"), {0, 0, 0}}}, "Pd");
  const EncodedSet encoded = encode_cartesian({structure}, kSystem, {3});
  EXPECT_EQ(encoded.features[0][2].abs().max().item<float>(), 0.0F);
  EXPECT_TRUE(encoded.mask[0][2][0].item<bool>());
  EXPECT_EQ(encoded.mask[0].slice(0, 1).sum().item<std::int64_t>(), 1);
  const auto decoded = decode_cartesian(encoded.features[0], encoded.mask[0], kSystem, "again");
  ASSERT_TRUE(std::holds_alternative<Structure>(decoded));
  EXPECT_EQ(std::get<Structure>(decoded).size(), 1U);
}

TEST(Encode, StructuresKeepTheirOrder) {
  const EncodedSet encoded = encode_cartesian({test::rocksalt(4.0), test::rocksalt(5.0)}, kSystem, {4});
  EXPECT_EQ(encoded.size(), 2);
  EXPECT_EQ(encoded.features[0][0][0][0].item<float>(), 4.0F);
  EXPECT_EQ(encoded.features[1][0][0][0].item<float>(), 5.0F);
}

TEST(Encode, OfNoStructureIsAnEmptySet) {
  const EncodedSet encoded = encode_cartesian({}, kSystem, {18});
  EXPECT_EQ(encoded.features.sizes(), at::IntArrayRef({0, 4, 18, 3}));
  EXPECT_EQ(encoded.mask.sizes(), at::IntArrayRef({0, 4, 18}));
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
