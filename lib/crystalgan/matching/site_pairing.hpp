#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "crystalgan/core/assignment.hpp"
#include "crystalgan/crystal/element.hpp"
#include "crystalgan/matching/lattice_maps.hpp"
#include "crystalgan/matching/work_budget.hpp"

namespace crystalgan {

/// Sites of the largest structures that are compared: what is remembered grows with the square, 128 MB here, per thread.
/// Chosen: far above the cells that are compared.
inline constexpr std::size_t kMaxPairedSites = 2000;

/// The sites `begin` to `end - 1` of a cell whose sites are sorted by element.
struct ElementSites {
  Element element;
  std::size_t begin;
  std::size_t end;

  friend bool operator==(const ElementSites&, const ElementSites&) = default;
};

/// A position in units of 2^-32 of the vectors of its cell. Whole cells overflow away, so that sums, differences and
/// changes of cell are periodic without any rounding: fast, and fine enough to see which sites are far apart.
struct CoarsePosition {
  CoarsePosition() = default;
  explicit CoarsePosition(const Fractional& position);

  friend CoarsePosition operator+(const CoarsePosition& u, const CoarsePosition& v);
  friend CoarsePosition operator-(const CoarsePosition& u, const CoarsePosition& v);

  std::array<std::uint32_t, 3> parts{};
};

/// The cell on which two sets of sites are compared, and how far apart two sites may be there: within their tolerance
/// both, and the translation off by as much, they are up to twice the tolerance apart.
class ComparisonCell {
 public:
  /// `site_tolerance` in units of (volume/sites)^(1/3). Two sites may be up to twice the tolerance apart: in space, or
  /// with `along_axes`, as in pymatgen, along each axis of a reduced cell, of which there may be several.
  ComparisonCell(const CellShape& shape, std::size_t sites, double site_tolerance, bool along_axes);

  double unit() const { return unit_; }            ///< (volume/sites)^(1/3)
  double tolerance() const { return tolerance_; }  ///< of a site, in the unit of the shape

  /// Whether every site of the group in `second`, shifted, is within twice the tolerance of one in `first` along every
  /// axis.
  bool may_pair(std::span<const CoarsePosition> first, std::span<const CoarsePosition> second,
                const CoarsePosition& shift, const ElementSites& group, WorkBudget& budget) const;

  /// Likewise one site and one of `second`, already shifted.
  bool may_pair(const CoarsePosition& first, const CoarsePosition& shifted) const;

  /// Prepares `nearest`; does nothing the second time.
  void reduce();

  /// The shortest vector between two sites a fractional difference apart. Nothing where they are more than twice the
  /// tolerance apart. Call `reduce` first.
  std::optional<Cartesian> nearest(const Fractional& difference) const;

 private:
  Basis basis_;
  double unit_;
  double tolerance_;
  double max_square_;        // of the vector between two sites
  CoarsePosition half_box_;  // twice the tolerance as fractions along each axis
  CoarsePosition full_box_;
  bool is_reduced_ = false;
  Basis reduced_{};
  std::array<Fractional, 3> to_reduced_{};  // difference in reduced_ = difference · to_reduced_
  Fractional reduced_box_{};                // twice the tolerance as fractions on the axes of reduced_
  double safe_square_ = 0.0;                // vectors up to this square have no shorter image
  std::array<Cartesian, 26> images_{};      // the cells around one
};

/// Two sets of sites laid on each other in one cell.
struct Superposition {
  std::span<const Fractional> first;
  std::span<const Fractional> second;
  std::span<const ElementSites> groups;  ///< of both
  std::size_t from;                      ///< a site of `second` ...
  std::size_t onto;                      ///< ... that is moved, and all others with it, onto this site of `first`

  Fractional shift() const { return first[onto] - second[from]; }
};

/// How far paired sites are from each other after the best common translation, in units of (volume/sites)^(1/3).
struct PairedSites {
  double rms;
  double largest;
};

/// Pairs the sites of two sets. Keeps its memory between calls: one object per thread.
class SitePairing {
 public:
  /// The pairing with the least sum of squared distances, element by element, and what is left of the distances when
  /// their mean vector is taken off. Nothing where a site has no partner near enough. With `all_near`, a pairing
  /// whose largest distance is not below the tolerance may be given up early. `cell` must be reduced. Ends
  /// whatever it has begun but an assignment: it may overspend the budget.
  std::optional<PairedSites> pair(const Superposition& sets, const ComparisonCell& cell, bool all_near,
                                  WorkBudget& budget);

  /// Of the last pairing: the site of `second` for every site of `first`.
  const std::vector<std::size_t>& second_of_first() const { return second_of_first_; }

 private:
  bool measure_all(const Superposition& sets, const ComparisonCell& cell, bool all_near, WorkBudget& budget);
  bool measure(const Superposition& sets, const ElementSites& group, std::size_t site, const ComparisonCell& cell);
  bool some_translation_remains(const ElementSites& group, std::size_t site, double limit_square);
  bool choose(std::span<const ElementSites> groups, WorkBudget& budget);

  std::size_t size_ = 0;
  std::vector<Cartesian> vectors_;  // [site of second, site of first], between sites of one element
  std::vector<double> squares_;     // likewise; infinity where they may not be paired
  std::vector<Cartesian> translations_;
  std::vector<double> costs_;
  LeastCostAssignment assignment_;
  std::vector<Cartesian> chosen_;  // for every site of `second` the vector to its partner
  std::vector<std::size_t> second_of_first_;
};

inline CoarsePosition operator+(const CoarsePosition& u, const CoarsePosition& v) {
  CoarsePosition sum;
  for (std::size_t axis = 0; axis < 3; ++axis) sum.parts[axis] = u.parts[axis] + v.parts[axis];
  return sum;
}

inline CoarsePosition operator-(const CoarsePosition& u, const CoarsePosition& v) {
  CoarsePosition difference;
  for (std::size_t axis = 0; axis < 3; ++axis) difference.parts[axis] = u.parts[axis] - v.parts[axis];
  return difference;
}

}  // namespace crystalgan
