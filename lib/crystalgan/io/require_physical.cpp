#include "crystalgan/io/require_physical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

// Å. Two atoms closer than this are one atom written twice. Chosen: a tenth of what printing four decimals can hide in
// a cell of 100 Å, and a seventieth of the shortest bond there is (H2, 0.74 Å).
constexpr double kOverlap = 0.01;

/// Sorts atoms into boxes at least kOverlap wide, so that overlapping atoms are in the same or in adjacent boxes: the
/// cost grows with the atoms, not with their pairs. The boxes divide the reduced cell, whose planes are never closer
/// than a fair part of its shortest vector.
class OverlapSearch {
 public:
  explicit OverlapSearch(const Structure& structure, const ClosestImage& images)
      : structure_(structure), reduced_(images.reduced()), nearest_(structure) {
    const auto spacings = reduced_.spacings();
    for (std::size_t axis = 0; axis < 3; ++axis)
      counts_[axis] = std::clamp(static_cast<std::int64_t>(spacings[axis] / kOverlap), std::int64_t{1}, kMaxBoxes);
  }

  /// Throws StructureError for the first overlapping pair.
  void run() {
    for (std::size_t atom = 0; atom < structure_.size(); ++atom) {
      const Box box = box_of(structure_.sites()[atom].position);
      for (std::int64_t i = -1; i <= 1; ++i)
        for (std::int64_t j = -1; j <= 1; ++j)
          for (std::int64_t k = -1; k <= 1; ++k) compare(atom, key_of({box[0] + i, box[1] + j, box[2] + k}));
      boxes_.emplace(key_of(box), atom);
    }
  }

 private:
  using Box = std::array<std::int64_t, 3>;
  static constexpr std::int64_t kMaxBoxes = std::int64_t{1} << 20;  // per axis: three of them fit one key

  Box box_of(const Fractional& position) const {
    const Fractional inside = wrapped(reduced_.fractional(structure_.lattice().cartesian(position)));
    Box box{};
    for (std::size_t axis = 0; axis < 3; ++axis)
      box[axis] = static_cast<std::int64_t>(inside[axis] * static_cast<double>(counts_[axis]));
    return box;
  }

  std::int64_t key_of(const Box& box) const {
    std::int64_t key = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) key = key * kMaxBoxes + (box[axis] + counts_[axis]) % counts_[axis];
    return key;
  }

  void compare(std::size_t atom, std::int64_t key) const {
    const auto [begin, end] = boxes_.equal_range(key);
    for (auto entry = begin; entry != end; ++entry) {
      const double distance = nearest_.between(entry->second, atom).distance;
      if (distance >= kOverlap) continue;
      throw StructureError(fmt::format("{}: atoms {} ({}) and {} ({}): expected at least {} A between them, got {:.4f}",
                                       structure_.name(), entry->second + 1, symbol(entry->second), atom + 1,
                                       symbol(atom), kOverlap, distance));
    }
  }

  std::string_view symbol(std::size_t atom) const { return structure_.sites()[atom].element.symbol(); }

  const Structure& structure_;
  Lattice reduced_;
  NearestImages nearest_;
  std::array<std::int64_t, 3> counts_{};
  std::unordered_multimap<std::int64_t, std::size_t> boxes_;
};

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
  conventions::naming_file(structure.name(), [&] { return OverlapSearch(structure, images); }).run();
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
