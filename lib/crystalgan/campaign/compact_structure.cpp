#include "crystalgan/campaign/compact_structure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

constexpr double kLengthSteps = 1e5, kAngleSteps = 1e4, kCoordinateSteps = 1e6;  // per Å, degree, and edge

void append_number(std::string& text, double number, double steps) {
  const double rounded = std::round(number * steps) / steps;
  text += exact_text(rounded == 0.0 ? 0.0 : rounded);  // no "-0"
}

// With all lattice vectors turned over, and all fractional coordinates: the same points in space.
Structure right_handed(const Structure& structure) {
  if (structure.lattice().right_handed()) return structure;
  Basis rows = structure.lattice().rows();
  for (Cartesian& row : rows) row = Cartesian{-row[0], -row[1], -row[2]};
  std::vector<Site> sites = structure.sites();
  for (Site& site : sites) site.position = Fractional{-site.position[0], -site.position[1], -site.position[2]};
  return {Lattice(rows), std::move(sites), structure.name()};
}

double inside(double coordinate) {
  const double rounded = std::round(coordinate * kCoordinateSteps) / kCoordinateSteps;
  return rounded - std::floor(rounded);
}

// "A b c", one by one.
std::vector<std::string_view> parts_at_semicolons(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(';', start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

// Before they are kept.
void require_few_atoms(std::string_view text, const std::string& name) {
  const auto atoms = std::ranges::count(text, ';');
  if (const std::int64_t limit = read_limits().atoms; atoms > limit)
    throw StructureError(name + ": expected at most " + std::to_string(limit) + " atoms, got " + std::to_string(atoms) +
                         limit_advice("atoms"));
}

Lattice named_lattice(const std::array<double, 6>& cell, const std::string& name) {
  try {
    return Lattice::from_parameters(cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]);
  } catch (const StructureError& error) {
    throw StructureError(name + ": " + error.what());
  }
}

}  // namespace

std::string compact_text(const Structure& structure) {
  const Structure turned = right_handed(structure);
  std::string text;
  for (const double length : turned.lattice().lengths()) {
    append_number(text, length, kLengthSteps);
    text += ' ';
  }
  const auto angles = turned.lattice().angles();
  for (std::size_t i = 0; i < 3; ++i) {
    append_number(text, angles[i], kAngleSteps);
    if (i < 2) text += ' ';
  }
  for (const Site& site : turned.sites()) {
    text += ';';
    text += site.element.symbol();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      text += ' ';
      append_number(text, inside(site.position[axis]), kCoordinateSteps);
    }
  }
  return text;
}

Structure parse_compact(std::string_view text, const std::string& name) {
  const Place place{name, 0};
  require_few_atoms(text, name);
  const std::vector<std::string_view> parts = parts_at_semicolons(text);
  const auto cell = split_words(parts.front());
  if (cell.size() != 6)
    throw ParseError(name, 0, "expected six numbers of a cell, got '" + printable(parts.front()) + "'");
  std::array<double, 6> numbers{};
  for (std::size_t i = 0; i < 6; ++i) numbers[i] = parse_real(cell[i], i < 3 ? "length" : "angle", place);
  std::vector<Site> sites;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto words = split_words(parts[i]);
    const auto element = words.size() == 4 ? Element::find(words[0]) : std::nullopt;
    if (!element) throw ParseError(name, 0, "expected an atom such as 'Ni 0 0 0.5', got '" + printable(parts[i]) + "'");
    sites.push_back({*element,
                     {parse_real(words[1], "coordinate", place), parse_real(words[2], "coordinate", place),
                      parse_real(words[3], "coordinate", place)}});
  }
  Structure structure{named_lattice(numbers, name), std::move(sites), name};
  require_physical(structure);
  return structure;
}

}  // namespace crystalgan
