#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/crystal/near_distance.hpp"
#include "crystalgan/crystal/site_grid.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"
#include "crystalgan/crystal/translations.hpp"

namespace crystalgan {

/// By how much operations miss, in a reduced cell. Fast for large crystals: atoms are looked up in boxes, and where one
/// operation failed the next one is tried first.
class MovedCrystal {
 public:
  /// Keeps a reference: `points` must outlive this.
  MovedCrystal(const Basis& reduced, const PointsOfElements& points, double max_mismatch);

  /// Å^2, of the atom that is moved furthest from all atoms of its kind; anything above the bound where that is.
  double square(const SymmetryOperation& operation);

  /// Atoms moved so far.
  std::int64_t steps() const { return steps_; }

  /// Atoms that the moved ones were compared with so far: many more where atoms crowd within the mismatch.
  std::int64_t comparisons() const { return comparisons_; }

  /// Of comparisons(), after which a search gives up. Chosen: a second or so.
  static constexpr std::int64_t kMaxComparisons = 200'000'000;

 private:
  struct Kind {
    const Points* points;
    std::optional<SiteGrid> grid;  // of many points
  };
  /// Where an operation moved an atom and none is: the others, if they move one there, fail too.
  struct Gap {
    std::size_t kind;
    Fractional place;
  };

  double to_nearest(const Kind& kind, const Fractional& place, double enough);
  bool fails_at_gap(const SymmetryOperation& operation);
  void remember(std::size_t kind, const Fractional& place);

  NearDistance distance_;
  double max_mismatch_;
  std::vector<Kind> kinds_;
  std::size_t atoms_ = 0;
  std::vector<Gap> gaps_;  // the last one first
  std::int64_t steps_ = 0;
  std::int64_t comparisons_ = 0;
};

}  // namespace crystalgan
