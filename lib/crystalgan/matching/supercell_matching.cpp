#include "crystalgan/matching/supercell_matching.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "crystalgan/core/assignment.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Multiples of a basis that are looked through for the vectors of supercells. Chosen, as for pairs of cells.
constexpr std::size_t kMaxSupercellVectors = 1'000'000;

// In units of (volume/sites)^(1/3): a match this good ends the search. pymatgen's.
constexpr double kExact = 1e-5;

// Steps of a search are about nanoseconds: per pair of vectors that is looked at, and per pair of sites.
constexpr std::int64_t kStepsPerVectors = 5;
constexpr std::int64_t kStepsPerSites = 30;

constexpr double kForbidden = std::numeric_limits<double>::infinity();

double whole_times_inverse(const Multiples& point, const IntegerMatrix& adjugated, std::size_t axis) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += point[i] * adjugated[i][axis];
  return static_cast<double>(sum);
}

// The lattice points inside the cell that these multiples span, in lexicographic order.
std::vector<Multiples> points_inside(const IntegerMatrix& supercell) {
  const IntegerMatrix adjugated = adjugate(supercell);
  const std::int64_t volume = determinant(supercell);
  Multiples low{}, high{};
  for (const auto& row : supercell)
    for (std::size_t axis = 0; axis < 3; ++axis) (row[axis] < 0 ? low : high)[axis] += row[axis];
  const auto is_inside = [&](const Multiples& point) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double fraction = whole_times_inverse(point, adjugated, axis) / static_cast<double>(volume);
      if (!(fraction >= 0.0 && fraction < 1.0)) return false;
    }
    return true;
  };
  std::vector<Multiples> points;
  for (std::int64_t i = low[0]; i <= high[0]; ++i)
    for (std::int64_t j = low[1]; j <= high[1]; ++j)
      for (std::int64_t k = low[2]; k <= high[2]; ++k)
        if (is_inside({i, j, k})) points.push_back({i, j, k});
  return points;
}

// Positions of the cell in the supercell, site by site.
std::vector<Fractional> repeated(const std::vector<Fractional>& positions, const IntegerMatrix& supercell) {
  const IntegerMatrix adjugated = adjugate(supercell);
  const auto volume = static_cast<double>(determinant(supercell));
  const std::vector<Multiples> points = points_inside(supercell);
  std::vector<Fractional> all;
  all.reserve(positions.size() * points.size());
  for (const Fractional& position : positions)
    for (const Multiples& point : points) {
      Fractional place;
      for (std::size_t axis = 0; axis < 3; ++axis)
        for (std::size_t i = 0; i < 3; ++i)
          place[axis] +=
              (position[i] + static_cast<double>(point[i])) * static_cast<double>(adjugated[i][axis]) / volume;
      all.push_back(wrapped(place));
    }
  return all;
}

class SupercellSearch {
 public:
  SupercellSearch(const CellSites& first, const CellSites& second, const SupercellQuestion& question,
                  const MatcherSettings& settings)
      : first_(first), second_(second), question_(question), settings_(settings), budget_(settings.max_steps) {
    const auto copies = static_cast<std::size_t>(question.size);
    rows_ = second.positions.size() * (question.of_first ? 1 : copies);
    columns_ = first.positions.size() * (question.of_first ? copies : 1);
    if (question.size < 1 || question.may_pair.size() != first.positions.size() * second.positions.size())
      throw ShapeError("may_pair: expected " + std::to_string(first.positions.size() * second.positions.size()) +
                       " pairs of sites, got " + std::to_string(question.may_pair.size()));
    if (rows_ > columns_ || columns_ > kMaxPairedSites)
      throw ShapeError("sites: expected " + std::to_string(rows_) + " to " + std::to_string(kMaxPairedSites) +
                       " of the first, got " + std::to_string(columns_));
  }

  std::optional<SupercellMatch> run() {
    choose_translations();
    if (onto_.empty() || !some_pairing_exists()) return std::nullopt;
    try_cells();
    if (best_ && best_->value < settings_.stol) return std::move(best_);
    return std::nullopt;
  }

 private:
  bool allowed(std::size_t row, std::size_t column) const {
    const auto copies = static_cast<std::size_t>(question_.size);
    const std::size_t i = question_.of_first ? row : row / copies;
    const std::size_t j = question_.of_first ? column / copies : column;
    return question_.may_pair[i * first_.positions.size() + j];
  }

  // The site of the second with the fewest partners is put on each of these; the copies of one site are equivalent.
  void choose_translations() {
    std::size_t fewest = columns_ + 1;
    for (std::size_t i = 0; i < rows_; ++i) {
      std::size_t count = 0;
      for (std::size_t j = 0; j < columns_; ++j) count += allowed(i, j) ? 1U : 0U;
      if (count >= fewest) continue;
      fewest = count;
      anchor_ = i;
    }
    const std::size_t step = question_.of_first ? static_cast<std::size_t>(question_.size) : 1;
    for (std::size_t j = 0; rows_ > 0 && j < columns_; j += step)
      if (allowed(anchor_, j)) onto_.push_back(j);
  }

  // The columns of the rows; empty where no pairing is allowed. A column that is left over costs nothing.
  std::span<const std::size_t> paired() {
    costs_.resize(columns_ * columns_, 0.0);
    budget_.spend(kStepsPerSites * static_cast<std::int64_t>(columns_ * columns_));
    return assignment_.solve(costs_, columns_, budget_.left());
  }

  bool some_pairing_exists() {
    costs_.assign(columns_ * columns_, 0.0);
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < columns_; ++j)
        if (!allowed(i, j)) costs_[i * columns_ + j] = kForbidden;
    return !paired().empty();
  }

  // Every cell of one lattice, of the size that is asked, that is like the other's.
  void try_cells() {
    const CellSites& moved = question_.of_first ? first_ : second_;
    const CellShape target = shape_of((question_.of_first ? second_ : first_).lattice.rows());
    const CellWindow window(target, settings_.ltol, settings_.angle_tol);
    const auto axes = candidates(moved.lattice.rows(), window);
    for (const LatticeVector& a : axes[0])
      for (const LatticeVector& b : axes[1])
        if (window.fits(2, dot(a.direction, b.direction)) && try_plane(a, b, axes[2], window, target)) return;
  }

  // The vectors of a lattice that may be a, b or c, both v and -v, in lexicographic order of their multiples.
  static std::array<std::vector<LatticeVector>, 3> candidates(const Basis& basis, const CellWindow& window) {
    const double reach = std::max({window.lengths(0).high, window.lengths(1).high, window.lengths(2).high});
    const LatticeVectors half(basis, reach, kMaxSupercellVectors);
    std::array<std::vector<LatticeVector>, 3> axes;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const Range& lengths = window.lengths(axis);
      for (const LatticeVector& vector : half.vectors()) {
        if (!(vector.length > lengths.low && vector.length < lengths.high)) continue;
        const Multiples& n = vector.multiples;
        axes[axis].push_back(vector);
        axes[axis].push_back({-1.0 * vector.direction, vector.length, {-n[0], -n[1], -n[2]}});
      }
      std::ranges::sort(axes[axis], {}, &LatticeVector::multiples);
    }
    return axes;
  }

  bool try_plane(const LatticeVector& a, const LatticeVector& b, const std::vector<LatticeVector>& all_c,
                 const CellWindow& window, const CellShape& target) {
    for (const LatticeVector& c : all_c) {
      if (!budget_.spend(kStepsPerVectors)) return true;
      const double cosine_bc = dot(b.direction, c.direction);
      const double cosine_ac = dot(a.direction, c.direction);
      if (!window.fits(1, cosine_ac) || !window.fits(0, cosine_bc)) continue;
      const IntegerMatrix supercell{a.multiples, b.multiples, c.multiples};
      if (std::abs(determinant(supercell)) != question_.size) continue;
      const CellShape shape{{a.length, b.length, c.length}, {cosine_bc, cosine_ac, dot(a.direction, b.direction)}};
      if (try_cell(supercell, mean_shape(shape, target))) return true;
    }
    return false;
  }

  bool try_cell(const IntegerMatrix& supercell, const CellShape& mean) {
    const auto first = question_.of_first ? repeated(first_.positions, supercell) : first_.positions;
    const auto second = question_.of_first ? second_.positions : repeated(second_.positions, supercell);
    ComparisonCell cell(mean, columns_, settings_.stol, true);
    cell.reduce();
    for (const std::size_t onto : onto_) {
      if (budget_.is_spent()) return true;
      const Fractional shift = first[onto] - second[anchor_];
      std::vector<Fractional> moved;
      moved.reserve(second.size());
      for (const Fractional& position : second) moved.push_back(position + shift);
      if (measure(first, moved, cell) && keep_if_better(supercell, shift, mean, cell)) return true;
    }
    return false;
  }

  // The vectors between all pairs; false where a site has no partner near enough, along the axes of the cell itself.
  bool measure(const std::vector<Fractional>& first, const std::vector<Fractional>& moved, const ComparisonCell& cell) {
    std::vector<CoarsePosition> coarse(first.begin(), first.end());
    costs_.assign(columns_ * columns_, 0.0);
    vectors_.resize(rows_ * columns_);
    for (std::size_t i = 0; i < rows_; ++i) {
      budget_.spend(kStepsPerSites * static_cast<std::int64_t>(columns_));
      const CoarsePosition place(moved[i]);
      bool any = false;
      for (std::size_t j = 0; j < columns_; ++j) {
        costs_[i * columns_ + j] = kForbidden;
        if (!allowed(i, j)) continue;
        any = any || cell.may_pair(coarse[j], place);
        const auto vector = cell.nearest(first[j] - moved[i]);
        if (!vector) continue;
        costs_[i * columns_ + j] = dot(*vector, *vector);
        vectors_[i * columns_ + j] = *vector;
      }
      if (!any) return false;
    }
    return true;
  }

  // True where the search ends with this match.
  bool keep_if_better(const IntegerMatrix& supercell, const Fractional& shift, const CellShape& mean,
                      const ComparisonCell& cell) {
    const auto columns = paired();
    if (columns.empty()) return false;
    Cartesian centre;
    for (std::size_t i = 0; i < rows_; ++i)
      centre = centre + (1.0 / static_cast<double>(rows_)) * vectors_[i * columns_ + columns[i]];
    std::vector<double> distances;
    double squares = 0.0;
    for (std::size_t i = 0; i < rows_; ++i) {
      distances.push_back(length(vectors_[i * columns_ + columns[i]] - centre) / cell.unit());
      squares += distances.back() * distances.back();
    }
    const double value =
        question_.min_rms ? std::sqrt(squares / static_cast<double>(rows_)) : std::ranges::max(distances);
    if (best_ && !(value < best_->value)) return false;
    Fractional translation = shift + Lattice(basis_of(mean)).fractional(centre);
    for (std::size_t axis = 0; axis < 3; ++axis) translation[axis] -= std::nearbyint(translation[axis]);
    best_ = SupercellMatch{value,
                           std::move(distances),
                           supercell,
                           translation,
                           {columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(rows_)}};
    return (question_.first_found || value < kExact) && value < settings_.stol;
  }

  const CellSites& first_;
  const CellSites& second_;
  const SupercellQuestion& question_;
  const MatcherSettings& settings_;
  WorkBudget budget_;
  std::size_t rows_ = 0;     // sites of the second, those of a supercell included
  std::size_t columns_ = 0;  // likewise of the first
  std::size_t anchor_ = 0;
  std::vector<std::size_t> onto_;
  std::vector<double> costs_;       // [columns, columns], squares of distances
  std::vector<Cartesian> vectors_;  // [rows, columns], from the second to the first
  LeastCostAssignment assignment_;
  std::optional<SupercellMatch> best_;
};

}  // namespace

std::optional<SupercellMatch> match_supercells(const CellSites& first, const CellSites& second,
                                               const SupercellQuestion& question, const MatcherSettings& settings) {
  return SupercellSearch(first, second, question, settings).run();
}

}  // namespace crystalgan
