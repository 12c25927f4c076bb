#include "crystalgan/crystal/repeating_cell.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/matrix3.hpp"
#include "crystalgan/crystal/near_distance.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/site_grid.hpp"
#include "crystalgan/crystal/supercell.hpp"
#include "crystalgan/crystal/translations.hpp"

namespace crystalgan {
namespace {

// Å. Translations that miss by less are found at once, however many; the others one lattice after another. Chosen:
// far below any displacement that matters, far above the rounding of a file.
constexpr double kExactTranslation = 1e-4;

// Translations from which on the lattice of all of them is tried first. Chosen: the lattices of few are soon counted.
constexpr std::size_t kMinGenerated = 16;

// Of the search through lattices, each some nanoseconds, and those that an atom takes to be folded into one. Chosen: half
// a second or so, a hundred times what crystals of 100 atoms need.
constexpr std::int64_t kMaxLatticeSteps = 50'000'000;
constexpr std::int64_t kStepsPerAtom = 20;

Fractional times(const Fractional& x, const Matrix3<std::int64_t>& matrix) {
  Fractional result;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) result[j] += x[i] * static_cast<double>(matrix[i][j]);
  return result;
}

CellChange transposed(const CellChange& change) {
  return {{{change[0][0], change[1][0], change[2][0]},
           {change[0][1], change[1][1], change[2][1]},
           {change[0][2], change[1][2], change[2][2]}}};
}

/// A lattice that contains the given one: the given vectors are `multiples` of its own.
class FinerLattice {
 public:
  FinerLattice(const Basis& given, const CellChange& multiples) : multiples_(multiples) {
    const auto adjoint = adjugate(multiples);
    const auto size = static_cast<double>(determinant(multiples));
    for (std::size_t i = 0; i < 3; ++i) {
      Fractional vector;  // in fractions of the given ones
      for (std::size_t j = 0; j < 3; ++j) vector[j] = static_cast<double>(adjoint[i][j]) / size;
      rows_[i] = vector[0] * given[0] + vector[1] * given[1] + vector[2] * given[2];
    }
  }

  /// Reduces the vectors: all below is in the reduced ones.
  void reduce() {
    const ClosestImage images(rows_);
    rows_ = images.reduced();
    const auto inverse = whole_inverse(images.transform());
    Matrix3<std::int64_t> product{};
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t k = 0; k < 3; ++k) product[i][j] += multiples_[i][k] * inverse[k][j];
    multiples_ = product;
  }
  const Basis& rows() const { return rows_; }
  Fractional position(const Fractional& given) const { return times(given, multiples_); }

 private:
  Matrix3<std::int64_t> multiples_;
  Basis rows_;
};

/// The lattice that translations of a crystal generate, by how they add up.
class GeneratedLattice {
 public:
  /// `max_mismatch` (Å): how far sums may be from the translation that they are. `size`: the atoms of each element are a
  /// multiple of it.
  GeneratedLattice(const Basis& reduced, const std::vector<ApproximateTranslation>& translations, double max_mismatch,
                   int size)
      : distance_(reduced, max_mismatch), max_mismatch_(max_mismatch), size_(size), places_{Fractional{}} {
    for (const ApproximateTranslation& translation : translations) places_.push_back(translation.vector);
    grid_.emplace(reduced, places_);
    rows_ = {{{size, 0, 0}, {0, size, 0}, {0, 0, size}}};
  }

  /// False where the multiples of the translation do not come back to a lattice vector, as they do in a group.
  bool add(const Fractional& generator) {
    ImageIndex whole{};
    std::size_t at = 0;
    int order = 0;
    do {
      const Fractional place = places_[at] + generator;
      const auto next = nearest_to(place);
      if (!next || ++order > size_) return false;
      at = *next;
      const Fractional apart = place - places_[at];
      const Fractional rest = distance_.nearest(apart);
      for (std::size_t axis = 0; axis < 3; ++axis) whole[axis] += std::llround(apart[axis] - rest[axis]);
    } while (at != 0);
    if (size_ % order != 0) return false;
    for (std::int64_t& entry : whole) entry *= size_ / order;
    add_row(whole);
    rows_ = hermite_form(rows_);
    return true;
  }

  /// The given vectors in multiples of those of the lattice, in the form of sublattices() transposed.
  CellChange multiples() const {
    CellChange result = adjugate(rows_);
    const std::int64_t volume = determinant(rows_);
    for (auto& row : result)
      for (std::int64_t& entry : row) entry = entry * size_ / volume;
    return transposed(hermite_form(transposed(result)));
  }

 private:
  std::optional<std::size_t> nearest_to(const Fractional& place) const {
    std::optional<std::size_t> nearest;
    double least = max_mismatch_ * max_mismatch_;
    grid_->near(place, max_mismatch_, [&](std::size_t n) {
      const double square = distance_.square(place - places_[n]);
      if (square <= least) {
        least = square;
        nearest = n;
      }
      return true;
    });
    return nearest;
  }

  /// Adds a vector to a lattice whose rows are lower triangular, with positive diagonal entries, and keeps them so.
  void add_row(ImageIndex vector) {
    for (std::size_t axis = 3; axis-- > 0;) {
      ImageIndex& row = rows_[axis];
      while (vector[axis] != 0) {
        const std::int64_t times_row = row[axis] / vector[axis];
        for (std::size_t i = 0; i < 3; ++i) row[i] -= times_row * vector[i];
        std::swap(row, vector);
      }
      if (row[axis] < 0)
        for (std::int64_t& entry : row) entry = -entry;
    }
  }

  NearDistance distance_;
  double max_mismatch_;
  int size_;
  Points places_;  // of the translations, the first one of none
  std::optional<SiteGrid> grid_;
  CellChange rows_;  // of the lattice, in multiples of the given vectors over size_
};

/// Finer lattices of one multiple whose vectors, and the multiples of these, are all near translations that were found.
class FinerLattices {
 public:
  FinerLattices(const Basis& given, const Translations& translations, double tolerance)
      : given_(given), tolerance_(tolerance), near_(given, tolerance), places_{Fractional{}} {
    for (const ApproximateTranslation& translation : translations.all) places_.push_back(translation.vector);
    grid_.emplace(given, places_);
    const auto spacings = Lattice(given).spacings();
    for (std::size_t axis = 0; axis < 3; ++axis) reach_[axis] = tolerance / spacings[axis] + kFractionSlack;
  }

  /// Visits them in the order of sublattices(). False where the steps left are too few.
  template <class Visit>
  bool visit_all(int multiple, std::int64_t& steps, Visit visit) const {
    // Finer lattices are to columns what sublattices are to rows: with (a 0 0; ba b 0; ca cb c) the vectors are
    // (1/a, -ba/ab, (ba cb - ca b)/abc), (0, 1/b, -cb/bc) and (0, 0, 1/c).
    for (std::int64_t a = 1; a <= multiple; ++a)
      for (std::int64_t b = 1; multiple % a == 0 && b <= multiple / a; ++b) {
        if (multiple / a % b != 0) continue;
        const std::int64_t c = multiple / a / b;
        const auto thirds = third_entries(b, c, steps);
        if (!thirds.empty() && !visit_first_vectors({{{a, 0, 0}, {0, b, 0}, {0, 0, c}}}, thirds, steps, visit))
          return false;
      }
    return true;
  }

 private:
  static double ratio(std::int64_t number, std::int64_t divisor) {
    return static_cast<double>(number) / static_cast<double>(divisor);
  }

  /// The cb for which the second and third vector are near translations.
  std::vector<std::int64_t> third_entries(std::int64_t b, std::int64_t c, std::int64_t& steps) const {
    std::vector<std::int64_t> entries;
    if (!near_translations({0.0, 0.0, ratio(1, c)}, c, steps)) return entries;
    for (std::int64_t cb = 0; cb < b; ++cb)
      if (near_translations({0.0, ratio(1, b), ratio(-cb, b * c)}, b * c, steps)) entries.push_back(cb);
    return entries;
  }

  template <class Visit>
  bool visit_first_vectors(CellChange change, const std::vector<std::int64_t>& thirds, std::int64_t& steps,
                           Visit visit) const {
    const std::int64_t a = change[0][0], b = change[1][1], c = change[2][2];
    const auto in_plane = near_along(places_, 0, ratio(1, a));
    for (std::int64_t ba = 0; ba < a && !in_plane.empty(); ++ba) {
      steps -= std::ssize(in_plane);
      const auto in_line = near_along(in_plane, 1, ratio(-ba, a * b));
      for (std::int64_t ca = 0; ca < a && !in_line.empty() && steps > 0; ++ca)
        for (const std::int64_t cb : thirds) {
          const Fractional first{ratio(1, a), ratio(-ba, a * b), ratio(ba * cb - ca * b, a * b * c)};
          steps -= std::ssize(in_line);
          if (near_along(in_line, 2, first[2]).empty() || !near_translations(first, a * b * c, steps)) continue;
          change[1][0] = ba;
          change[2][0] = ca;
          change[2][1] = cb;
          visit(FinerLattice(given_, transposed(change)));
        }
    }
    return steps > 0;
  }

  Points near_along(const Points& places, std::size_t axis, double fraction) const {
    Points near;
    for (const Fractional& place : places) {
      const double apart = place[axis] - fraction;
      if (std::fabs(apart - std::nearbyint(apart)) <= reach_[axis]) near.push_back(place);
    }
    return near;
  }

  /// Whether the vector and its multiples are. After `most` multiples at the latest they repeat.
  bool near_translations(const Fractional& vector, std::int64_t most, std::int64_t& steps) const {
    for (std::int64_t n = 1; n < most || n == 1; ++n) {
      if (--steps < 0) return false;
      const Fractional place = static_cast<double>(n) * vector;
      bool found = false;
      grid_->near(place, tolerance_, [&](std::size_t other) {
        found = near_.within(place - places_[other]);
        return !found;
      });
      if (!found) return false;
    }
    return true;
  }

  // Of a fraction: so that rounding excludes nothing.
  static constexpr double kFractionSlack = 1e-9;

  Basis given_;
  double tolerance_;
  NearDistance near_;
  Points places_;  // of the translations, the first one of none
  std::optional<SiteGrid> grid_;
  Fractional reach_;  // the tolerance in fractions
};

/// A crystal in a smaller cell.
struct SmallerCell {
  Structure structure;
  double spread;  ///< Å^2, the squared distances of all atoms from the means of their sets, added
};

class RepeatSearch {
 public:
  RepeatSearch(const Structure& structure, double tolerance)
      : structure_(structure),
        tolerance_(tolerance),
        neighbours_(structure.lattice().rows(), 2.0 * tolerance),
        points_(points_of(structure)) {
    for (const auto& [element, points] : points_) max_size_ = std::gcd(max_size_, static_cast<int>(points.size()));
    // The vector between two copies is off by up to the tolerance, and so is every other atom from its own copy.
    if (max_size_ > 1) translations_ = find_translations(structure.lattice().rows(), points_, 2.0 * tolerance);
    if (!translations_.all.empty()) has_neighbours_ = any_neighbours();
  }

  /// By translations that are exact but for rounding.
  std::optional<Structure> exactly_smaller() const {
    const auto multiples = generated(kExactTranslation);
    if (!multiples || determinant(*multiples) == 1) return std::nullopt;
    auto smaller = folded(FinerLattice(structure_.lattice().rows(), *multiples), determinant(*multiples));
    return smaller ? std::optional(std::move(smaller->structure)) : std::nullopt;
  }

  std::optional<Structure> smallest() const {
    if (translations_.all.empty()) return std::nullopt;
    if (auto all = by_all_translations()) return all;
    const int most = std::min(max_size_, static_cast<int>(translations_.all.size()) + 1);
    const FinerLattices lattices(structure_.lattice().rows(), translations_, tolerance_);
    std::int64_t steps = kMaxLatticeSteps;
    for (int size = most; size > 1; --size) {
      if (max_size_ % size != 0) continue;
      std::optional<SmallerCell> best;
      const bool complete = lattices.visit_all(size, steps, [&](const FinerLattice& finer) {
        auto smaller = folded(finer, size);
        steps -= kStepsPerAtom * std::ssize(structure_.sites());
        if (smaller && (!best || smaller->spread < best->spread)) best = std::move(smaller);
      });
      if (!complete) return std::nullopt;
      if (best) return std::move(best->structure);
    }
    return std::nullopt;
  }

 private:
  /// The lattice of all translations that miss by no more.
  std::optional<CellChange> generated(double max_mismatch) const {
    if (translations_.all.empty()) return std::nullopt;
    GeneratedLattice lattice(structure_.lattice().rows(), translations_.all, 2.0 * tolerance_, max_size_);
    for (const std::size_t generator : translations_.generators) {
      const auto& [vector, mismatch] = translations_.all[generator];
      if (mismatch <= max_mismatch && !lattice.add(vector)) return std::nullopt;
    }
    return lattice.multiples();
  }

  /// No lattice is finer than that of all translations, and no other is as fine.
  std::optional<Structure> by_all_translations() const {
    if (translations_.all.size() < kMinGenerated) return std::nullopt;
    const auto multiples = generated(2.0 * tolerance_);
    if (!multiples || determinant(*multiples) != std::ssize(translations_.all) + 1) return std::nullopt;
    auto smaller = folded(FinerLattice(structure_.lattice().rows(), *multiples), determinant(*multiples));
    return smaller ? std::optional(std::move(smaller->structure)) : std::nullopt;
  }

  /// Whether any two atoms of an element are so near that they are never copies.
  bool any_neighbours() const {
    for (const auto& [element, points] : points_) {
      const SiteGrid grid(structure_.lattice().rows(), points);
      bool found = false;
      for (std::size_t i = 0; i < points.size() && !found; ++i)
        grid.near(points[i], 2.0 * tolerance_, [&](std::size_t j) {
          found = j != i && neighbours_.within(points[i] - points[j]);
          return !found;
        });
      if (found) return true;
    }
    return false;
  }

  /// Nothing unless the atoms fall into sets of `size`.
  std::optional<SmallerCell> folded(FinerLattice finer, std::int64_t size) const {
    finer.reduce();
    const NearDistance distance(finer.rows(), tolerance_);
    std::vector<Site> merged;
    double spread = 0.0;
    for (const auto& [element, points] : points_) {
      Points inside;
      for (const Fractional& point : points) inside.push_back(wrapped(finer.position(point)));
      const SiteGrid grid(finer.rows(), inside);
      std::vector<bool> taken(points.size(), false);
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (taken[i]) continue;
        const auto set = copies_of(i, points, inside, distance, grid);
        if (std::ssize(set) != size || !all_near(set, points, inside, distance)) return std::nullopt;
        for (const std::size_t j : set) {
          if (taken[j]) return std::nullopt;
          taken[j] = true;
        }
        merged.push_back({element, mean_of(set, inside, distance, spread)});
      }
    }
    return SmallerCell{{Lattice(finer.rows()), std::move(merged), structure_.name()}, spread};
  }

  // Neighbours in the crystal are two atoms, however near.
  bool are_copies(std::size_t i, std::size_t j, const Points& points, const Points& inside,
                  const NearDistance& distance) const {
    return distance.within(inside[i] - inside[j]) && !(has_neighbours_ && neighbours_.within(points[i] - points[j]));
  }

  std::vector<std::size_t> copies_of(std::size_t i, const Points& points, const Points& inside,
                                     const NearDistance& distance, const SiteGrid& grid) const {
    std::vector<std::size_t> set{i};
    grid.near(inside[i], tolerance_, [&](std::size_t j) {
      if (j != i && are_copies(i, j, points, inside, distance)) set.push_back(j);
      return true;
    });
    std::sort(set.begin() + 1, set.end());
    return set;
  }

  bool all_near(const std::vector<std::size_t>& set, const Points& points, const Points& inside,
                const NearDistance& distance) const {
    constexpr double kRounding = 1e-9;
    if (!has_neighbours_) {  // all are near each other that are half as near to the first
      const double half = 0.5 * tolerance_ * (1.0 - kRounding);
      if (std::ranges::all_of(
              set, [&](std::size_t j) { return distance.square(inside[set.front()] - inside[j]) <= half * half; }))
        return true;
    }
    for (std::size_t m = 1; m < set.size(); ++m)
      for (std::size_t n = m + 1; n < set.size(); ++n)
        if (!are_copies(set[m], set[n], points, inside, distance)) return false;
    return true;
  }

  /// Of the images nearest to the first; their squared distances from it are added to `spread`.
  static Fractional mean_of(const std::vector<std::size_t>& set, const Points& inside, const NearDistance& distance,
                            double& spread) {
    const Fractional& first = inside[set.front()];
    Fractional offset;
    const double share = 1.0 / static_cast<double>(set.size());
    for (const std::size_t j : set) offset = offset + share * distance.nearest(inside[j] - first);
    for (const std::size_t j : set) spread += distance.square(distance.nearest(inside[j] - first) - offset);
    return first + offset;
  }

  const Structure& structure_;
  double tolerance_;
  NearDistance neighbours_;  // within twice the tolerance
  PointsOfElements points_;
  int max_size_ = 0;
  Translations translations_;
  bool has_neighbours_ = false;  // if there are translations
};

}  // namespace

Structure repeating_cell(const Structure& reduced, double tolerance) {
  const RepeatSearch given(reduced, tolerance);
  if (const auto exact = given.exactly_smaller()) {
    const Structure smaller = niggli_reduced(*exact);
    return RepeatSearch(smaller, tolerance).smallest().value_or(smaller);
  }
  return given.smallest().value_or(reduced);
}

}  // namespace crystalgan
