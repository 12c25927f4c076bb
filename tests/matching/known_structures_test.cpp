#include "crystalgan/matching/known_structures.hpp"

#include <gtest/gtest.h>

#include "crystalgan/crystal/prototypes.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

Structure hydride(const char* metal, const std::string& type) {
  for (const Structure& structure : built_in_binaries(Element::from_symbol(metal), Element::from_symbol("H")))
    if (structure.name().ends_with("-" + type)) return structure;
  throw std::out_of_range(type);
}

TEST(KnownStructures, HoldsWhatWasAddedInAnyDescription) {
  KnownStructures known;
  EXPECT_FALSE(known.holds(hydride("Pd", "NaCl")));
  known.add(hydride("Pd", "NaCl"));
  EXPECT_TRUE(known.holds(hydride("Pd", "NaCl")));
  EXPECT_TRUE(known.holds(test::supercell(test::translated(hydride("Pd", "NaCl"), {0.1, 0.2, 0.3}), 2, 1, 1)));
}

TEST(KnownStructures, HoldsNothingOfOtherTypesOrElements) {
  KnownStructures known;
  known.add(hydride("Pd", "NaCl"));
  EXPECT_FALSE(known.holds(hydride("Pd", "CsCl")));
  EXPECT_FALSE(known.holds(hydride("Ni", "NaCl")));
  EXPECT_FALSE(known.holds(hydride("Pd", "fluorite")));
}

}  // namespace
}  // namespace crystalgan
