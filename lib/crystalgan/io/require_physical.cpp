#include "crystalgan/io/require_physical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/site_grid.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

// Å. Two atoms closer than this are one atom written twice. Chosen: a tenth of what printing four decimals can hide in
// a cell of 100 Å, and a seventieth of the shortest bond there is (H2, 0.74 Å).
constexpr double kOverlap = 0.01;

/// Throws StructureError for two atoms that overlap: the first one that does with one before it.
void require_no_overlap(const Structure& structure, const Lattice& reduced) {
  std::vector<Fractional> positions;
  for (const Site& site : structure.sites())
    positions.push_back(reduced.fractional(structure.lattice().cartesian(site.position)));
  const SiteGrid grid(reduced.rows(), positions);
  const NearestImages nearest(structure);
  const auto symbol = [&](std::size_t atom) { return structure.sites()[atom].element.symbol(); };
  for (std::size_t atom = 1; atom < structure.size(); ++atom)
    grid.near(positions[atom], kOverlap, [&](std::size_t before) {
      if (before >= atom) return true;
      const double distance = nearest.between(before, atom).distance;
      if (distance >= kOverlap) return true;
      throw StructureError(fmt::format("{}: atoms {} ({}) and {} ({}): expected at least {} A between them, got {:.4f}",
                                       structure.name(), before + 1, symbol(before), atom + 1, symbol(atom), kOverlap,
                                       distance));
    });
}

[[noreturn]] void refuse_cell(const Structure& structure, std::string_view limit, const std::string& what) {
  throw StructureError(structure.name() + ": " + what + limit_advice(limit));
}

void require_lengths(const Structure& structure, const ReadLimits& limits) {
  for (const double length : structure.lattice().lengths())
    if (!(length <= limits.max_lattice_vector))
      refuse_cell(
          structure, "max_lattice_vector",
          fmt::format("expected lattice vectors of at most {} A, got {:.4g}", limits.max_lattice_vector, length));
}

void require_volume(const Structure& structure, const ReadLimits& limits) {
  const double volume = structure.volume_per_atom();
  if (!(volume >= limits.min_volume_per_atom))
    refuse_cell(
        structure, "min_volume_per_atom",
        fmt::format("expected a volume of at least {} A^3 per atom, got {:.3g}", limits.min_volume_per_atom, volume));
  if (!(volume <= limits.max_volume_per_atom))
    refuse_cell(
        structure, "max_volume_per_atom",
        fmt::format("expected a volume of at most {} A^3 per atom, got {:.6g}", limits.max_volume_per_atom, volume));
}

/// Of a flat cell the lengths and angles that a CIF has do not tell the volume.
void require_angles(const Structure& structure, const ReadLimits& limits) {
  const auto lengths = structure.lattice().lengths();
  const auto spacings = structure.lattice().spacings();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double angle = std::asin(std::min(1.0, spacings[axis] / lengths[axis])) * 180.0 / std::numbers::pi;
    if (!(angle >= limits.min_angle))
      refuse_cell(structure, "min_angle",
                  fmt::format("expected an angle of at least {} degrees between lattice vector {} and the plane of the "
                              "two others, got {:.2g} (a reduced cell has more)",
                              limits.min_angle, axis + 1, angle));
  }
}

void require_shortest_vector(const Structure& structure, const ReadLimits& limits) {
  const double shortest = conventions::naming_file(
      structure.name(), [&] { return length(ClosestImage(structure.lattice().rows()).reduced()[0]); });
  if (!(shortest >= limits.min_lattice_vector))
    refuse_cell(structure, "min_lattice_vector",
                fmt::format("expected a shortest lattice vector of at least {} A, got a lattice vector of {:.2g} A",
                            limits.min_lattice_vector, shortest));
}

}  // namespace

void require_within_limits(const Structure& structure) {
  const ReadLimits& limits = read_limits();
  if (structure.size() > static_cast<std::size_t>(limits.atoms))
    refuse_cell(structure, "atoms", fmt::format("expected at most {} atoms, got {}", limits.atoms, structure.size()));
  require_lengths(structure, limits);
  require_shortest_vector(structure, limits);
  require_volume(structure, limits);
  require_angles(structure, limits);
  const std::size_t elements = structure.composition().size();
  if (elements > static_cast<std::size_t>(limits.elements))
    refuse_cell(structure, "elements", fmt::format("expected at most {} elements, got {}", limits.elements, elements));
}

void require_physical(const Structure& structure) {
  require_within_limits(structure);
  const ClosestImage images(structure.lattice().rows());
  require_no_overlap(structure, conventions::naming_file(structure.name(), [&] { return Lattice(images.reduced()); }));
}

std::size_t max_values(std::string_view text) {
  const auto limit = static_cast<std::size_t>(read_limits().values);
  return std::max(limit, std::min(10 * limit, text.size() / 6));
}

void ReadCounts::add(std::size_t atoms, const std::string& file) {
  const ReadLimits& limits = read_limits();
  if (++structures_ > static_cast<std::size_t>(limits.structures))
    throw ParseError(
        file, 0,
        fmt::format("expected at most {} structures, got more", limits.structures) + limit_advice("structures"));
  if ((atoms_ += atoms) > static_cast<std::size_t>(limits.total_atoms))
    throw ParseError(file, 0,
                     fmt::format("expected at most {} atoms in all structures, got more", limits.total_atoms) +
                         limit_advice("total_atoms"));
}

}  // namespace crystalgan
