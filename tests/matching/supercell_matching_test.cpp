#include "crystalgan/matching/supercell_matching.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/core/error.hpp"
#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

const std::vector<Fractional> kThreeSites{{0.05, 0.1, 0.2}, {0.6, 0.55, 0.4}, {0.3, 0.8, 0.75}};

CellSites three_sites(const Basis& basis) { return {Lattice(basis), kThreeSites}; }

// Sites of one number may be paired.
std::vector<bool> same_numbers(const std::vector<int>& first, const std::vector<int>& second) {
  std::vector<bool> pairs;
  for (const int below : second)
    for (const int above : first) pairs.push_back(below == above);
  return pairs;
}

// a + b, b, 2 c - b: two cells.
CellSites two_cells(const CellSites& cell, std::vector<int>& numbers) {
  const auto [a, b, c] = cell.lattice.rows();
  const Lattice lattice({a + b, b, 2.0 * c - b});
  CellSites larger{lattice, {}};
  for (std::size_t i = 0; i < cell.positions.size(); ++i)
    for (const double up : {0.0, 1.0}) {
      const Cartesian place = cell.lattice.cartesian(cell.positions[i]) + up * c;
      larger.positions.push_back(wrapped(lattice.fractional(place)));
      numbers.push_back(static_cast<int>(i));
    }
  return larger;
}

// Of a difference of fractional positions, without whole cells.
double longest_component(const Fractional& apart) {
  double longest = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis)
    longest = std::max(longest, std::fabs(apart[axis] - std::nearbyint(apart[axis])));
  return longest;
}

TEST(MatchSupercells, FindsTheCellTheTranslationAndTheSites) {
  for (const auto& [name, basis] : test::three_cells()) {
    const CellSites cell = three_sites(basis);
    std::vector<int> numbers;
    CellSites larger = two_cells(cell, numbers);
    const Fractional moved{0.1, -0.2, 0.3};
    for (Fractional& position : larger.positions) position = position + moved;
    const SupercellQuestion question{.may_pair = same_numbers(numbers, {0, 1, 2}), .size = 2, .of_first = false};
    const auto match = match_supercells(larger, cell, question, {});
    ASSERT_TRUE(match) << name;
    EXPECT_LT(match->value, 1e-6) << name;
    EXPECT_EQ(std::abs(determinant(match->supercell)), 2) << name;
    ASSERT_EQ(match->first_of_second.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i)  // copies of a site stand together
      EXPECT_EQ(numbers[match->first_of_second[i]], static_cast<int>(i / 2)) << name;
    if (name == "skewed") {  // nothing but the identity, or its negative, lays this lattice on itself
      EXPECT_LT(longest_component(match->translation - moved), 1e-6);
    }
  }
}

TEST(MatchSupercells, APartOfACellIsLaidOnIt) {
  const CellSites cell = three_sites(test::three_cells()[2].basis);
  CellSites part{cell.lattice, {cell.positions[2], cell.positions[0]}};
  for (Fractional& position : part.positions) position = position + Fractional{0.25, 0.0, -0.1};
  const auto match = match_supercells(cell, part, {.may_pair = same_numbers({0, 1, 2}, {2, 0})}, {});
  ASSERT_TRUE(match);
  EXPECT_EQ(match->first_of_second, (std::vector<std::size_t>{2, 0}));
  EXPECT_LT(longest_component(match->translation - Fractional{-0.25, 0.0, 0.1}), 1e-6);
  EXPECT_FALSE(match_supercells(cell, part, {.may_pair = same_numbers({0, 1, 2}, {2, 3})}, {}));
}

// Two sites of three 0.3 Å further apart: off by 0.2, 0.1 and 0.1 Å from the common centre.
TEST(MatchSupercells, DistancesAreThoseFromTheCommonCentre) {
  const Lattice lattice({Cartesian{4, 0, 0}, Cartesian{0, 5, 0}, Cartesian{0, 0, 6}});
  const CellSites cell{lattice, {{0, 0, 0}, {0.5, 0.5, 0.1}, {0.2, 0.4, 0.6}}};
  CellSites other = cell;
  other.positions[0] = {0, 0, 0.05};
  const SupercellQuestion question{.may_pair = same_numbers({0, 1, 2}, {0, 1, 2})};
  const double unit = std::cbrt(120.0 / 3.0);
  const auto match = match_supercells(cell, other, question, {});
  ASSERT_TRUE(match);
  EXPECT_NEAR(match->distances[0], 0.2 / unit, 1e-9);
  EXPECT_NEAR(match->distances[1], 0.1 / unit, 1e-9);
  EXPECT_NEAR(match->value, std::sqrt((0.04 + 0.01 + 0.01) / 3.0) / unit, 1e-9);
  SupercellQuestion largest = question;
  largest.min_rms = false;
  EXPECT_NEAR(match_supercells(cell, other, largest, {})->value, 0.2 / unit, 1e-9);
  EXPECT_FALSE(match_supercells(cell, other, largest, {.stol = 0.19 / unit}));
}

TEST(MatchSupercells, EndsAtTheBound) {
  const CellSites cell = three_sites(test::three_cells()[2].basis);
  const SupercellQuestion question{.may_pair = same_numbers({0, 1, 2}, {0, 1, 2})};
  EXPECT_TRUE(match_supercells(cell, cell, question, {}));
  EXPECT_FALSE(match_supercells(cell, cell, question, {.max_steps = 1000}));
}

TEST(MatchSupercells, WrongSizesAreRefused) {
  const CellSites cell = three_sites(test::three_cells()[0].basis);
  EXPECT_THROW(match_supercells(cell, cell, {.may_pair = {true}}, {}), ShapeError);
  EXPECT_THROW(match_supercells(cell, cell, {.may_pair = same_numbers({0, 1, 2}, {0, 1, 2}), .size = 0}, {}),
               ShapeError);
  const CellSites part{cell.lattice, {{0, 0, 0}}};
  EXPECT_THROW(match_supercells(part, cell, {.may_pair = same_numbers({0}, {0, 1, 2})}, {}), ShapeError);
}

}  // namespace
}  // namespace crystalgan
