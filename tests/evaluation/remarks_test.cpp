#include "crystalgan/evaluation/remarks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/crystal/volume_rule.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kPd = Element::from_symbol("Pd");
const Element kH = Element::from_symbol("H");

// A simple cubic cell with so many times the volume of the rule.
Structure of_rule_volume(double times) {
  const Structure one{Lattice::from_parameters(2, 2, 2, 90, 90, 90), {{kPd, {0, 0, 0}}}, "one"};
  return {one.lattice().scaled(std::cbrt(times * rule_volume(one.composition()) / one.lattice().volume())), one.sites(),
          "one"};
}

TEST(Remarks, SayNothingOfASoundCrystal) {
  EXPECT_FALSE(remarks_on(rocksalt(), rocksalt()).any());
  EXPECT_TRUE(remark_lines(remarks_on(rocksalt(), rocksalt())).empty());
}

// Two H in the middle of the cell, a tenth of 3 Å apart.
TEST(Remarks, NameThePairsThatAreTooCloseWithTheirLimit) {
  const Structure close{Lattice::from_parameters(3, 3, 3, 90, 90, 90),
                        {{kPd, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}, {kH, {0.5, 0.5, 0.6}}},
                        "close"};
  const Remarks remarks = remarks_on(close, close);
  ASSERT_EQ(remarks.clashes.size(), 1U);
  EXPECT_EQ(remarks.clashes[0].pair, element_pair(kH, kH));
  EXPECT_NEAR(remarks.clashes[0].distance, 0.3, 1e-12);
  EXPECT_EQ(remarks.clashes[0].min, 1.0);
  EXPECT_EQ(remark_lines(remarks), std::vector<std::string>{"H-H at 0.30 A, expected at least 1.00"});
}

TEST(Remarks, CountOwnImages) {
  const Structure thin{Lattice::from_parameters(1, 4, 5, 90, 90, 90), {{kPd, {0, 0, 0}}}, "thin"};
  ASSERT_EQ(remarks_on(thin, thin).clashes.size(), 1U);
  EXPECT_NEAR(remarks_on(thin, thin).clashes[0].distance, 1.0, 1e-12);
}

TEST(Remarks, NameAVolumeFarFromTheRule) {
  EXPECT_FALSE(remarks_on(of_rule_volume(0.51), rocksalt()).volume_over_rule);
  EXPECT_FALSE(remarks_on(of_rule_volume(1.99), rocksalt()).volume_over_rule);
  EXPECT_NEAR(remarks_on(of_rule_volume(0.49), rocksalt()).volume_over_rule.value(), 0.49, 1e-9);
  EXPECT_NEAR(remarks_on(of_rule_volume(2.01), rocksalt()).volume_over_rule.value(), 2.01, 1e-9);
  const Remarks remarks = remarks_on(of_rule_volume(3), of_rule_volume(3));
  ASSERT_EQ(remark_lines(remarks).size(), 1U);
  EXPECT_TRUE(remark_lines(remarks)[0].ends_with(" A^3 per atom is 3.00 times the volume rule"));
}

TEST(Remarks, NameOtherElementsThanTheFirst) {
  EXPECT_EQ(remarks_on(of_rule_volume(1), rocksalt()).unlike, "rocksalt");
  EXPECT_EQ(remark_lines(remarks_on(of_rule_volume(1), rocksalt())),
            std::vector<std::string>{"other elements than rocksalt"});
  EXPECT_FALSE(remarks_on(rocksalt(), supercell(rocksalt(), 2, 1, 1)).unlike);
}

}  // namespace
}  // namespace crystalgan
