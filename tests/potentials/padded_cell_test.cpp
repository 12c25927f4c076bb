#include "crystalgan/potentials/padded_cell.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "tests/potentials/calculator_checks.hpp"

namespace crystalgan {
namespace {

std::vector<Structure> crystals() {
  return test::trial_crystals(Element::from_symbol("Pd"), Element::from_symbol("Ni"));
}

double distance(const PaddedCell& cell, std::size_t first, std::size_t second) {
  double square = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis)
    square += std::pow(cell.coordinates()[3 * first + axis] - cell.coordinates()[3 * second + axis], 2);
  return std::sqrt(square);
}

using SiteAndDistance = std::pair<std::size_t, double>;

void expect_same(std::vector<SiteAndDistance> got, std::vector<SiteAndDistance> expected, const std::string& where) {
  ASSERT_EQ(got.size(), expected.size()) << where;
  std::sort(got.begin(), got.end());
  std::sort(expected.begin(), expected.end());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].first, expected[i].first) << where;
    EXPECT_NEAR(got[i].second, expected[i].second, 1e-9) << where;
  }
}

TEST(PaddedCell, ListsTheNeighborsOfEverySite) {
  const std::array cutoffs{3.1, 5.03};
  PaddedCell cell;
  for (const Structure& structure : crystals()) {
    cell.lay_out(structure, 5.3, cutoffs, PaddedCell::Lists::of_sites);
    for (std::size_t list = 0; list < cutoffs.size(); ++list) {
      std::vector<std::vector<SiteAndDistance>> expected(structure.size());
      for (const Neighbor& neighbor : neighbors_within(structure, cutoffs[list]))
        expected[neighbor.first].emplace_back(neighbor.second, neighbor.distance);
      for (std::size_t site = 0; site < structure.size(); ++site) {
        std::vector<SiteAndDistance> got;
        for (const int other : cell.neighbors(list, site)) {
          const auto atom = static_cast<std::size_t>(other);
          got.emplace_back(cell.sites()[atom], distance(cell, site, atom));
        }
        expect_same(got, expected[site], structure.name());
      }
    }
  }
}

TEST(PaddedCell, HoldsEveryImageWithinReachOnceAndNoOther) {
  const double reach = 4.7;
  PaddedCell cell;
  for (const Structure& structure : crystals()) {
    cell.lay_out(structure, reach, std::array{reach}, PaddedCell::Lists::of_sites);
    ASSERT_EQ(cell.site_count(), structure.size());
    std::vector<bool> seen(cell.size(), false);
    for (std::size_t site = 0; site < structure.size(); ++site)
      for (const int atom : cell.neighbors(0, site)) seen[static_cast<std::size_t>(atom)] = true;
    for (std::size_t atom = structure.size(); atom < cell.size(); ++atom) {
      EXPECT_TRUE(seen[atom]) << structure.name();
      for (std::size_t other = 0; other < atom; ++other) ASSERT_GT(distance(cell, atom, other), 0.5);
    }
  }
}

TEST(PaddedCell, ListsTheNeighborsOfImagesWhereAsked) {
  const std::array cutoffs{3.6};
  PaddedCell cell;
  for (const Structure& structure : crystals()) {
    cell.lay_out(structure, 4.4, cutoffs, PaddedCell::Lists::of_sites);
    for (std::size_t atom = structure.size(); atom < cell.size(); ++atom) ASSERT_TRUE(cell.neighbors(0, atom).empty());
    cell.lay_out(structure, 4.4, cutoffs, PaddedCell::Lists::of_all);
    for (std::size_t atom = 0; atom < cell.size(); ++atom) {
      std::size_t expected = 0;
      for (std::size_t other = 0; other < cell.size(); ++other)
        expected += other != atom && distance(cell, atom, other) <= cutoffs[0] ? 1 : 0;
      ASSERT_EQ(cell.neighbors(0, atom).size(), expected) << structure.name();
    }
  }
}

TEST(PaddedCell, RefusesACollapsedCell) {
  PaddedCell cell;
  const Structure collapsed = test::rocksalt(0.05);
  EXPECT_THROW(cell.lay_out(collapsed, 6.0, std::array{6.0}, PaddedCell::Lists::of_sites), NumericalError);
  cell.lay_out(test::rocksalt(), 6.0, std::array{6.0}, PaddedCell::Lists::of_sites);
  EXPECT_GT(cell.size(), 8U);
}

}  // namespace
}  // namespace crystalgan
