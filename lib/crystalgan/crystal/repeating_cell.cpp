#include "crystalgan/crystal/repeating_cell.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/core/matrix3.hpp"
#include "crystalgan/crystal/finer_lattice.hpp"
#include "crystalgan/crystal/near_distance.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/site_grid.hpp"
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

/// A crystal in a smaller cell.
struct SmallerCell {
  Structure structure;
  /// What makes one of two better, the first of these that differs: the squared distances of all atoms from the means of their
  /// sets, added (Å^2), and the lengths of the reduced vectors (Å).
  std::array<double, 4> rank;
};

bool is_better(const SmallerCell& one, const SmallerCell& other) {
  constexpr double kRounding = 1e-9;
  for (std::size_t i = 0; i < one.rank.size(); ++i)
    if (std::fabs(one.rank[i] - other.rank[i]) > kRounding) return one.rank[i] < other.rank[i];
  return false;
}

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
        if (smaller && (!best || is_better(*smaller, *best))) best = std::move(smaller);
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
    for (const auto& of_element : points_) {
      const auto& points = of_element.second;
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
    const auto& [a, b, c] = finer.rows();
    return SmallerCell{{Lattice(finer.rows()), std::move(merged), structure_.name()},
                       {spread, length(a), length(b), length(c)}};
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
