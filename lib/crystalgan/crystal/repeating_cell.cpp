#include "crystalgan/crystal/repeating_cell.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/matrix3.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/supercell.hpp"

namespace crystalgan {
namespace {

// Å. Translations that miss by less are found at once, however many; the others one lattice after another. Chosen:
// far below any displacement that matters, far above the rounding of a file.
constexpr double kExactTranslation = 1e-4;

using Points = std::vector<Fractional>;
using PointsOfElements = std::map<Element, Points>;

/// Distances below a bound in a reduced cell.
class NearDistance {
 public:
  NearDistance(const Basis& reduced, double most) : basis_(reduced), most_square_(most * most) {
    const Lattice lattice(reduced);
    const auto apart = lattice.spacings();
    // A vector v has fractions of at most |v| over the spacing: below 1/2, rounding finds it.
    if (!(std::min({apart[0], apart[1], apart[2]}) > 2.0 * most)) images_.emplace(reduced);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) metric_[i][j] = dot(reduced[i], reduced[j]);
  }

  /// Å^2, of the shortest vector between two points `apart`; anything above the bound where that is.
  double square(Fractional apart) const {
    if (images_) return square_of(nearest(apart));
    for (double& component : apart.components) component -= std::nearbyint(component);
    return square_of(apart);
  }

  bool within(const Fractional& apart) const { return square(apart) <= most_square_; }

  /// Of the images of a point `apart`, the one that is as near as square() says.
  Fractional nearest(Fractional apart) const {
    if (!images_) {
      for (double& component : apart.components) component -= std::nearbyint(component);
      return apart;
    }
    const ImageIndex image = images_->nearest(apart[0] * basis_[0] + apart[1] * basis_[1] + apart[2] * basis_[2]);
    for (std::size_t axis = 0; axis < 3; ++axis) apart[axis] += static_cast<double>(image[axis]);
    return apart;
  }

 private:
  double square_of(const Fractional& x) const {
    return x[0] * (metric_[0][0] * x[0] + 2.0 * (metric_[0][1] * x[1] + metric_[0][2] * x[2])) +
           x[1] * (metric_[1][1] * x[1] + 2.0 * metric_[1][2] * x[2]) + metric_[2][2] * x[2] * x[2];
  }

  Basis basis_;
  double most_square_;
  Matrix3<double> metric_;
  std::optional<ClosestImage> images_;
};

/// A translation that is not of the lattice, and by how much it misses an atom at most.
struct ApproximateTranslation {
  Fractional vector;
  double mismatch;  ///< Å
};

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
      for (std::size_t j = 0; j < 3; ++j) vectors_[i][j] = static_cast<double>(adjoint[i][j]) / size;
      rows_[i] = vectors_[i][0] * given[0] + vectors_[i][1] * given[1] + vectors_[i][2] * given[2];
    }
  }

  const std::array<Fractional, 3>& vectors() const { return vectors_; }  ///< in fractions of the given ones

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
  std::array<Fractional, 3> vectors_;
  Basis rows_;
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
        near_(structure.lattice().rows(), tolerance),
        neighbours_(structure.lattice().rows(), 2.0 * tolerance) {
    for (const Site& site : structure.sites()) points_[site.element].push_back(site.position);
    for (const auto& [element, points] : points_) max_size_ = std::gcd(max_size_, static_cast<int>(points.size()));
  }

  /// By translations that are exact but for rounding.
  std::optional<Structure> exactly_smaller() {
    if (!find_translations()) return std::nullopt;
    const auto multiples = exact_lattice();
    if (!multiples) return std::nullopt;
    auto smaller = folded(FinerLattice(structure_.lattice().rows(), *multiples), determinant(*multiples));
    return smaller ? std::optional(std::move(smaller->structure)) : std::nullopt;
  }

  std::optional<Structure> smallest() {
    if (!find_translations()) return std::nullopt;
    const int most = std::min(max_size_, static_cast<int>(translations_.size()) + 1);
    for (int size = most; size > 1; --size) {
      if (max_size_ % size != 0) continue;
      std::optional<SmallerCell> best;
      // Finer lattices are to columns what sublattices are to rows.
      for (const CellChange& sublattice : sublattices(size)) {
        const FinerLattice finer(structure_.lattice().rows(), transposed(sublattice));
        if (!suggested(finer)) continue;
        auto smaller = folded(finer, size);
        if (smaller && (!best || smaller->spread < best->spread)) best = std::move(smaller);
      }
      if (best) return std::move(best->structure);
    }
    return std::nullopt;
  }

 private:
  /// Vectors between atoms of the rarest element that bring every atom to within twice the tolerance of one of its kind:
  /// the vector between two copies is off by up to the tolerance, and so is every other atom from its own copy. False
  /// where there are none.
  bool find_translations() {
    if (max_size_ == 1 || searched_) return !translations_.empty();
    searched_ = true;
    const Points& rarest =
        std::ranges::min_element(points_, {}, [](const auto& of_element) { return of_element.second.size(); })->second;
    for (std::size_t i = 1; i < rarest.size(); ++i) {
      const Fractional vector = rarest[i] - rarest.front();
      if (neighbours_.within(vector)) continue;
      if (const auto mismatch = mismatch_of(vector)) translations_.push_back({vector, *mismatch});
    }
    return !translations_.empty();
  }

  std::optional<double> mismatch_of(const Fractional& vector) const {
    const double most = 4.0 * tolerance_ * tolerance_;
    double furthest = 0.0;
    for (const auto& [element, points] : points_)
      for (const Fractional& from : points) {
        double nearest = std::numeric_limits<double>::infinity();
        for (const Fractional& to : points) {
          nearest = std::min(nearest, neighbours_.square(from + vector - to));
          if (nearest <= furthest) break;
        }
        furthest = std::max(furthest, nearest);
        if (!(furthest <= most)) return std::nullopt;
      }
    return std::sqrt(furthest);
  }

  /// The lattice of all exact translations, as multiples like those of sublattices(). Nothing where there are none, or
  /// where they are no group.
  std::optional<CellChange> exact_lattice() const {
    Points exact;
    for (const auto& [vector, mismatch] : translations_)
      if (mismatch <= kExactTranslation) exact.push_back(vector);
    if (exact.empty()) return std::nullopt;
    const auto count = static_cast<std::int64_t>(exact.size()) + 1;
    // In multiples of the given vectors over `count` all are whole.
    CellChange rows{{{count, 0, 0}, {0, count, 0}, {0, 0, count}}};
    for (const Fractional& vector : exact) add(rows, whole(static_cast<double>(count) * vector));
    const std::int64_t volume = determinant(rows);
    if (volume != count * count) return std::nullopt;
    CellChange multiples = adjugate(rows);
    for (auto& row : multiples)
      for (std::int64_t& entry : row) entry /= count;
    return multiples;
  }

  static ImageIndex whole(const Fractional& x) { return {std::llround(x[0]), std::llround(x[1]), std::llround(x[2])}; }

  /// Adds a vector to a lattice whose rows are lower triangular, with positive diagonal entries, and keeps them so.
  static void add(CellChange& rows, ImageIndex vector) {
    for (std::size_t axis = 3; axis-- > 0;) {
      ImageIndex& row = rows[axis];
      while (vector[axis] != 0) {
        const std::int64_t times_row = row[axis] / vector[axis];
        for (std::size_t i = 0; i < 3; ++i) row[i] -= times_row * vector[i];
        std::swap(row, vector);
      }
      if (row[axis] < 0)
        for (std::int64_t& entry : row) entry = -entry;
    }
  }

  /// Whether each vector of the lattice is within the tolerance of a translation that was found, or of none at all.
  bool suggested(const FinerLattice& finer) const {
    return std::ranges::all_of(finer.vectors(), [&](const Fractional& vector) {
      return near_.within(vector) || std::ranges::any_of(translations_, [&](const ApproximateTranslation& translation) {
               return near_.within(vector - translation.vector);
             });
    });
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
      std::vector<bool> taken(points.size(), false);
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (taken[i]) continue;
        const auto set = copies_of(i, points, inside, distance);
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
    return distance.within(inside[i] - inside[j]) && !neighbours_.within(points[i] - points[j]);
  }

  std::vector<std::size_t> copies_of(std::size_t i, const Points& points, const Points& inside,
                                     const NearDistance& distance) const {
    std::vector<std::size_t> set{i};
    for (std::size_t j = 0; j < points.size(); ++j)
      if (j != i && are_copies(i, j, points, inside, distance)) set.push_back(j);
    return set;
  }

  bool all_near(const std::vector<std::size_t>& set, const Points& points, const Points& inside,
                const NearDistance& distance) const {
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
  NearDistance near_;        // within the tolerance
  NearDistance neighbours_;  // within twice the tolerance
  PointsOfElements points_;
  int max_size_ = 0;
  bool searched_ = false;
  std::vector<ApproximateTranslation> translations_;
};

}  // namespace

Structure repeating_cell(const Structure& reduced, double tolerance) {
  RepeatSearch given(reduced, tolerance);
  if (const auto exact = given.exactly_smaller()) {
    const Structure smaller = niggli_reduced(*exact);
    return RepeatSearch(smaller, tolerance).smallest().value_or(smaller);
  }
  return given.smallest().value_or(reduced);
}

}  // namespace crystalgan
