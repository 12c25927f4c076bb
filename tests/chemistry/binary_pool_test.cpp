#include "crystalgan/chemistry/binary_pool.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

const Element kMagnesium = Element::from_symbol("Mg");
const Element kOxygen = Element::from_symbol("O");
const Element kPhosphorus = Element::from_symbol("P");

TEST(BinaryPool, CountsABinaryOncePerAnion) {
  const BinaryPool pool(
      {test::rocksalt_of("Mg", "O", 4.2), test::fluorite_of("P", "O", 4.0), test::rocksalt_of("Ag", "Br", 5.8)});
  EXPECT_EQ(pool.binaries().size(), 3U);
  ASSERT_EQ(pool.entries().size(), 3U);
  const auto phosphide = pool.of(kOxygen, kPhosphorus);
  ASSERT_EQ(phosphide.size(), 1U);
  EXPECT_EQ(phosphide[0].valence, 1.5);  // 3 for P, of two O
  const auto oxide = pool.of(kPhosphorus, kOxygen);
  ASSERT_EQ(oxide.size(), 1U);
  EXPECT_EQ(oxide[0].valence, 4.0);
  EXPECT_EQ(oxide[0].metals, 1);
  EXPECT_EQ(oxide[0].anions, 2);
  EXPECT_TRUE(pool.of(kMagnesium, kPhosphorus).empty());
  EXPECT_EQ(pool.metals(), (std::vector<Element>{kOxygen, kMagnesium, kPhosphorus}));
}

TEST(BinaryPool, ReadsMissingEnergiesAsOnTheHull) {
  const BinaryPool pool({test::rocksalt_of("Mg", "O", 4.2, std::nullopt), test::rocksalt_of("Ca", "O", 4.8, 0.05)});
  EXPECT_EQ(pool.entries()[0].hull_energy, 0.0);
  EXPECT_EQ(hull_weight(pool.entries()[0], 0.05), 1.0);
  EXPECT_NEAR(hull_weight(pool.entries()[1], 0.05), std::exp(-1.0), 1e-15);
}

TEST(BinaryPool, TakesTheUsersBinariesInPlaceOfItsOwn) {
  const BinaryPool pool({test::rocksalt_of("Mg", "O", 4.2), test::rocksalt_of("Ca", "O", 4.8)});
  const BinaryPool own = pool.with_own(kMagnesium, kOxygen, {test::fluorite_of("Mg", "O", 5.0)});
  ASSERT_EQ(own.of(kMagnesium, kOxygen).size(), 1U);
  EXPECT_EQ(own.of(kMagnesium, kOxygen)[0].anions, 2);
  EXPECT_EQ(own.of(Element::from_symbol("Ca"), kOxygen).size(), 1U);
  EXPECT_THROW(pool.with_own(kMagnesium, kOxygen, {test::fluorite_of("Ca", "O", 5.0)}), StructureError);
}

TEST(BinaryPool, RefusesWhatIsNoBinary) {
  const Structure element(Lattice::from_parameters(3, 3, 3, 90, 90, 90), {{kMagnesium, {0, 0, 0}}}, "alone");
  EXPECT_THROW(BinaryPool({{element, 0.0}}), StructureError);
}

TEST(Anion, IsOneOfEight) {
  EXPECT_EQ(known_anions().size(), 8U);
  EXPECT_EQ(require_anion(kOxygen).charge, 2);
  EXPECT_EQ(find_anion(kMagnesium), nullptr);
  EXPECT_THROW(require_anion(kMagnesium), ConfigError);
}

}  // namespace
}  // namespace crystalgan
