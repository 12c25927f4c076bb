#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "tests/support/cells.hpp"
#include "tests/support/crystals.hpp"

// What every calculator owes: derivatives of its own energy, and the same numbers however a crystal is described.
namespace crystalgan::test {

/// One atom, two, eight, twelve and forty of these metals with hydrogen, in cubic, hexagonal and badly skewed cells at
/// the volume of the rule, shaken.
inline std::vector<Structure> trial_crystals(Element one, Element other) {
  const Element hydrogen = Element::from_symbol("H");
  Random random(Seed(11).derive("trial crystals"));
  const auto of_metals = [&](const Structure& structure) {
    std::vector<Site> sites = structure.sites();
    int metals = 0;
    for (Site& site : sites)
      if (site.element != hydrogen) site.element = metals++ % 2 == 0 ? one : other;
    return at_rule_volume({structure.lattice(), std::move(sites), structure.name()});
  };
  std::vector<Structure> crystals;
  for (const NamedBasis& cell : three_cells())
    crystals.push_back(of_metals({Lattice(cell.basis), {{one, {0.1, 0.2, 0.3}}}, "one atom, " + cell.name}));
  const Structure cube = rocksalt();
  const Basis half{0.5 * (cube.lattice().rows()[1] + cube.lattice().rows()[2]),
                   0.5 * (cube.lattice().rows()[0] + cube.lattice().rows()[2]),
                   0.5 * (cube.lattice().rows()[0] + cube.lattice().rows()[1])};
  const Structure two(Lattice(half), {{one, {0, 0, 0}}, {hydrogen, {0.5, 0.5, 0.5}}}, "two atoms");
  const Structure hexagonal(Lattice::from_parameters(2.9, 2.9, 4.8, 90, 90, 120),
                            {{one, {1.0 / 3, 2.0 / 3, 0}}, {other, {2.0 / 3, 1.0 / 3, 0.5}}, {hydrogen, {0, 0, 0.25}}},
                            "hexagonal, twelve atoms");
  crystals.push_back(shaken(of_metals(two), 0.1, random));
  crystals.push_back(shaken(of_metals(cube), 0.1, random));
  crystals.push_back(shaken(of_metals(supercell(hexagonal, 2, 2, 1)), 0.1, random));
  crystals.push_back(
      recut(shaken(of_metals(supercell(two, 5, 2, 2)), 0.15, random), {{{1, 0, 0}, {2, 1, 0}, {-1, 3, 1}}}));
  return crystals;
}

inline Structure with_moved_atom(const Structure& structure, std::size_t atom, std::size_t axis, double by) {
  std::vector<Site> sites = structure.sites();
  Cartesian step;
  step[axis] = by;
  sites[atom].position = sites[atom].position + structure.lattice().fractional(step);
  return {structure.lattice(), std::move(sites), structure.name()};
}

/// r to (1 + ε) r, where ε has this one component.
inline Structure strained(const Structure& structure, std::size_t row, std::size_t column, double by) {
  Basis rows = structure.lattice().rows();
  for (Cartesian& vector : rows) vector[row] += by * vector[column];
  return {Lattice(rows), structure.sites(), structure.name()};
}

inline void expect_derivatives(Calculator& calculator, const Structure& structure, double tolerance) {
  const double step = 2e-5;  // Å, or of a strain: energies of 1e2 eV to 1e-14 give 1e-7
  const CellEnergy found = calculator.evaluate(structure);
  ASSERT_EQ(found.forces.size(), structure.size());
  for (std::size_t atom = 0; atom < structure.size(); ++atom)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double up = calculator.evaluate(with_moved_atom(structure, atom, axis, step)).energy;
      const double down = calculator.evaluate(with_moved_atom(structure, atom, axis, -step)).energy;
      EXPECT_NEAR(found.forces[atom][axis], (down - up) / (2 * step), tolerance)
          << structure.name() << ", force on atom " << atom << " along " << axis;
    }
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t column = 0; column < 3; ++column) {
      const double up = calculator.evaluate(strained(structure, row, column, step)).energy;
      const double down = calculator.evaluate(strained(structure, row, column, -step)).energy;
      EXPECT_NEAR(found.strain[row][column], (up - down) / (2 * step),
                  tolerance * static_cast<double>(structure.size()))
          << structure.name() << ", strain " << row << column;
      EXPECT_EQ(found.strain[row][column], found.strain[column][row]) << structure.name();
    }
}

inline void expect_energy(Calculator& calculator, const Structure& structure, double energy, const std::string& what) {
  EXPECT_NEAR(calculator.evaluate(structure).energy, energy, 1e-9 * std::max(1.0, std::abs(energy)))
      << structure.name() << ", " << what;
}

/// Translation, order of the atoms, choice and orientation of the cell, supercell.
inline void expect_invariance(Calculator& calculator, const Structure& structure) {
  Random random(Seed(5).derive("invariance"));
  const double energy = calculator.evaluate(structure).energy;
  expect_energy(calculator, translated(structure, {0.37, -1.21, 5.6}), energy, "moved");
  expect_energy(calculator, permuted(structure, random.permutation(structure.size())), energy, "in another order");
  expect_energy(calculator, recut(structure, random_change(random, 5)), energy, "in another cell");
  expect_energy(calculator, other_handed(structure), energy, "in a cell of the other hand");
  expect_energy(calculator, rotated(structure, 0.7), energy, "turned");
  expect_energy(calculator, supercell(structure, 1, 1, 2), 2 * energy, "doubled");
}

inline void expect_no_net_force(Calculator& calculator, const Structure& structure) {
  Cartesian sum;
  for (const Cartesian& force : calculator.evaluate(structure).forces) sum = sum + force;
  EXPECT_NEAR(length(sum), 0.0, 1e-9) << structure.name();
}

}  // namespace crystalgan::test
