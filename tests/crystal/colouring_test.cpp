#include "crystalgan/crystal/colouring.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

constexpr double kTolerance = 1e-3;  // Å

const Element kMetal = Element::from_symbol("Ni");
const Element kOther = Element::from_symbol("Pd");
const Element kAnion = Element::from_symbol("O");

Structure one_metal(double alpha) {
  return {Lattice::from_parameters(3, 3, 3, alpha, alpha, alpha), {{kMetal, {}}}, ""};
}
Structure fcc() { return one_metal(60); }
Structure simple_cubic() { return one_metal(90); }

/// Two metals and two anions in a hexagonal cell: the NiAs type.
Structure nickel_arsenide() {
  const double third = 1.0 / 3.0;
  return {Lattice::from_parameters(3.6, 3.6, 5.1, 90, 90, 120),
          {{kMetal, {0, 0, 0}},
           {kAnion, {third, 2 * third, 0.25}},
           {kMetal, {0, 0, 0.5}},
           {kAnion, {2 * third, third, 0.75}}},
          "NiAs"};
}

/// Three metals without any symmetry.
Structure without_symmetry() {
  return {
      Lattice::from_parameters(4.1, 5.3, 6.2, 73, 81, 100),
      {{kMetal, {0.1, 0.05, 0.2}}, {kMetal, {0.55, 0.4, 0.3}}, {kAnion, {0.3, 0.8, 0.6}}, {kMetal, {0.7, 0.65, 0.85}}},
      ""};
}

std::vector<std::size_t> metals_of(const Structure& structure) {
  std::vector<std::size_t> metals;
  for (std::size_t i = 0; i < structure.size(); ++i)
    if (structure.sites()[i].element == kMetal) metals.push_back(i);
  return metals;
}

std::vector<ColouredSupercell> supercells(const Structure& structure, int multiple) {
  const auto operations = site_operations(structure, kTolerance);
  std::vector<ColouredSupercell> found;
  for (const CellChange& change : inequivalent_sublattices(operations, multiple))
    found.emplace_back(operations, metals_of(structure), change);
  return found;
}

std::size_t count_colourings(const Structure& structure, int multiple, std::size_t second) {
  std::size_t count = 0;
  for (const ColouredSupercell& cell : supercells(structure, multiple)) count += cell.colourings(second).size();
  return count;
}

Structure coloured(const Structure& structure, const CellChange& change, SiteSet second) {
  const Structure larger = supercell(structure, change);
  std::vector<Site> sites = larger.sites();
  for (const std::size_t metal : metals_of(larger)) {
    if ((second & 1U) != 0) sites[metal].element = kOther;
    second >>= 1;
  }
  return {larger.lattice(), std::move(sites), ""};
}

/// What does not depend on the cell: the sorted lists of neighbours of all atoms.
using Surroundings = std::multiset<std::vector<std::tuple<int, int, long>>>;
Surroundings surroundings(const Structure& structure, double cutoff) {
  std::vector<std::vector<std::tuple<int, int, long>>> seen(structure.size());
  for (const Neighbor& neighbor : neighbors_within(structure, cutoff))
    seen[neighbor.first].emplace_back(structure.sites()[neighbor.first].element.atomic_number(),
                                      structure.sites()[neighbor.second].element.atomic_number(),
                                      std::lround(100 * neighbor.distance));
  for (auto& one : seen) std::ranges::sort(one);
  return {seen.begin(), seen.end()};
}

/// All colourings of all sublattices that have no smaller cell, those with equal surroundings taken for one.
std::size_t counted_by_surroundings(const Structure& structure, int multiple, int second, double cutoff) {
  const std::size_t metals = metals_of(structure).size() * static_cast<std::size_t>(multiple);
  const std::size_t smallest = structure.size() * static_cast<std::size_t>(multiple);
  std::set<Surroundings> different;
  for (const CellChange& change : sublattices(multiple)) {
    for (SiteSet set = 1; set < SiteSet{1} << metals; ++set) {
      if (std::popcount(set) != second) continue;
      const Structure crystal = coloured(structure, change, set);
      if (primitive_cell(crystal, kTolerance)->size() == smallest) different.insert(surroundings(crystal, cutoff));
    }
  }
  return different.size();
}

TEST(InequivalentSublattices, OfTheFccLatticeAreAsManyAsPublished) {
  // OEIS A045790; Hart & Forcade, Phys. Rev. B 77, 224115 (2008), table I
  const std::vector<std::size_t> expected{1, 2, 3, 7, 5, 10, 7, 20, 14, 18};
  const auto operations = site_operations(fcc(), kTolerance);
  for (int multiple = 1; multiple <= 10; ++multiple)
    EXPECT_EQ(inequivalent_sublattices(operations, multiple).size(), expected[static_cast<std::size_t>(multiple - 1)])
        << multiple;
}

/// Colourings of a cell with both colours exchanged taken for one.
std::size_t count_up_to_exchange(const Structure& structure, int multiple) {
  std::size_t twice = 0;
  for (const ColouredSupercell& cell : supercells(structure, multiple)) {
    const auto all_permutations = site_permutations(site_operations(structure, kTolerance), cell.change());
    for (std::size_t second = 1; second < cell.sites(); ++second) {
      for (const auto& colouring : cell.colourings(second)) {
        // the smallest of its equivalents after the exchange
        SiteSet exchanged = ~SiteSet{0};
        for (const SitePermutation& permutation : all_permutations) {
          SiteSet image = 0;
          for (std::size_t site = 0; site < cell.sites(); ++site)
            if ((colouring.second >> site & 1U) == 0) image |= SiteSet{1} << permutation[site];
          exchanged = std::min(exchanged, image);
        }
        twice += exchanged == colouring.second ? 2 : 1;
      }
    }
  }
  return twice / 2;
}

TEST(Colourings, OfCubicLatticesAreAsManyAsPublished) {
  // Binary superstructures of n atoms, both kinds of atoms exchangeable: Hart & Forcade, Phys. Rev. B 77, 224115 (2008),
  // table IV. The 17 of the fcc lattice up to n = 4 are drawn there.
  const std::vector<std::size_t> of_fcc{0, 2, 3, 12, 14, 50, 52, 229};
  for (std::size_t n = 1; n <= of_fcc.size(); ++n)
    EXPECT_EQ(count_up_to_exchange(fcc(), static_cast<int>(n)), of_fcc[n - 1]) << n;
  const std::vector<std::size_t> of_simple_cubic{0, 3, 3, 15};
  for (std::size_t n = 1; n <= of_simple_cubic.size(); ++n)
    EXPECT_EQ(count_up_to_exchange(simple_cubic(), static_cast<int>(n)), of_simple_cubic[n - 1]) << n;
}

TEST(Colourings, AreThoseWithDifferentSurroundings) {
  EXPECT_EQ(count_colourings(fcc(), 4, 1), counted_by_surroundings(fcc(), 4, 1, 8.9));
  EXPECT_EQ(count_colourings(fcc(), 4, 2), counted_by_surroundings(fcc(), 4, 2, 8.9));
  EXPECT_EQ(count_colourings(nickel_arsenide(), 1, 1), 1U);
  EXPECT_EQ(count_colourings(nickel_arsenide(), 2, 1), counted_by_surroundings(nickel_arsenide(), 2, 1, 8.9));
  EXPECT_EQ(count_colourings(nickel_arsenide(), 2, 2), counted_by_surroundings(nickel_arsenide(), 2, 2, 8.9));
}

TEST(Colourings, WithTheirEquivalentsAreAllWithoutASmallerCell) {
  for (const Structure& structure : {fcc(), nickel_arsenide(), without_symmetry()}) {
    const auto operations = site_operations(structure, kTolerance);
    for (const CellChange& change : inequivalent_sublattices(operations, 4)) {
      const ColouredSupercell cell(operations, metals_of(structure), change);
      const std::size_t smallest = structure.size() * 4;
      for (const int second : {1, 2}) {
        int expected = 0;
        for (SiteSet set = 1; set < SiteSet{1} << cell.sites(); ++set)
          if (std::popcount(set) == second &&
              primitive_cell(coloured(structure, change, set), kTolerance)->size() == smallest)
            ++expected;
        int got = 0;
        for (const auto& colouring : cell.colourings(static_cast<std::size_t>(second))) {
          EXPECT_EQ(std::popcount(colouring.second), second);
          got += colouring.equivalents;
        }
        EXPECT_EQ(got, expected) << structure.name();
      }
    }
  }
}

TEST(Colourings, WithoutSymmetryAreAllUpToTranslations) {
  // 3 metals: in their cell each choice counts; in two cells each of 15 pairs but 3 that repeat, two of which are equal
  EXPECT_EQ(count_colourings(without_symmetry(), 1, 1), 3U);
  EXPECT_EQ(count_colourings(without_symmetry(), 1, 2), 3U);
  EXPECT_EQ(count_colourings(without_symmetry(), 2, 2), 7U * (15U - 3U) / 2U);
}

TEST(Colourings, FollowTheCrystalAndNotItsCell) {
  Random random(Seed(1).derive("cells"));
  for (const Structure& structure : {fcc(), nickel_arsenide()}) {
    const Structure recut = test::recut(structure, test::random_change(random, 3));
    for (const int multiple : {2, 3})
      for (const std::size_t second : {std::size_t{1}, std::size_t{2}})
        EXPECT_EQ(count_colourings(recut, multiple, second), count_colourings(structure, multiple, second));
  }
}

TEST(Colourings, OfNoneAllOrTooManySites) {
  const auto operations = site_operations(fcc(), kTolerance);
  const ColouredSupercell two(operations, {0}, sublattices(2).front());
  EXPECT_TRUE(two.colourings(0).empty());
  EXPECT_TRUE(two.colourings(2).empty());
  EXPECT_TRUE(two.colourings(3).empty());
  EXPECT_THROW(ColouredSupercell(operations, {0}, sublattices(25).front()), StructureError);
}

}  // namespace
}  // namespace crystalgan
