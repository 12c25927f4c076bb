#include "crystalgan/crystal/element_pairs.hpp"

#include <gtest/gtest.h>

namespace crystalgan {
namespace {

TEST(ElementPairs, ComeByRoleEachWithItsLighterElementFirst) {
  EXPECT_EQ(pair_names(ChemicalSystem::from_symbols("Pd", "Ni", "H")),
            (std::vector<std::string>{"Pd-Pd", "Ni-Pd", "H-Pd", "Ni-Ni", "H-Ni", "H-H"}));
  EXPECT_EQ(pair_names(ChemicalSystem::from_symbols("Mg", "Ti", "O")),
            (std::vector<std::string>{"Mg-Mg", "Mg-Ti", "O-Mg", "Ti-Ti", "O-Ti", "O-O"}));
}

}  // namespace
}  // namespace crystalgan
