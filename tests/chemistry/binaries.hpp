#pragma once

#include <string>
#include <utility>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"
#include "tests/support/crystals.hpp"

// Small pools for tests.
namespace crystalgan::test {

/// Rocksalt M-X, primitive.
inline PooledBinary rocksalt_of(const std::string& metal, const std::string& anion, double a,
                                std::optional<double> hull_energy = 0.0) {
  const double h = a / 2;
  const Lattice lattice(Basis{Cartesian{0, h, h}, Cartesian{h, 0, h}, Cartesian{h, h, 0}});
  return {Structure(lattice, {{Element::from_symbol(metal), {0, 0, 0}}, {Element::from_symbol(anion), {0.5, 0.5, 0.5}}},
                    metal + anion),
          hull_energy};
}

/// Fluorite M-X2, primitive.
inline PooledBinary fluorite_of(const std::string& metal, const std::string& anion, double a,
                                std::optional<double> hull_energy = 0.0) {
  const double h = a / 2;
  const Lattice lattice(Basis{Cartesian{0, h, h}, Cartesian{h, 0, h}, Cartesian{h, h, 0}});
  const Element x = Element::from_symbol(anion);
  return {
      Structure(lattice, {{Element::from_symbol(metal), {0, 0, 0}}, {x, {0.25, 0.25, 0.25}}, {x, {0.75, 0.75, 0.75}}},
                metal + anion + "2"),
      hull_energy};
}

}  // namespace crystalgan::test
