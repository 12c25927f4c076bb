#include "crystalgan/crystal/reduction.hpp"

#include <spglib.h>

#include <algorithm>
#include <cmath>

#include "crystalgan/core/closest_image.hpp"

namespace crystalgan {
namespace {

// spglib's tolerance on squared lengths of the Niggli conditions, Å^2. Chosen: spglib's own default of 1e-5.
constexpr double kNiggliTolerance = 1e-5;

// A reduced basis spans the same lattice: each vector whole multiples of the old ones, the volume unchanged.
bool spans_same_lattice(const Lattice& lattice, const Basis& basis) {
  for (const Cartesian& row : basis)
    for (const double multiple : lattice.fractional(row).components)
      if (!(std::fabs(multiple - std::round(multiple)) < 1e-3)) return false;
  return std::fabs(std::fabs(triple_product(basis)) / lattice.volume() - 1.0) < 1e-3;
}

Basis exact_combination(const Lattice& lattice, const Basis& basis) {
  Basis exact;
  for (std::size_t row = 0; row < 3; ++row) {
    Fractional multiples = lattice.fractional(basis[row]);
    for (double& multiple : multiples.components) multiple = std::round(multiple);
    exact[row] = lattice.cartesian(multiples);
  }
  if (triple_product(exact) < 0.0)
    for (Cartesian& row : exact) row = -row;
  return exact;
}

Basis reduced_basis(const Lattice& lattice) {
  // spglib gives up after a fixed number of steps that each add one vector to another, too few for long or skewed cells
  // (it failed on a fifth of 300 random ones): Minkowski's cell is at most a few steps away from Niggli's.
  const Basis minkowski = exact_combination(lattice, ClosestImage(lattice.rows()).reduced());
  // spglib wants the vectors as columns
  double columns[3][3];
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) columns[j][i] = minkowski[i][j];
  if (spg_niggli_reduce(columns, kNiggliTolerance) != 0) {
    Basis basis;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) basis[i][j] = columns[j][i];
    if (spans_same_lattice(lattice, basis)) return exact_combination(lattice, basis);
  }
  return minkowski;
}

// Of the longest vector of a cell, over that of the reduced cell. Chosen: above it a cell is skewed.
constexpr double kSkewed = 1.5;

double longest(const Basis& rows) { return std::max({length(rows[0]), length(rows[1]), length(rows[2])}); }

}  // namespace

Structure without_skew(const Structure& structure) {
  const Basis& rows = structure.lattice().rows();
  return longest(rows) > kSkewed * longest(ClosestImage(rows).reduced()) ? niggli_reduced(structure) : structure;
}

Structure niggli_reduced(const Structure& structure) {
  const Basis basis = reduced_basis(structure.lattice());
  if (basis == structure.lattice().rows())
    return wrapped(structure);  // not through Cartesian coordinates: 1/2 stays 1/2
  const Lattice lattice(basis);
  std::vector<Site> sites;
  sites.reserve(structure.size());
  for (const Site& site : structure.sites())
    sites.push_back({site.element, wrapped(lattice.fractional(structure.lattice().cartesian(site.position)))});
  return {lattice, std::move(sites), structure.name()};
}

}  // namespace crystalgan
