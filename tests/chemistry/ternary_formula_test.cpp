#include "crystalgan/chemistry/ternary_formula.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem& system_of_test() {
  static const ChemicalSystem system = ChemicalSystem::from_symbols("Sr", "Ti", "O");
  return system;
}

TEST(RoleCounts, IsReadInAnyOrderAndWrittenInOne) {
  for (const char* text : {"SrTiO3", "O3TiSr", "Sr1Ti1O3", "Sr2Ti2O6"}) {
    const RoleCounts formula = parse_formula(text, system_of_test());
    EXPECT_EQ(formula, (RoleCounts{1, 1, 3})) << text;
    EXPECT_EQ(formula_name(formula, system_of_test()), "SrTiO3");
  }
}

TEST(RoleCounts, RefusesAnythingElse) {
  for (const char* text : {"", "SrTi", "SrTiO3O", "SrBaO3", "SrTiO3.5", "SrTiO0", "sr ti o3", "SrTiO-3",
                           "SrTiO99999999999999999999", "Sr(TiO3)"})
    EXPECT_THROW(parse_formula(text, system_of_test()), ConfigError) << text;
}

TEST(RoleCounts, HasNoCommonDivisor) {
  EXPECT_EQ(reduced_formula(4, 2, 6), (RoleCounts{2, 1, 3}));
  EXPECT_EQ(reduced_formula(2, 3, 7).total(), 12);
}

}  // namespace
}  // namespace crystalgan
