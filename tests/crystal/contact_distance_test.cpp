#include "crystalgan/crystal/contact_distance.hpp"

#include <gtest/gtest.h>

namespace crystalgan {
namespace {

const Element kPd = Element::from_symbol("Pd");
const Element kBe = Element::from_symbol("Be");
const Element kO = Element::from_symbol("O");
const Element kH = Element::from_symbol("H");

TEST(ContactDistance, IsEightTenthsOfTheSumOfRadii) {
  EXPECT_DOUBLE_EQ(radii_limit(kPd, kPd), 0.8 * 2 * 1.37);
  EXPECT_DOUBLE_EQ(radii_limit(kPd, kO), 0.8 * (1.37 + 0.66));  // the covalent radius of oxygen
  EXPECT_EQ(radii_limit(kPd, kO), radii_share(kO, kPd));
}

TEST(ContactDistance, HasFloorsForHydrogen) {
  EXPECT_DOUBLE_EQ(radii_limit(kPd, kH), 0.8 * (1.37 + 0.37));
  EXPECT_EQ(radii_limit(kBe, kH), 1.2);
  EXPECT_EQ(radii_limit(kH, kBe), 1.2);
  EXPECT_EQ(radii_limit(kH, kH), 1.0);
  EXPECT_DOUBLE_EQ(radii_limit(kO, kH), 0.8 * (0.66 + 0.37));  // hydroxides, O-H 0.97
  EXPECT_DOUBLE_EQ(radii_share(kH, kH), 0.8 * 2 * 0.37);
}

}  // namespace
}  // namespace crystalgan
