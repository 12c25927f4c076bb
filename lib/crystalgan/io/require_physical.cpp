#include "crystalgan/io/require_physical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/conventions.hpp"

namespace crystalgan {
namespace {

// Å. Two atoms closer than this are one atom written twice. Chosen: a tenth of what printing four decimals can hide in
// a cell of 100 Å, and a seventieth of the shortest bond there is (H2, 0.74 Å).
constexpr double kOverlap = 0.01;

// Å. A longer vector is a broken file; up to here, differences of coordinates keep enough digits to see an overlap.
// Chosen.
constexpr double kMaxLength = 1e6;

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

}  // namespace

void require_physical(const Structure& structure) {
  for (const double length : structure.lattice().lengths())
    if (!(length <= kMaxLength))
      throw StructureError(fmt::format("{}: expected lattice vectors of at most {} A, got {:.4g}", structure.name(),
                                       kMaxLength, length));
  const ClosestImage images(structure.lattice().rows());
  const double own_image = length(images.reduced()[0]);
  if (!(own_image >= kOverlap))
    throw StructureError(
        fmt::format("{}: atom 1 ({}) and its own image: expected at least {} A between them, got {:.4f}",
                    structure.name(), structure.sites()[0].element.symbol(), kOverlap, own_image));
  conventions::naming_file(structure.name(), [&] { return OverlapSearch(structure, images); }).run();
}

}  // namespace crystalgan
