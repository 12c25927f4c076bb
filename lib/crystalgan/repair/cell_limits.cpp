#include "crystalgan/repair/cell_limits.hpp"

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/volume_rule.hpp"

namespace crystalgan {
namespace {

// A sane cell after Niggli reduction: lengths in Å, angles in degrees. Chosen for this project; the lengths are those
// of LeMat-GenBench's validity.
constexpr double kMinLength = 1.0;
constexpr double kMaxLength = 100.0;
constexpr double kMinAngle = 30.0;
constexpr double kMaxAngle = 150.0;

}  // namespace

std::optional<Rejection> insane_cell(const Structure& structure) {
  const Structure reduced = niggli_reduced(structure);
  for (const double length : reduced.lattice().lengths())
    if (!(length >= kMinLength && length <= kMaxLength))
      return Rejection{"cell out of range",
                       "length after Niggli reduction: expected 1 to 100 A, got " + exact_text(length)};
  for (const double angle : reduced.lattice().angles())
    if (!(angle >= kMinAngle && angle <= kMaxAngle))
      return Rejection{"cell out of range",
                       "angle after Niggli reduction: expected 30 to 150 degrees, got " + exact_text(angle)};
  return std::nullopt;
}

std::optional<Rejection> insane_volume(const Structure& structure) {
  const double ratio = structure.lattice().volume() / rule_volume(structure.composition());
  if (ratio >= kMinVolumeRatio && ratio <= kMaxVolumeRatio) return std::nullopt;
  return Rejection{"volume far from the rule",
                   "volume over the volume rule: expected 0.7 to 1.4, got " + exact_text(ratio)};
}

}  // namespace crystalgan
