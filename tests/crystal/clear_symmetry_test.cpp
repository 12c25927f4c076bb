#include "crystalgan/crystal/clear_symmetry.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "crystalgan/crystal/site_symmetry.hpp"
#include "tests/crystal/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

TEST(ClearSymmetry, IsThatOfSpglibInPythonInEveryCrystalSystem) {
  const double tolerance = test::crystal_reference()["symmetry_tolerance"].get<double>();
  Random random(Seed(1).derive("clear"));
  std::set<int> numbers;
  for (const auto& crystal : test::crystal_reference()["crystals"]) {
    const auto primitive = primitive_cell(test::structure_of(crystal), tolerance);
    ASSERT_TRUE(primitive) << crystal["name"];
    for (const Structure& description :
         {*primitive, test::recut(*primitive, test::random_change(random, 3)), test::other_handed(*primitive),
          test::translated(*primitive, {0.123, 0.456, -3.21}), test::rotated(*primitive, 0.4)}) {
      const auto found = clear_symmetry(description, tolerance);
      if (!found) continue;
      EXPECT_EQ(found->group.number, crystal["number"].get<int>()) << crystal["name"];
      EXPECT_EQ(found->group.symbol, crystal["symbol"].get<std::string>()) << crystal["name"];
      numbers.insert(found->group.number);
    }
  }
  EXPECT_GE(numbers.size(), 20U);
}

TEST(ClearSymmetry, OperationsMapTheCrystalOntoItself) {
  Random random(Seed(1).derive("operations"));
  const auto primitive = primitive_cell(test::rocksalt());
  ASSERT_TRUE(primitive);
  const Structure skewed = test::recut(*primitive, test::random_change(random, 3));
  const auto found = clear_symmetry(skewed, 0.01);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->operations.size(), 48U);
  for (const SymmetryOperation& operation : found->operations)
    for (const Site& site : skewed.sites()) {
      double nearest = 1.0;
      for (const Site& other : skewed.sites()) {
        if (other.element != site.element) continue;
        Fractional apart = operation(site.position) - other.position;
        for (double& component : apart.components) component -= std::round(component);
        nearest = std::min(nearest, length(skewed.lattice().cartesian(apart)));
      }
      EXPECT_LT(nearest, 1e-9);
    }
}

TEST(ClearSymmetry, IsNothingWhereTheToleranceDecides) {
  const auto primitive = primitive_cell(test::rocksalt());
  ASSERT_TRUE(primitive);
  std::vector<Site> sites = primitive->sites();
  sites[1].position = sites[1].position + primitive->lattice().fractional({0.05, 0.0, 0.0});
  const Structure shifted(primitive->lattice(), sites, "shifted");
  EXPECT_TRUE(clear_symmetry(*primitive, 0.1));
  EXPECT_FALSE(clear_symmetry(shifted, 0.1));  // some operations are off by 0.1 Å
  EXPECT_FALSE(clear_symmetry(shifted, 0.2));
  EXPECT_TRUE(clear_symmetry(shifted, 0.01));
}

TEST(ClearSymmetry, IsNothingWhereTheCellIsNotPrimitive) {
  EXPECT_FALSE(clear_symmetry(test::rocksalt(), 0.1));
  const auto primitive = primitive_cell(test::rocksalt());
  ASSERT_TRUE(primitive);
  EXPECT_FALSE(clear_symmetry(test::supercell(*primitive, 2, 1, 1), 0.1));
}

}  // namespace
}  // namespace crystalgan
