#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "tests/support/cells.hpp"

// The same crystal described otherwise: what must not depend on the description is tested against these.
namespace crystalgan::test {

/// The same atoms in other lattice vectors.
inline Structure in_basis(const Structure& structure, const Basis& basis) {
  const Lattice lattice(basis);
  std::vector<Site> sites;
  for (const Site& site : structure.sites())
    sites.push_back({site.element, lattice.fractional(structure.lattice().cartesian(site.position))});
  return {lattice, std::move(sites), structure.name()};
}

inline Structure recut(const Structure& structure, const Change& change) {
  return in_basis(structure, changed(change, structure.lattice().rows()));
}

/// b, a, c for a, b, c: the handedness changes, the crystal does not.
inline Structure other_handed(const Structure& structure) {
  return recut(structure, {{{0, 1, 0}, {1, 0, 0}, {0, 0, 1}}});
}

inline Structure translated(const Structure& structure, const Fractional& by) {
  std::vector<Site> sites;
  for (const Site& site : structure.sites()) sites.push_back({site.element, site.position + by});
  return {structure.lattice(), std::move(sites), structure.name()};
}

inline Structure permuted(const Structure& structure, const std::vector<std::size_t>& order) {
  std::vector<Site> sites;
  for (const std::size_t i : order) sites.push_back(structure.sites()[i]);
  return {structure.lattice(), std::move(sites), structure.name()};
}

inline Structure rotated(const Structure& structure, double angle) {
  const auto turned = [&](const Cartesian& v) {  // about z, then the axes exchanged in a circle
    return Cartesian{v[2], std::cos(angle) * v[0] - std::sin(angle) * v[1],
                     std::sin(angle) * v[0] + std::cos(angle) * v[1]};
  };
  const Basis& rows = structure.lattice().rows();
  return {Lattice({turned(rows[0]), turned(rows[1]), turned(rows[2])}), structure.sites(), structure.name()};
}

/// na x nb x nc cells as one; the copies of an atom follow each other.
inline Structure supercell(const Structure& structure, int na, int nb, int nc) {
  const Basis& rows = structure.lattice().rows();
  std::vector<Site> sites;
  for (const Site& site : structure.sites())
    for (int i = 0; i < na; ++i)
      for (int j = 0; j < nb; ++j)
        for (int k = 0; k < nc; ++k)
          sites.push_back(
              {site.element, {(site.position[0] + i) / na, (site.position[1] + j) / nb, (site.position[2] + k) / nc}});
  return {Lattice({na * rows[0], nb * rows[1], nc * rows[2]}), std::move(sites), structure.name()};
}

/// Moves every atom by up to `most` Å along each Cartesian axis.
inline Structure shaken(const Structure& structure, double most, Random& random) {
  std::vector<Site> sites;
  for (const Site& site : structure.sites()) {
    const Cartesian by{between(random, -most, most), between(random, -most, most), between(random, -most, most)};
    sites.push_back({site.element, site.position + structure.lattice().fractional(by)});
  }
  return {structure.lattice(), std::move(sites), structure.name()};
}

/// Pd at the corners and face centres, H between.
inline Structure rocksalt(double a = 4.09) {
  const Element pd = Element::from_symbol("Pd");
  const Element h = Element::from_symbol("H");
  return {Lattice::from_parameters(a, a, a, 90, 90, 90),
          {{pd, {0, 0, 0}},
           {pd, {0, 0.5, 0.5}},
           {pd, {0.5, 0, 0.5}},
           {pd, {0.5, 0.5, 0}},
           {h, {0.5, 0.5, 0.5}},
           {h, {0.5, 0, 0}},
           {h, {0, 0.5, 0}},
           {h, {0, 0, 0.5}}},
          "rocksalt"};
}

/// One atom in each of the cells of three_cells().
inline std::vector<Structure> one_atom_crystals() {
  std::vector<Structure> crystals;
  for (const auto& [name, basis] : three_cells())
    crystals.push_back({Lattice(basis), {{Element::from_symbol("Ni"), {0.3, 0.1, 0.7}}}, name});
  return crystals;
}

/// Four atoms at random in each of the cells of three_cells().
inline std::vector<Structure> random_crystals(Random& random) {
  std::vector<Structure> crystals;
  for (const auto& [name, basis] : three_cells()) {
    std::vector<Site> sites;
    for (const char* symbol : {"Pd", "Ni", "H", "H"})
      sites.push_back({Element::from_symbol(symbol), {random.uniform(), random.uniform(), random.uniform()}});
    crystals.push_back({Lattice(basis), std::move(sites), name});
  }
  return crystals;
}

}  // namespace crystalgan::test
