#include "crystalgan/features/decode.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "crystalgan/features/encode.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

std::variant<Structure, Rejection> decoded(const EncodedSet& encoded) {
  return decode_cartesian(encoded.features[0], encoded.mask[0], kSystem, "decoded");
}

bool is_rejected(const EncodedSet& encoded) {
  const auto result = decoded(encoded);
  const auto* rejection = std::get_if<Rejection>(&result);
  return rejection != nullptr && rejection->reason == kNotACrystal && !rejection->detail.empty();
}

EncodedSet encoded_rocksalt() { return encode_cartesian({test::rocksalt()}, kSystem, {4}); }

// Whether two fractional positions are of the same atom, up to whole cells, in Å.
double apart(const Lattice& lattice, const Fractional& one, const Fractional& other) {
  Fractional difference = one - other;
  for (double& component : difference.components) component -= std::round(component);
  return length(lattice.cartesian(difference));
}

TEST(Decode, UndoesEncodeInAnyCell) {
  Random random(Seed(1));
  for (int trial = 0; trial < 10; ++trial) {
    for (const Structure& structure : test::random_crystals(random)) {
      const auto result = decoded(encode_cartesian({structure}, kSystem, {3}));
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

TEST(Decode, BringsEveryAtomIntoTheCell) {
  auto encoded = encoded_rocksalt();
  encoded.features[0].slice(0, 1).add_(at::tensor({-100.3F, 77.1F, 3.0F}));
  const auto result = decoded(encoded);
  ASSERT_TRUE(std::holds_alternative<Structure>(result));
  for (const Site& site : std::get<Structure>(result).sites())
    for (const double component : site.position.components) EXPECT_TRUE(component >= 0.0 && component < 1.0);
}

TEST(Decode, ReadsOnlyRowsWithAnAtom) {
  auto encoded = encoded_rocksalt();
  encoded.mask[0][2][1].fill_(false);
  encoded.features[0][2][1].fill_(std::numeric_limits<float>::quiet_NaN());
  encoded.features[0][3].fill_(7.0F);  // no Ni: the mask says so
  const auto result = decoded(encoded);
  ASSERT_TRUE(std::holds_alternative<Structure>(result));
  EXPECT_EQ(formula(std::get<Structure>(result).composition()), "Pd3H4");
}

TEST(Decode, RejectsNumbersThatAreNotFinite) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    for (const std::int64_t block : {0, 1, 2}) {
      auto encoded = encoded_rocksalt();
      encoded.features[0][block][1][2].fill_(bad);
      EXPECT_TRUE(is_rejected(encoded)) << "block " << block << ": " << bad;
    }
  }
}

TEST(Decode, RejectsAtomsOutOfAllReach) {
  auto encoded = encoded_rocksalt();
  encoded.features[0][1][0][0].fill_(1e30F);
  EXPECT_TRUE(is_rejected(encoded));
}

TEST(Decode, RejectsVectorsThatSpanNoVolume) {
  auto zero = encoded_rocksalt();
  zero.features[0][0].zero_();
  EXPECT_TRUE(is_rejected(zero));
  auto missing = encoded_rocksalt();
  missing.features[0][0][1].zero_();
  EXPECT_TRUE(is_rejected(missing));
  auto equal = encoded_rocksalt();
  equal.features[0][0][2].copy_(equal.features[0][0][0]);
  EXPECT_TRUE(is_rejected(equal));
  auto flat = encoded_rocksalt();
  flat.features[0][0][2].copy_(flat.features[0][0][0] + flat.features[0][0][1]);
  EXPECT_TRUE(is_rejected(flat));
}

TEST(Decode, RejectsACellWithoutAtoms) {
  auto encoded = encoded_rocksalt();
  encoded.mask[0].slice(0, 1).fill_(false);
  EXPECT_TRUE(is_rejected(encoded));
}

TEST(Decode, RefusesOtherShapes) {
  const auto encoded = encoded_rocksalt();
  const auto& features = encoded.features[0];
  const auto& mask = encoded.mask[0];
  EXPECT_THROW(decode_cartesian(encoded.features, encoded.mask, kSystem, ""), ShapeError);
  EXPECT_THROW(decode_cartesian(features, mask.slice(1, 0, 3), kSystem, ""), ShapeError);
  EXPECT_THROW(decode_cartesian(features.slice(0, 0, 3), mask.slice(0, 0, 3), kSystem, ""), ShapeError);
  // two rows hold no lattice
  EXPECT_THROW(decode_cartesian(features.slice(1, 0, 2), mask.slice(1, 0, 2), kSystem, ""), ShapeError);
}

TEST(DecodeFractional, FollowsTheLatticeWhereverItGoes) {
  Random random(Seed(5));
  for (const Structure& structure : test::random_crystals(random)) {
    auto encoded = encode_fractional({structure}, kSystem, {3});
    const auto before = decode_fractional(encoded.features[0], encoded.mask[0], kSystem, "before");
    encoded.features[0][0].mul_(1.5);
    encoded.features[0].slice(0, 1).add_(-2.0);  // whole cells away
    const auto after = decode_fractional(encoded.features[0], encoded.mask[0], kSystem, "after");
    ASSERT_TRUE(std::holds_alternative<Structure>(before) && std::holds_alternative<Structure>(after));
    const Structure& one = std::get<Structure>(before);
    const Structure& other = std::get<Structure>(after);
    EXPECT_EQ(other.name(), "after");
    EXPECT_NEAR(other.lattice().volume() / one.lattice().volume(), 1.5 * 1.5 * 1.5, 1e-4);
    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(other.sites()[i].element, one.sites()[i].element);
      EXPECT_LT(apart(one.lattice(), other.sites()[i].position, one.sites()[i].position), 1e-4);
      for (const double component : other.sites()[i].position.components)
        EXPECT_TRUE(component >= 0.0 && component < 1.0);
    }
  }
}

TEST(DecodeFractional, ReadsOnlyRowsWithAnAtom) {
  auto encoded = encode_fractional({test::rocksalt()}, kSystem, {4});
  encoded.mask[0][2][1].fill_(false);
  encoded.features[0][2][1].fill_(std::numeric_limits<float>::quiet_NaN());
  const auto result = decode_fractional(encoded.features[0], encoded.mask[0], kSystem, "");
  ASSERT_TRUE(std::holds_alternative<Structure>(result));
  EXPECT_EQ(formula(std::get<Structure>(result).composition()), "Pd3H4");
}

TEST(DecodeFractional, RejectsWhatIsNoCrystal) {
  const auto rejected = [](const auto& spoil) {
    auto encoded = encode_fractional({test::rocksalt()}, kSystem, {4});
    spoil(encoded);
    const auto result = decode_fractional(encoded.features[0], encoded.mask[0], kSystem, "");
    const auto* rejection = std::get_if<Rejection>(&result);
    return rejection != nullptr && rejection->reason == kNotACrystal && !rejection->detail.empty();
  };
  EXPECT_FALSE(rejected([](EncodedSet&) {}));
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e30F})
    for (const std::int64_t block : {1, 2})
      EXPECT_TRUE(rejected([&](EncodedSet& encoded) { encoded.features[0][block][1][2].fill_(bad); })) << bad;
  EXPECT_TRUE(rejected(
      [](EncodedSet& encoded) { encoded.features[0][0][1][1].fill_(std::numeric_limits<float>::quiet_NaN()); }));
  EXPECT_TRUE(rejected([](EncodedSet& encoded) { encoded.features[0][0][2].zero_(); }));
  EXPECT_TRUE(rejected([](EncodedSet& encoded) { encoded.mask[0].slice(0, 1).fill_(false); }));
}

TEST(DecodeFractional, RefusesOtherShapes) {
  const auto encoded = encode_fractional({test::rocksalt()}, kSystem, {4});
  EXPECT_THROW(decode_fractional(encoded.features, encoded.mask, kSystem, ""), ShapeError);
  EXPECT_THROW(decode_fractional(encoded.features[0], encoded.mask[0].slice(1, 0, 3), kSystem, ""), ShapeError);
}

}  // namespace
}  // namespace crystalgan
