#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/gan/geometry.hpp"
#include "tests/support/cells.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/numbers.hpp"

// The geometric constraint on cells, as the games use it.
namespace crystalgan {
namespace {

using test::check_gradient;
using test::largest_difference;

constexpr std::int64_t kSlots = 4;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const GeometryForm kForms[] = {GeometryForm::literal, GeometryForm::spring, GeometryForm::hinge};
const DistanceWindow kWindow{2.2, 1.9};
using Groups = std::vector<std::vector<Block>>;

template <class Number>
void put(CellBatch<Number>& cells, std::size_t row, const Cartesian& at) {
  for (std::size_t axis = 0; axis < 3; ++axis) cells.features[3 * row + axis] = static_cast<Number>(at[axis]);
}

// A structure in each of the cells of three_cells(), strained; about every third row of the atoms is empty, and what
// stands there is no number.
CellBatch<double> strained_cells(std::uint64_t seed = 1) {
  Random random((Seed(seed)));
  const auto three = test::three_cells();
  CellBatch<double> cells(static_cast<std::int64_t>(three.size()), kSlots);
  std::fill(cells.features.begin(), cells.features.end(), kNan);
  for (std::int64_t structure = 0; structure < cells.size; ++structure) {
    Basis basis = three[static_cast<std::size_t>(structure)].basis;
    for (std::int64_t k = 0; k < 3; ++k) {
      Cartesian& row = basis[static_cast<std::size_t>(k)];
      for (double& component : row.components) component += test::between(random, -0.1, 0.1);
      put(cells, cells.row(structure, Block::lattice, k), row);
      cells.mask[cells.row(structure, Block::lattice, k)] = 1;
    }
    for (const Block block : {Block::x, Block::a, Block::b})
      for (std::int64_t slot = 0; slot < kSlots; ++slot) {
        if (slot > 0 && random.uniform() < 0.3) continue;
        const Cartesian at = random.uniform() * basis[0] + random.uniform() * basis[1] + random.uniform() * basis[2];
        put(cells, cells.row(structure, block, slot), at);
        cells.mask[cells.row(structure, block, slot)] = 1;
      }
  }
  return cells;
}

GeometryConstraint constrained(GeometryForm form, const Groups& groups, bool images = true) {
  return {form, kWindow, images, groups};
}

template <class Number>
struct Derived {
  GeometryTerms terms;
  std::vector<Number> gradient;
};

template <class Number>
Derived<Number> derived(const CellBatch<Number>& cells, const GeometryConstraint& constraint,
                        const GeometryWeights& weights = {}) {
  std::vector<Number> gradient(cells.features.size(), static_cast<Number>(7.0));  // what stands there is written over
  const auto terms = geometry_loss(cells, constraint, weights, std::span<Number>(gradient));
  return {terms, gradient};
}

// The terms of the atoms of these blocks, by the nearest distances themselves.
GeometryTerms of_blocks(const CellBatch<double>& cells, const std::vector<Block>& blocks, GeometryForm form,
                        bool images) {
  const auto s = nearest_distances(atoms_of(cells, blocks), images);
  std::vector<double> gradient(s.size());
  return geometry_of_form(form, s, cells.size, kWindow, {}, gradient);
}

void expect_same(const GeometryTerms& terms, const GeometryTerms& expected) {
  EXPECT_NEAR(terms.geo1, expected.geo1, 1e-12);
  EXPECT_NEAR(terms.geo2, expected.geo2, 1e-12);
  EXPECT_GT(std::fabs(expected.geo1) + std::fabs(expected.geo2), 1e-2);
}

TEST(GeometryLoss, AtomsOfCellsStandBlockByBlockInTheOrderOfTheBlocks) {
  CellBatch<float> cells(2, 3);
  for (std::size_t i = 0; i < cells.features.size(); ++i) cells.features[i] = static_cast<float>(i);
  std::fill(cells.mask.begin(), cells.mask.end(), std::uint8_t{1});
  cells.mask[cells.row(1, Block::x, 2)] = 0;
  const std::vector<Block> blocks{Block::b, Block::x};
  const AtomBatch atoms = atoms_of(cells, std::span<const Block>(blocks));
  EXPECT_EQ(atoms.rows, 6);
  ASSERT_EQ(atoms.size(), 2);
  ASSERT_EQ(atoms.positions.size(), 12U);
  EXPECT_EQ(atoms.lattices[1], (Basis{Cartesian{36, 37, 38}, Cartesian{39, 40, 41}, Cartesian{42, 43, 44}}));
  EXPECT_EQ(atoms.positions[0], (Cartesian{27, 28, 29}));   // B, first slot
  EXPECT_EQ(atoms.positions[3], (Cartesian{9, 10, 11}));    // X, first slot
  EXPECT_EQ(atoms.positions[8], (Cartesian{69, 70, 71}));   // B of the second structure, third slot
  EXPECT_EQ(atoms.positions[10], (Cartesian{48, 49, 50}));  // its X, second slot
  EXPECT_EQ(atoms.positions[11], (Cartesian{}));            // no atom
  EXPECT_EQ(atoms.present, (std::vector<std::uint8_t>{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0}));
}

TEST(GeometryLoss, TermsAreThoseOfTheNearestDistancesAndGroupsAddUp) {
  const auto cells = strained_cells();
  for (const GeometryForm form : kForms)
    for (const bool images : {true, false}) {
      const auto metals = of_blocks(cells, {Block::a, Block::b}, form, images);
      const auto x = of_blocks(cells, {Block::x}, form, images);
      expect_same(derived(cells, constrained(form, {{Block::a, Block::b}}, images)).terms, metals);
      expect_same(derived(cells, constrained(form, {{Block::a, Block::b}, {Block::x}}, images)).terms,
                  {metals.geo1 + x.geo1, metals.geo2 + x.geo2});
      expect_same(derived(cells, constrained(form, {{Block::x, Block::a, Block::b}}, images)).terms,
                  of_blocks(cells, {Block::x, Block::a, Block::b}, form, images));
    }
}

TEST(GeometryLoss, GradientsAreThoseOfCentralDifferences) {
  auto cells = strained_cells(3);
  // a row without an atom has numbers like any other, which do not count
  for (double& number : cells.features) number = std::isnan(number) ? 0.5 : number;
  for (const GeometryForm form : kForms)
    for (const bool images : {true, false})
      for (const Groups& groups : {Groups{{Block::a, Block::b}}, Groups{{Block::a, Block::b}, {Block::x}},
                                   Groups{{Block::b}, {Block::x, Block::b, Block::a}}}) {
        const auto constraint = constrained(form, groups, images);
        const auto gradient = derived(cells, constraint, {1.3, 0.7}).gradient;
        const auto value = [&] {
          const auto terms = derived(cells, constraint).terms;
          return 1.3 * terms.geo1 + 0.7 * terms.geo2;
        };
        const auto check = check_gradient(value, cells.features, gradient, 1e-6);
        EXPECT_LT(check.worst, 1e-5) << static_cast<int>(form) << images << ": " << check.where;
        EXPECT_GT(check.largest, 1e-2);
      }
}

TEST(GeometryLoss, RowsThatHoldNoAtomHaveGradientZero) {
  const auto cells = strained_cells();
  for (const GeometryForm form : kForms) {
    const auto gradient = derived(cells, constrained(form, {{Block::a, Block::b}})).gradient;
    EXPECT_TRUE(test::all_finite(gradient));
    std::size_t moved = 0;
    for (std::size_t row = 0; row < cells.mask.size(); ++row)
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const bool of_x = row / kSlots % 4 == static_cast<std::size_t>(Block::x);
        if (cells.mask[row] == 0 || of_x) {
          EXPECT_EQ(gradient[3 * row + axis], 0.0) << row;
        } else if (gradient[3 * row + axis] != 0.0) {
          ++moved;
        }
      }
    EXPECT_GT(moved, 10U);
  }
}

TEST(GeometryLoss, AFormOfNoneAndNoGroupsAreZero) {
  const auto cells = strained_cells();
  for (const auto& constraint :
       {constrained(GeometryForm::none, {{Block::a, Block::b}}), constrained(GeometryForm::hinge, {})}) {
    const auto none = derived(cells, constraint);
    EXPECT_EQ(none.terms.geo1, 0.0);
    EXPECT_EQ(none.terms.geo2, 0.0);
    EXPECT_EQ(none.gradient, std::vector<double>(cells.features.size()));
  }
}

TEST(GeometryLoss, WeightsMultiplyTheGradientAndNotTheTerms) {
  const auto cells = strained_cells();
  for (const GeometryForm form : kForms) {
    const auto constraint = constrained(form, {{Block::a, Block::b}, {Block::x}});
    const auto geo1 = derived(cells, constraint, {1, 0});
    const auto geo2 = derived(cells, constraint, {0, 1});
    const auto both = derived(cells, constraint, {-2, 3});
    EXPECT_EQ(both.terms.geo1, geo1.terms.geo1);
    EXPECT_EQ(both.terms.geo2, geo1.terms.geo2);
    for (std::size_t i = 0; i < both.gradient.size(); ++i)
      EXPECT_NEAR(both.gradient[i], -2 * geo1.gradient[i] + 3 * geo2.gradient[i], 1e-12);
  }
}

TEST(GeometryLoss, IsComputedInDoubleAlsoOfFloats) {
  const auto doubles = strained_cells();
  CellBatch<float> floats(doubles.size, kSlots);
  floats.mask = doubles.mask;
  floats.features = test::converted<float>(doubles.features);
  CellBatch<double> same(doubles.size, kSlots);
  same.mask = doubles.mask;
  same.features = test::converted<double>(floats.features);
  for (const GeometryForm form : kForms) {
    const auto constraint = constrained(form, {{Block::a, Block::b}, {Block::x}});
    const auto of_floats = derived(floats, constraint);
    const auto of_same = derived(same, constraint);
    EXPECT_EQ(of_floats.terms.geo1, of_same.terms.geo1);
    EXPECT_EQ(of_floats.terms.geo2, of_same.terms.geo2);
    EXPECT_EQ(of_floats.gradient, test::converted<float>(of_same.gradient));
    // and no further from the exact cells than their rounding
    const auto exact = derived(doubles, constraint);
    EXPECT_NEAR(of_floats.terms.geo1, exact.terms.geo1, 1e-4);
    EXPECT_NEAR(of_floats.terms.geo2, exact.terms.geo2, 1e-4);
    EXPECT_LT(largest_difference(of_floats.gradient, exact.gradient), 1e-3);
  }
}

template <class Number>
void expect_no_nan_in_flat_cells() {
  const auto sound = strained_cells();
  CellBatch<Number> flat(sound.size, kSlots);
  flat.mask = sound.mask;
  flat.features = test::converted<Number>(sound.features);
  for (std::int64_t k = 0; k < 3; ++k) put(flat, flat.row(0, Block::lattice, k), {});
  for (std::size_t axis = 0; axis < 3; ++axis)
    flat.features[3 * flat.row(1, Block::lattice, 2) + axis] = flat.features[3 * flat.row(1, Block::lattice, 0) + axis];
  for (const GeometryForm form : kForms)
    for (const bool images : {true, false}) {
      const auto made = derived(flat, constrained(form, {{Block::a, Block::b}, {Block::x}}, images));
      EXPECT_TRUE(std::isfinite(made.terms.geo1) && std::isfinite(made.terms.geo2));
      EXPECT_TRUE(test::all_finite(made.gradient));
    }
}

TEST(GeometryLoss, ALatticeThatSpansNoVolumeGivesNoNan) {
  expect_no_nan_in_flat_cells<float>();
  expect_no_nan_in_flat_cells<double>();
}

TEST(GeometryLoss, RefusesOtherShapesByName) {
  const auto message = [](const CellBatch<double>& cells, std::size_t gradients) -> std::string {
    std::vector<double> gradient(gradients);
    try {
      geometry_loss(cells, {}, {}, std::span<double>(gradient));
    } catch (const ShapeError& error) {
      return error.what();
    }
    return "no ShapeError";
  };
  const CellBatch<double> good(2, 3);
  EXPECT_EQ(message(good, 72), "no ShapeError");
  EXPECT_EQ(message(good, 71), "gradient by the cells: expected [72], got [71]");
  CellBatch<double> few_numbers = good;
  few_numbers.features.resize(71);
  EXPECT_EQ(message(few_numbers, 71), "cells: expected [72], got [71]");
  CellBatch<double> few_rows = good;
  few_rows.mask.resize(23);
  EXPECT_EQ(message(few_rows, 72), "mask of the cells: expected [24], got [23]");
  // a lattice has three rows
  EXPECT_EQ(message(CellBatch<double>(2, 2), 48), "slots of a cell with a lattice: expected [3], got [2]");
}

}  // namespace
}  // namespace crystalgan
