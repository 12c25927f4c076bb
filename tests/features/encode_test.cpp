#include "crystalgan/features/encode.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/features/decode.hpp"
#include "tests/features/same_crystal.hpp"
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

Structure decoded(const EncodedSet& encoded, std::int64_t structure = 0) {
  const auto result = decode_fractional(encoded.features[structure], encoded.mask[structure], kSystem, "decoded");
  EXPECT_TRUE(std::holds_alternative<Structure>(result));
  return std::get<Structure>(result);
}

TEST(EncodeFractional, ComesBackAsTheSameCrystalFromAnyCell) {
  Random random(Seed(1));
  for (int trial = 0; trial < 5; ++trial) {
    auto crystals = test::random_crystals(random);
    for (const Structure& structure : test::random_crystals(random)) crystals.push_back(test::other_handed(structure));
    const EncodedSet encoded = encode_fractional(crystals, kSystem, {3});
    for (std::size_t i = 0; i < crystals.size(); ++i)
      test::expect_same_crystal(decoded(encoded, static_cast<std::int64_t>(i)), crystals[i]);
  }
  test::expect_same_crystal(decoded(encode_fractional({test::rocksalt()}, kSystem, {4})), test::rocksalt());
}

TEST(EncodeFractional, OfWhatItDecodedIsWhatItWas) {
  Random random(Seed(2));
  const EncodedSet encoded = encode_fractional(test::random_crystals(random), kSystem, {3});
  std::vector<Structure> again;
  for (std::int64_t i = 0; i < encoded.size(); ++i) again.push_back(decoded(encoded, i));
  const EncodedSet twice = encode_fractional(again, kSystem, {3});
  EXPECT_LT(test::largest_difference(twice.features, encoded.features), 1e-5);
  EXPECT_TRUE(twice.mask.equal(encoded.mask));
}

TEST(EncodeFractional, TurnedCrystalsLookAlike) {
  Random random(Seed(3));
  for (const double angle : {0.3, 1.7, -2.9}) {
    const auto crystals = test::random_crystals(random);
    std::vector<Structure> turned;
    for (const Structure& structure : crystals) turned.push_back(test::rotated(structure, angle));
    const EncodedSet one = encode_fractional(crystals, kSystem, {3});
    const EncodedSet other = encode_fractional(turned, kSystem, {3});
    EXPECT_LT(test::largest_difference(one.features, other.features), 1e-5);
    EXPECT_TRUE(one.mask.equal(other.mask));
  }
}

TEST(EncodeFractional, HasAAlongXAndBInThePlane) {
  Random random(Seed(4));
  const EncodedSet encoded = encode_fractional(test::random_crystals(random), kSystem, {3});
  for (std::int64_t i = 0; i < encoded.size(); ++i) {
    const auto lattice = encoded.features[i][0];
    for (const auto& [row, axis] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}})
      EXPECT_LT(lattice[row][axis].abs().item<double>(), 1e-6);
    for (const int row : {0, 1, 2}) EXPECT_GT(lattice[row][row].item<double>(), 0.1);
    // the lengths and angles are those of the cell: the metric says both
    double metric[3][3];
    const Basis basis = test::three_cells()[static_cast<std::size_t>(i)].basis;
    for (std::size_t one = 0; one < 3; ++one)
      for (std::size_t other = 0; other < 3; ++other) metric[one][other] = dot(basis[one], basis[other]);
    const auto expected = at::from_blob(metric, {3, 3}, at::kDouble);
    EXPECT_LT(test::largest_difference(at::matmul(lattice, lattice.t()), expected), 1e-4);
  }
}

TEST(EncodeFractional, PutsFractionsBetweenZeroAndOneInTheirBlocks) {
  const Structure structure(
      Lattice(test::three_cells().back().basis),
      {{element("Ni"), {1.25, -0.25, 3}}, {element("H"), {0, 0.5, 0}}, {element("Ni"), {0, 0, 0.25}}}, "Ni2H");
  const EncodedSet encoded = encode_fractional({structure}, kSystem, {4});
  auto expected = at::zeros({3, 4, 3});
  expected[2][0].copy_(at::tensor({0.25F, 0.75F, 0.0F}));
  expected[0][0].copy_(at::tensor({0.0F, 0.5F, 0.0F}));
  expected[2][1].copy_(at::tensor({0.0F, 0.0F, 0.25F}));
  EXPECT_LT(test::largest_difference(encoded.features[0].slice(0, 1), expected), 1e-6);
  auto mask = at::zeros({4, 4}, at::kBool);
  mask[0].slice(0, 0, 3).fill_(true);
  mask[1][0].fill_(true);
  mask[3].slice(0, 0, 2).fill_(true);
  EXPECT_TRUE(encoded.mask[0].equal(mask));
  EXPECT_EQ(encoded.features.scalar_type(), at::kFloat);
}

TEST(EncodeFractional, RefusesWhatTheCartesianFormRefuses) {
  const Structure titanium(Lattice(test::three_cells()[0].basis), {{element("Ti"), {0, 0, 0}}}, "Ti");
  EXPECT_THROW(encode_fractional({titanium}, kSystem, {3}), StructureError);
  EXPECT_THROW(encode_fractional({test::rocksalt()}, kSystem, {3}), ShapeError);
  EXPECT_EQ(encode_fractional({}, kSystem, {18}).features.sizes(), at::IntArrayRef({0, 4, 18, 3}));
}

}  // namespace
}  // namespace crystalgan
