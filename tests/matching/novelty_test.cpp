#include "crystalgan/matching/novelty.hpp"

#include <gtest/gtest.h>

#include "crystalgan/crystal/prototypes.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

// Every other atom of A becomes B.
Structure decorated(const Structure& binary) {
  auto sites = binary.sites();
  bool is_turn_of_b = false;
  for (Site& site : sites)
    if (site.element == kSystem.a) {
      if (is_turn_of_b) site.element = kSystem.b;
      is_turn_of_b = !is_turn_of_b;
    }
  return {binary.lattice(), std::move(sites), "decorated " + binary.name()};
}

std::vector<Structure> small_binaries(Element metal) {
  std::vector<Structure> some;
  for (const Structure& binary : built_in_binaries(metal, kSystem.x))
    if (binary.size() <= 6) some.push_back(binary);
  return some;
}

TEST(Novelty, KnowsAnInputWhoseMetalsAreMerelyRenamed) {
  for (const Element metal : {kSystem.a, kSystem.b}) {
    const auto inputs = small_binaries(metal);
    std::vector<Structure> candidates;
    for (const Structure& binary : small_binaries(kSystem.a))
      candidates.push_back(rotated(decorated(supercell(binary, 1, 2, 1)), 0.3));
    const auto found = find_known(candidates, inputs, kSystem, {}, 2).reference_of;
    for (std::size_t i = 0; i < candidates.size(); ++i) EXPECT_TRUE(found[i]) << candidates[i].name();
    const auto by_elements = match_references(candidates, inputs, {}, 2).reference_of;
    for (std::size_t i = 0; i < candidates.size(); ++i) EXPECT_FALSE(by_elements[i]) << candidates[i].name();
  }
}

TEST(Novelty, LeavesANewArrangementNew) {
  Random random{Seed(12)};
  const auto inputs = small_binaries(kSystem.a);
  for (const Structure& crystal : random_crystals(random)) {
    const auto found = find_known({crystal}, inputs, kSystem, {}, 1).reference_of;
    EXPECT_FALSE(found[0]) << crystal.name();
  }
}

TEST(Novelty, KnowsATernaryWhoseMetalsChangePlaces) {
  const auto layered = [](Element corner, Element centre) {
    return Structure(Lattice::from_parameters(2.9, 2.9, 3.9, 90, 90, 90),
                     {{corner, {0, 0, 0}}, {centre, {0.5, 0.5, 0.5}}, {kSystem.x, {0, 0, 0.5}}}, "layered");
  };
  const auto found = find_known({layered(kSystem.a, kSystem.b)}, {layered(kSystem.b, kSystem.a)}, kSystem, {}, 1);
  EXPECT_EQ(found.reference_of[0], 0U);
}

}  // namespace
}  // namespace crystalgan
