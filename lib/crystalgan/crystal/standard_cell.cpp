#include "crystalgan/crystal/standard_cell.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <set>
#include <utility>

#include "crystalgan/crystal/exact_orbit.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/spglib_cell.hpp"

namespace crystalgan {
namespace {

// Å. spglib's standard positions keep the symmetry up to rounding; atoms that it does not count as special are further
// away than its tolerance. Chosen: between both.
constexpr double kSpecialReach = 1e-4;

constexpr double kDigits = 1e10;  // of lengths and angles

std::vector<SymmetryOperation> operations_of_setting(int hall_number) {
  constexpr std::size_t largest = 192;
  int rotations[largest][3][3];
  double translations[largest][3];
  const int count = spg_get_symmetry_from_database(rotations, translations, hall_number);
  std::vector<SymmetryOperation> operations(static_cast<std::size_t>(std::max(0, count)));
  for (std::size_t n = 0; n < operations.size(); ++n)
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) operations[n].rotation[i][j] = rotations[n][i][j];
      operations[n].translation[i] = translations[n][i];
    }
  return operations;
}

/// What the crystal system asks of the cell, exactly; hexagonal axes where trigonal.
Lattice exact_lattice(const Lattice& found, int space_group) {
  auto [a, b, c] = found.lengths();
  auto [alpha, beta, gamma] = found.angles();
  for (double* const number : {&a, &b, &c, &alpha, &beta, &gamma}) *number = std::round(*number * kDigits) / kDigits;
  if (space_group < 3) return Lattice::from_parameters(a, b, c, alpha, beta, gamma);
  if (space_group < 16) return Lattice::from_parameters(a, b, c, 90.0, beta, 90.0);
  if (space_group < 75) return Lattice::from_parameters(a, b, c, 90.0, 90.0, 90.0);
  if (space_group < 143) return Lattice::from_parameters(a, a, c, 90.0, 90.0, 90.0);
  if (space_group < 195)  // the cosine of 120 degrees would be rounded
    return Lattice({Cartesian{a, 0, 0}, Cartesian{-a / 2.0, a * std::sqrt(3.0) / 2.0, 0}, Cartesian{0, 0, c}});
  return Lattice::from_parameters(a, a, a, 90.0, 90.0, 90.0);
}

/// Atoms of a cell on the grid.
struct GridSites {
  std::vector<Element> elements;
  std::vector<GridPoint> points;

  Structure in(const Lattice& lattice, const std::string& name) const {
    std::vector<Site> sites;
    for (std::size_t i = 0; i < points.size(); ++i) sites.push_back({elements[i], fractional(points[i])});
    return {lattice, std::move(sites), name};
  }
};

/// Marks the atoms of spglib's cell that these points are; false where one is none, or was taken before.
bool take_atoms(const std::vector<GridPoint>& orbit, const std::vector<Site>& atoms, Element element,
                const Lattice& lattice, std::vector<bool>& taken) {
  for (const GridPoint& point : orbit) {
    const auto is_here = [&](std::size_t i) {
      if (taken[i] || atoms[i].element != element) return false;
      Fractional apart = atoms[i].position - fractional(point);
      for (double& x : apart.components) x -= std::round(x);  // exact for points that coincide
      return length(lattice.cartesian(apart)) < 2.0 * kSpecialReach;
    };
    std::size_t i = 0;
    while (i < atoms.size() && !is_here(i)) ++i;
    if (i == atoms.size()) return false;
    taken[i] = true;
  }
  return true;
}

/// The vectors of the primitive cell in the conventional one as rows, times 6: spglib, "Transformation to the primitive
/// cell" (its documents, "Conventions of spglib").
using Centring = std::array<std::array<int, 3>, 3>;
Centring centring_of(char letter) {
  switch (letter) {
    case 'A':
      return {{{6, 0, 0}, {0, 3, 3}, {0, -3, 3}}};
    case 'C':
      return {{{3, -3, 0}, {3, 3, 0}, {0, 0, 6}}};
    case 'F':
      return {{{0, 3, 3}, {3, 0, 3}, {3, 3, 0}}};
    case 'I':
      return {{{-3, 3, 3}, {3, -3, 3}, {3, 3, -3}}};
    case 'R':
      return {{{4, 2, 2}, {-2, 2, 2}, {-2, -4, 2}}};
    default:
      return {{{6, 0, 0}, {0, 6, 0}, {0, 0, 6}}};
  }
}

/// The whole numbers by which coordinates in the conventional cell become those in the primitive one.
Centring coordinate_change(char letter) {
  switch (letter) {
    case 'A':
      return {{{1, 0, 0}, {0, 1, 1}, {0, -1, 1}}};
    case 'C':
      return {{{1, -1, 0}, {1, 1, 0}, {0, 0, 1}}};
    case 'F':
      return {{{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}}};
    case 'I':
      return {{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}};
    case 'R':
      return {{{1, 0, 1}, {-1, 1, 1}, {0, -1, 1}}};
    default:
      return {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  }
}

Lattice primitive_lattice(const Lattice& conventional, char letter) {
  Basis rows;
  const Centring centring = centring_of(letter);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < 3; ++k) sum += centring[i][k] / 6.0 * conventional.rows()[k][j];
      rows[i][j] = sum;
    }
  return Lattice(rows);
}

GridSites primitive_sites(const GridSites& conventional, char letter) {
  const Centring change = coordinate_change(letter);
  GridSites sites;
  std::set<std::pair<int, GridPoint>> known;
  for (std::size_t n = 0; n < conventional.points.size(); ++n) {
    GridPoint point{};
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) point[i] += change[i][j] * conventional.points[n][j];
    point = wrapped(point);
    if (!known.insert({conventional.elements[n].atomic_number(), point}).second) continue;
    sites.elements.push_back(conventional.elements[n]);
    sites.points.push_back(point);
  }
  return sites;
}

Lattice standard_lattice(const SpglibDataset& dataset) {
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) rows[i][j] = dataset.std_lattice[j][i];
  return exact_lattice(Lattice(rows), dataset.spacegroup_number);
}

/// spglib's atoms of the conventional cell, and the letter of each.
std::pair<std::vector<Site>, std::string> standard_atoms(const SpglibDataset& dataset) {
  std::vector<Site> atoms;
  std::string letters;
  for (int n = 0; n < dataset.n_std_atoms; ++n) {
    const double* const at = dataset.std_positions[n];
    atoms.push_back({Element::from_atomic_number(dataset.std_types[n]), {at[0], at[1], at[2]}});
    const int* const origin = std::find(dataset.mapping_to_primitive, dataset.mapping_to_primitive + dataset.n_atoms,
                                        dataset.std_mapping_to_primitive[n]);
    constexpr std::string_view all = "abcdefghijklmnopqrstuvwxyzA";
    letters += all[static_cast<std::size_t>(dataset.wyckoffs[origin - dataset.mapping_to_primitive])];
  }
  return {std::move(atoms), std::move(letters)};
}

/// The elements in the order in which they appear.
std::vector<Element> order_of_elements(const Structure& structure) {
  std::vector<Element> order;
  for (const Site& site : structure.sites())
    if (std::ranges::find(order, site.element) == order.end()) order.push_back(site.element);
  return order;
}

}  // namespace

std::optional<StandardCell> standard_cell(const Structure& structure, double tolerance) {
  if (!(shortest_distance(structure) > tolerance)) return std::nullopt;  // makes spglib fail, or merges atoms
  const SpglibSymmetry dataset = spglib_symmetry(niggli_reduced(searched_cell(structure, tolerance)), tolerance);
  if (!dataset || dataset->spacegroup_number < 1) return std::nullopt;
  const Lattice lattice = standard_lattice(*dataset);
  const std::vector<SymmetryOperation> operations = operations_of_setting(dataset->hall_number);
  const auto [atoms, letters] = standard_atoms(*dataset);
  GridSites all;
  std::vector<WyckoffSite> sites;
  std::vector<bool> taken(atoms.size(), false);
  for (const Element element : order_of_elements(structure)) {
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      if (taken[i] || atoms[i].element != element) continue;
      const auto orbit = exact_orbit(atoms[i].position, operations, lattice, kSpecialReach);
      if (!take_atoms(orbit, atoms, element, lattice, taken)) return std::nullopt;
      sites.push_back({element, fractional(orbit.front()), orbit.size(), letters[i]});
      all.elements.insert(all.elements.end(), orbit.size(), element);
      all.points.insert(all.points.end(), orbit.begin(), orbit.end());
    }
  }
  const std::string symbol = dataset->international_symbol;
  return StandardCell{
      {dataset->spacegroup_number, symbol},
      dataset->hall_symbol,
      operations,
      std::move(sites),
      all.in(lattice, structure.name()),
      primitive_sites(all, symbol.front()).in(primitive_lattice(lattice, symbol.front()), structure.name())};
}

}  // namespace crystalgan
