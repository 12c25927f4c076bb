#include "crystalgan/crystal/moved_crystal.hpp"

#include <algorithm>
#include <cmath>

namespace crystalgan {
namespace {

// Chosen: of fewer points all are looked at, which is as fast as finding their boxes.
constexpr std::size_t kMinGridded = 32;

// Atoms of a crystal where failures are remembered, and how many are. Chosen: in a smaller one no operation takes long.
constexpr std::size_t kMinRemembering = 100;
constexpr std::size_t kMaxGaps = 16;

Fractional rotated_back(const Rotation& rotation, const Fractional& x) {
  const Rotation back = adjugate(rotation);
  return static_cast<double>(determinant(rotation)) * rotated(back, x);
}

}  // namespace

MovedCrystal::MovedCrystal(const Basis& reduced, const PointsOfElements& points, double max_mismatch)
    : distance_(reduced, max_mismatch), max_mismatch_(max_mismatch) {
  for (const auto& [element, of_element] : points) {
    kinds_.push_back({&of_element, std::nullopt});
    if (of_element.size() >= kMinGridded) kinds_.back().grid.emplace(reduced, of_element);
    atoms_ += of_element.size();
  }
}

double MovedCrystal::square(const SymmetryOperation& operation) {
  const double most = max_mismatch_ * max_mismatch_;
  if (fails_at_gap(operation)) return std::numeric_limits<double>::infinity();
  double furthest = 0.0;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
    for (const Fractional& point : *kinds_[kind].points) {
      const Fractional place = operation(point);
      ++steps_;
      furthest = std::max(furthest, to_nearest(kinds_[kind], place, furthest));
      if (!(furthest <= most)) {
        remember(kind, place);
        return furthest;
      }
    }
  return furthest;
}

/// Å^2; where it is not above `enough`, some number that is not.
double MovedCrystal::to_nearest(const Kind& kind, const Fractional& place, double enough) {
  double nearest = std::numeric_limits<double>::infinity();
  const auto visit = [&](std::size_t n) {
    ++comparisons_;
    nearest = std::min(nearest, distance_.square(place - (*kind.points)[n]));
    return nearest > enough;
  };
  if (kind.grid) {
    kind.grid->near(place, max_mismatch_, visit);
    return nearest;
  }
  for (std::size_t n = 0; n < kind.points->size() && visit(n); ++n) continue;
  return nearest;
}

/// Whether an atom that the operation moves to a gap is near none of its kind.
bool MovedCrystal::fails_at_gap(const SymmetryOperation& operation) {
  const double most = max_mismatch_ * max_mismatch_;
  for (std::size_t g = 0; g < gaps_.size(); ++g) {
    const Kind& kind = kinds_[gaps_[g].kind];
    if (!kind.grid) continue;
    bool failed = false;
    kind.grid->near(rotated_back(operation.rotation, gaps_[g].place - operation.translation), max_mismatch_,
                    [&](std::size_t n) {
                      ++steps_;
                      failed = !(to_nearest(kind, operation((*kind.points)[n]), 0.0) <= most);
                      return !failed;
                    });
    if (!failed) continue;
    std::rotate(gaps_.begin(), gaps_.begin() + static_cast<std::ptrdiff_t>(g),
                gaps_.begin() + static_cast<std::ptrdiff_t>(g) + 1);
    return true;
  }
  return false;
}

void MovedCrystal::remember(std::size_t kind, const Fractional& place) {
  if (atoms_ < kMinRemembering) return;
  if (gaps_.size() == kMaxGaps) gaps_.pop_back();
  gaps_.insert(gaps_.begin(), {kind, place});
}

}  // namespace crystalgan
