#include "decoded_crystal.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/supercell.hpp"
#include "crystalgan/io/require_physical.hpp"

namespace crystalgan::fuzz {
namespace {

constexpr std::array kElements{"Pd", "Ni", "H"};

double between(double low, double high, std::uint8_t byte) { return low + (high - low) * byte / 255.0; }

/// A third of the bytes: a common length or angle, so that lattices of high symmetry are found.
double length_of(std::uint8_t byte) { return byte % 3 == 0 ? 4.0 : between(2.0, 10.0, byte); }

double angle_of(std::uint8_t byte) {
  constexpr std::array usual{90.0, 120.0, 60.0, 109.4712206344907};
  return byte % 2 == 0 ? usual[byte / 2 % usual.size()] : between(30.0, 150.0, byte);
}

double coordinate_of(ByteReader& bytes) {
  const std::uint8_t byte = bytes.byte();
  if (byte < 192) return byte % 24 / 24.0;
  return (byte % 24 + bytes.byte() / 256.0) / 24.0;
}

/// Adds multiples of one vector to another, as cells of databases and codes come.
CellChange change_of(std::uint8_t byte) {
  CellChange change{ImageIndex{1, 0, 0}, ImageIndex{0, 1, 0}, ImageIndex{0, 0, 1}};
  const std::size_t row = byte % 3;
  change[row][(row + 1 + byte / 3 % 2) % 3] = byte / 6 % 7 - 3;
  return change;
}

}  // namespace

std::optional<Structure> decoded_crystal(ByteReader& bytes, std::size_t max_atoms) {
  try {
    const double a = length_of(bytes.byte());
    const double b = length_of(bytes.byte());
    const double c = length_of(bytes.byte());
    const double alpha = angle_of(bytes.byte());
    const double beta = angle_of(bytes.byte());
    const Lattice lattice = Lattice::from_parameters(a, b, c, alpha, beta, angle_of(bytes.byte()));
    const std::size_t count = 1 + bytes.byte() % max_atoms;
    std::vector<Site> sites;
    for (std::size_t i = 0; i < count; ++i) {
      const Element element = Element::from_symbol(kElements[bytes.byte() % kElements.size()]);
      const double x = coordinate_of(bytes);
      const double y = coordinate_of(bytes);
      sites.push_back({element, {x, y, coordinate_of(bytes)}});
    }
    Structure structure(lattice, std::move(sites), "decoded");
    require_physical(structure);
    const std::uint8_t skew = bytes.byte();
    return skew < 128 ? structure : supercell(structure, change_of(skew));
  } catch (const StructureError&) {
    return std::nullopt;
  }
}

bool has_distances(const Structure& structure) {
  constexpr double min_distance = 0.7;
  return neighbors_within(structure, min_distance).empty();
}

Structure described_anew(const Structure& structure, ByteReader& bytes) {
  const Fractional shift{bytes.byte() / 256.0, bytes.byte() / 256.0, bytes.byte() / 256.0};
  std::vector<Site> sites = structure.sites();
  for (Site& site : sites) site.position = site.position + shift;
  std::rotate(sites.begin(), sites.begin() + bytes.byte() % static_cast<std::ptrdiff_t>(sites.size()), sites.end());
  return supercell(Structure(structure.lattice(), std::move(sites), "anew"), change_of(bytes.byte()));
}

}  // namespace crystalgan::fuzz
