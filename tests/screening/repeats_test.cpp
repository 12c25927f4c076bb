#include "crystalgan/screening/repeats.hpp"

#include <gtest/gtest.h>

#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/reduction.hpp"

namespace crystalgan {
namespace {

Structure scaled(const Structure& structure, double factor) {
  return {structure.lattice().scaled(factor), structure.sites(), "scaled"};
}

Structure moved(const Structure& structure) {
  auto sites = structure.sites();
  for (Site& site : sites) site.position = wrapped(site.position + Fractional{0.3, 0.45, 0.7});
  return {structure.lattice(), std::move(sites), "moved"};
}

TEST(Repeats, FindScaledAndMovedCopies) {
  const auto binaries = built_in_binaries(Element::from_symbol("Pd"), Element::from_symbol("H"));
  for (const Structure& structure : binaries) {
    const auto repeats = find_repeats({structure, scaled(structure, 1.1), niggli_reduced(moved(structure))});
    EXPECT_FALSE(repeats[0]);
    EXPECT_EQ(repeats[1], 0U) << structure.name();
    EXPECT_EQ(repeats[2], 0U) << structure.name();
  }
}

TEST(Repeats, KeepDifferentStructuresApart) {
  std::vector<Structure> some;
  for (const Structure& structure : built_in_binaries(Element::from_symbol("Pd"), Element::from_symbol("H")))
    for (const char* type : {"NaCl", "CsCl", "wurtzite", "fluorite", "rutile"})
      if (structure.name().ends_with(type)) some.push_back(structure);
  ASSERT_GE(some.size(), 5U);
  for (const auto& repeat : find_repeats(some)) EXPECT_FALSE(repeat);
}

}  // namespace
}  // namespace crystalgan
