#include "tests/support/descriptions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "tests/crystal/reference.hpp"

// The verdict of the matcher on two crystals does not depend on how they are described. bench/match_descriptions.py has
// the full count.
namespace crystalgan {
namespace {

using namespace test;

constexpr int kDescriptions = 8;

// Å per axis: from what makes no difference to what is beyond stol.
constexpr std::array kDisplacements{0.03, 0.1, 0.2, 0.3, 0.5, 0.8};

// Every crystal system, and the lattices of the built-in types.
std::vector<Structure> crystals_of_all_kinds() {
  std::vector<Structure> crystals;
  for (const auto& crystal : crystal_reference()["crystals"]) crystals.push_back(structure_of(crystal));
  for (const Structure& binary : built_in_binaries(Element::from_symbol("Pd"), Element::from_symbol("H")))
    crystals.push_back(binary);
  return crystals;
}

Structure strained(const Structure& structure, double most, Random& random) {
  Basis rows = structure.lattice().rows();
  for (Cartesian& row : rows)
    for (double& component : row.components) component *= 1.0 + between(random, -most, most);
  return {Lattice(rows), structure.sites(), structure.name()};
}

// Displaced in its own cell or in twice of it, half of them in a strained lattice.
Structure partner_of(const Structure& crystal, Random& random) {
  const Structure cell = random.below(2) == 0 ? supercell(crystal, 1, 1, 2) : crystal;
  const Structure partner = shaken(cell, kDisplacements[random.below(kDisplacements.size())], random);
  return random.below(2) == 0 ? strained(partner, 0.06, random) : partner;
}

struct Answer {
  bool fits;
  std::optional<StructureMatch> match;
};

Answer answer(const Structure& first, const Structure& second) {
  StructureMatcher matcher;
  const PreparedStructure one = matcher.prepare(first), other = matcher.prepare(second);
  return {matcher.fit(one, other), matcher.match(one, other)};
}

TEST(Descriptions, DoNotChangeTheVerdict) {
  Random random{Seed(44)};
  const auto crystals = crystals_of_all_kinds();
  std::size_t fitting = 0, pairs = 0;
  for (std::size_t i = 0; i < crystals.size() && pairs < 80; ++i) {
    if (crystals[i].size() > 24) continue;
    ++pairs;
    const Structure partner = partner_of(crystals[i], random);
    const Answer expected = answer(crystals[i], partner);
    fitting += expected.fits ? 1U : 0U;
    for (int description = 0; description < kDescriptions; ++description) {
      const Structure one = described_otherwise(crystals[i], random), other = described_otherwise(partner, random);
      const Answer found = description % 2 == 0 ? answer(one, other) : answer(other, one);
      EXPECT_EQ(found.fits, expected.fits) << crystals[i].name();
      ASSERT_EQ(found.match.has_value(), expected.match.has_value()) << crystals[i].name();
      if (found.match) {
        EXPECT_NEAR(found.match->rms, expected.match->rms, 1e-6) << crystals[i].name();
      }
    }
  }
  EXPECT_GT(pairs, 40U);
  EXPECT_GT(fitting, pairs / 5);
  EXPECT_LT(fitting, 4 * pairs / 5);
}

TEST(Descriptions, MayBeTheHexagonalOrTheRhombohedralCell) {
  // Ni, Pd and 2 H stacked along c, with the centring of R, and every atom off by up to 0.03 Å
  const Element pd = Element::from_symbol("Pd"), ni = Element::from_symbol("Ni"), h = Element::from_symbol("H");
  std::vector<Site> sites;
  for (const auto& [x, y, z] :
       {std::array{0.0, 0.0, 0.0}, std::array{2.0 / 3, 1.0 / 3, 1.0 / 3}, std::array{1.0 / 3, 2.0 / 3, 2.0 / 3}})
    for (const auto& [element, height] :
         {std::pair{ni, 0.0}, std::pair{pd, 0.5}, std::pair{h, 0.26}, std::pair{h, 0.74}})
      sites.push_back({element, {x, y, z + height}});
  const Structure perfect{Lattice::from_parameters(3, 3, 14, 90, 90, 120), std::move(sites), "hexagonal"};
  // obverse, in the International Tables
  const Basis& rows = perfect.lattice().rows();
  const auto combined_thirds = [&](double i, double j, double k) {
    return (1.0 / 3) * (i * rows[0] + j * rows[1] + k * rows[2]);
  };
  const Structure rhombohedral = [&] {
    const Structure all =
        in_basis(perfect, {combined_thirds(2, 1, 1), combined_thirds(-1, 1, 1), combined_thirds(-1, -2, 1)});
    return Structure(all.lattice(), {all.sites().begin(), all.sites().begin() + 4}, "rhombohedral");
  }();
  Random random{Seed(2)};
  for (int trial = 0; trial < 10; ++trial) {
    const Structure displaced = shaken(perfect, 0.03, random);
    for (const Structure& cell : {perfect, rhombohedral}) {
      EXPECT_TRUE(answer(cell, displaced).fits);
      EXPECT_TRUE(answer(displaced, cell).fits);
      EXPECT_TRUE(answer(described_otherwise(displaced, random), described_otherwise(cell, random)).fits);
    }
  }
}

TEST(Descriptions, OfAMatchTurnedRoundPairTheSameSites) {
  Random random{Seed(9)};
  StructureMatcher matcher;
  for (const Structure& crystal : random_crystals(random)) {
    const auto one = matcher.prepare(crystal);
    const auto other = matcher.prepare(shaken(crystal, 0.2, random));
    const auto there = matcher.match(one, other), back = matcher.match(other, one);
    ASSERT_TRUE(there && back) << crystal.name();
    EXPECT_EQ(there->rms, back->rms) << crystal.name();
    for (std::size_t i = 0; i < crystal.size(); ++i) EXPECT_EQ(back->mapping[there->mapping[i]], i) << crystal.name();
  }
}

}  // namespace
}  // namespace crystalgan
