#include "same_crystal.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "clear_errors.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/json_file.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/io/shelx.hpp"

namespace crystalgan::fuzz {
namespace {

constexpr std::size_t kMaxStructures = 4;
constexpr std::size_t kMaxSites = 64;

/// Sites by element, as a POSCAR has them.
std::vector<Site> by_element(const Structure& structure) {
  std::vector<Site> sorted;
  for (const Site& first : structure.sites()) {
    if (std::any_of(sorted.begin(), sorted.end(), [&](const Site& site) { return site.element == first.element; }))
      continue;
    std::copy_if(structure.sites().begin(), structure.sites().end(), std::back_inserter(sorted),
                 [&](const Site& site) { return site.element == first.element; });
  }
  return sorted;
}

/// What rounding makes of a length in the worst case: angles have 10 decimals of a degree, and the longest vector over the
/// smallest spacing is lost in digits.
double rounding(const Lattice& lattice) {
  const auto lengths = lattice.lengths();
  const auto spacings = lattice.spacings();
  const double ratio =
      *std::max_element(lengths.begin(), lengths.end()) / *std::min_element(spacings.begin(), spacings.end());
  return 1e-11 * ratio * ratio;
}

void expect_near(const Structure& one, const Structure& other, double tolerance, const std::string& format) {
  expect(one.size() == other.size(), format + ": another number of atoms");
  if (!(tolerance < 1e-3)) return;  // a cell that is too flat for the numbers of the format
  const double volume = one.lattice().volume();
  expect(std::abs(other.lattice().volume() - volume) <= tolerance * volume, format + ": another volume");
  const auto lengths = one.lattice().lengths();
  const auto others = other.lattice().lengths();
  for (std::size_t i = 0; i < 3; ++i)
    expect(std::abs(lengths[i] - others[i]) <= tolerance * lengths[i], format + ": another length");
  const auto sites = by_element(one);
  const auto read = by_element(other);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    expect(sites[i].element == read[i].element, format + ": another element");
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double apart = sites[i].position[axis] - read[i].position[axis];
      const double size = 1.0 + std::abs(sites[i].position[axis]);
      // SHELX and JSON may move atoms by whole vectors, a right-handed basis turns the signs
      const double sum = sites[i].position[axis] + read[i].position[axis];
      expect(std::min(std::abs(apart - std::round(apart)), std::abs(sum - std::round(sum))) <= tolerance * size,
             format + ": another position");
    }
  }
}

void expect_exact_poscar(const Structure& structure) {
  const std::string text = poscar_text(structure, "x");
  const Structure again = read_again(text, [](const std::string& poscar) { return parse_poscar(poscar, "written"); });
  expect(poscar_text(again, "x") == text, "POSCAR: other numbers");
  const auto sites = by_element(structure);
  expect(again.size() == sites.size(), "POSCAR: another number of atoms");
  const double sign = structure.lattice().right_handed() ? 1.0 : -1.0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    expect(again.sites()[i].element == sites[i].element, "POSCAR: another element");
    for (std::size_t axis = 0; axis < 3; ++axis)
      expect(again.sites()[i].position[axis] == sign * sites[i].position[axis], "POSCAR: another position");
  }
}

template <class Write, class Read>
void expect_near_trip(const Structure& structure, const std::string& format, const Write& write, const Read& read) {
  const double tolerance = rounding(structure.lattice());
  const std::string text = write(std::vector{structure});
  if (!(tolerance < 1e-3)) {
    reads([&] { read(text); });
    return;
  }
  const std::vector<Structure> again = read_again(text, read);
  expect(again.size() == 1, format + ": expected one structure, got " + std::to_string(again.size()));
  expect_near(structure, again.front(), tolerance, format);
}

}  // namespace

void expect_round_trips(const Structure& structure) {
  if (structure.size() > kMaxSites || !reads([&] { require_physical(structure); })) return;
  expect_exact_poscar(structure);
  ReadNotes notes;
  expect_near_trip(structure, "extended XYZ", extxyz_text,
                   [](const std::string& text) { return parse_extxyz(text, "written"); });
  expect_near_trip(structure, "JSON", optimade_text,
                   [&](const std::string& text) { return parse_json(text, "written", notes); });
  expect_near_trip(structure, "SHELX", res_text,
                   [&](const std::string& text) { return parse_res(text, "written", notes); });
}

void expect_round_trips(const std::vector<Structure>& structures) {
  for (std::size_t i = 0; i < structures.size() && i < kMaxStructures; ++i) {
    expect_round_trips(structures[i]);
  }
}

}  // namespace crystalgan::fuzz
