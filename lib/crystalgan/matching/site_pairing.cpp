#include "crystalgan/matching/site_pairing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crystalgan {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kCoarseUnits = 4294967296.0;  // 2^32: one cell

// Steps of a search are about nanoseconds, as measured: to compare two sites coarsely, to find their distance (10 where
// tolerances are small), and per pair of sites of an assignment (of 52 sites).
constexpr std::int64_t kStepsPerComparison = 2;
constexpr std::int64_t kStepsPerDistance = 20;
constexpr std::int64_t kStepsPerAssignedPair = 30;

// Room for rounding where pairings are given up early, so that it decides nothing.
constexpr double kRounding = 1.0 + 1e-9;

// Adding 1.5 * 2^52 leaves a double no bits for fractions: the nearest whole number of |x| < 2^51 without a call.
double nearest_integer(double x) {
  constexpr double shift = 6755399441055744.0;
  return (x + shift) - shift;
}

// Between the planes of each axis; a lattice vector that leaves the plane of the other two is at least as long.
std::array<double, 3> spacings(const Basis& basis) {
  const double volume = std::fabs(triple_product(basis));
  return {volume / length(cross(basis[1], basis[2])), volume / length(cross(basis[2], basis[0])),
          volume / length(cross(basis[0], basis[1]))};
}

Fractional box_of(const std::array<double, 3>& spacings, double tolerance) {
  return {2.0 * tolerance / spacings[0], 2.0 * tolerance / spacings[1], 2.0 * tolerance / spacings[2]};
}

}  // namespace

CoarsePosition::CoarsePosition(const Fractional& position) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double inside = position[axis] - std::floor(position[axis]);
    parts[axis] = static_cast<std::uint32_t>(static_cast<std::int64_t>(std::nearbyint(inside * kCoarseUnits)));
  }
}

ComparisonCell::ComparisonCell(const CellShape& shape, std::size_t sites, double site_tolerance, bool along_axes)
    : basis_(basis_of(shape)),
      unit_(std::cbrt(triple_product(basis_) / static_cast<double>(sites))),
      tolerance_(site_tolerance * unit_),
      max_square_(along_axes ? kInfinity : 4.0 * tolerance_ * tolerance_) {
  const Fractional box = box_of(spacings(basis_), tolerance_);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const bool is_all = !(box[axis] < 0.5);
    half_box_.parts[axis] = is_all ? 0 : static_cast<std::uint32_t>(box[axis] * kCoarseUnits);
    full_box_.parts[axis] = is_all ? std::numeric_limits<std::uint32_t>::max() : 2 * half_box_.parts[axis];
  }
}

bool ComparisonCell::may_pair(std::span<const CoarsePosition> first, std::span<const CoarsePosition> second,
                              const CoarsePosition& shift, const ElementSites& group, WorkBudget& budget) const {
  for (std::size_t i = group.begin; i < group.end; ++i) {
    // |difference| <= box is difference + box <= 2 box in numbers without a sign
    const CoarsePosition corner = second[i] + shift - half_box_;
    const auto inside = [&](const CoarsePosition& site) {
      const CoarsePosition above = site - corner;
      return above.parts[0] <= full_box_.parts[0] && above.parts[1] <= full_box_.parts[1] &&
             above.parts[2] <= full_box_.parts[2];
    };
    std::size_t j = group.begin;
    while (j < group.end && !inside(first[j])) ++j;
    budget.spend(kStepsPerComparison * (static_cast<std::int64_t>(j - group.begin) + 1));
    if (j == group.end) return false;
  }
  return true;
}

bool ComparisonCell::may_pair(const CoarsePosition& first, const CoarsePosition& shifted) const {
  const CoarsePosition above = first - (shifted - half_box_);
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (above.parts[axis] > full_box_.parts[axis]) return false;
  return true;
}

void ComparisonCell::reduce() {
  if (is_reduced_) return;
  is_reduced_ = true;
  IntegerMatrix multiples;
  reduced_ = lll_reduced(basis_, multiples);
  const IntegerMatrix inverted = whole_inverse(multiples);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t axis = 0; axis < 3; ++axis) to_reduced_[i][axis] = static_cast<double>(inverted[i][axis]);
  const auto apart = spacings(reduced_);
  reduced_box_ = box_of(apart, tolerance_);
  const double safe = 0.5 * std::min({apart[0], apart[1], apart[2]});
  safe_square_ = safe * safe;
  std::size_t count = 0;
  for (int i = -1; i <= 1; ++i)
    for (int j = -1; j <= 1; ++j)
      for (int k = -1; k <= 1; ++k)
        if (i != 0 || j != 0 || k != 0)
          images_[count++] = static_cast<double>(i) * reduced_[0] + static_cast<double>(j) * reduced_[1] +
                             static_cast<double>(k) * reduced_[2];
}

std::optional<Cartesian> ComparisonCell::nearest(const Fractional& difference) const {
  Cartesian inside;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double component = difference[0] * to_reduced_[0][axis] + difference[1] * to_reduced_[1][axis] +
                             difference[2] * to_reduced_[2][axis];
    const double apart = component - nearest_integer(component);
    if (std::fabs(apart) > reduced_box_[axis]) return std::nullopt;
    inside = inside + apart * reduced_[axis];
  }
  double smallest = dot(inside, inside);
  if (smallest <= safe_square_) return smallest <= max_square_ ? std::optional(inside) : std::nullopt;
  Cartesian vector = inside;
  for (const Cartesian& image : images_) {
    const Cartesian other = inside + image;
    const double square = dot(other, other);
    if (square < smallest) {
      smallest = square;
      vector = other;
    }
  }
  return smallest <= max_square_ ? std::optional(vector) : std::nullopt;
}

std::optional<PairedSites> SitePairing::pair(const Superposition& sets, const ComparisonCell& cell, bool all_near,
                                             WorkBudget& budget) {
  size_ = sets.first.size();
  if (size_ > kMaxPairedSites) {
    budget.spend_all();
    return std::nullopt;
  }
  vectors_.resize(size_ * size_);
  squares_.resize(size_ * size_);
  if (!measure_all(sets, cell, all_near, budget) || !choose(sets.groups, budget)) return std::nullopt;
  Cartesian mean;
  for (const Cartesian& vector : chosen_) mean = mean + (1.0 / static_cast<double>(size_)) * vector;
  double sum = 0.0;
  double largest = 0.0;
  for (const Cartesian& vector : chosen_) {
    const double square = dot(vector - mean, vector - mean);
    sum += square;
    largest = std::max(largest, square);
  }
  return PairedSites{std::sqrt(sum / static_cast<double>(size_)) / cell.unit(), std::sqrt(largest) / cell.unit()};
}

// False where some site has no partner, or, with `all_near`, where no pairing can bring all sites within the tolerance:
// then any two vectors between partners would differ by less than twice the tolerance. One of them is that of the site
// `from`; each of its few possible vectors stands for a translation, until some site has no vector near it.
bool SitePairing::measure_all(const Superposition& sets, const ComparisonCell& cell, bool all_near,
                              WorkBudget& budget) {
  const auto its_group = std::find_if(sets.groups.begin(), sets.groups.end(),
                                      [&](const ElementSites& group) { return sets.from < group.end; });
  measure(sets, *its_group, sets.from, cell);
  translations_.clear();
  for (std::size_t j = its_group->begin; j < its_group->end; ++j)
    if (squares_[sets.from * size_ + j] < kInfinity) translations_.push_back(vectors_[sets.from * size_ + j]);
  const double limit = 2.0 * cell.tolerance() * kRounding;
  for (const ElementSites& group : sets.groups)
    for (std::size_t i = group.begin; i < group.end; ++i) {
      budget.spend(kStepsPerDistance * static_cast<std::int64_t>(group.end - group.begin));
      if (i == sets.from) continue;
      if (!measure(sets, group, i, cell)) return false;
      if (all_near && !some_translation_remains(group, i, limit * limit)) return false;
    }
  return true;
}

// The vectors from one site of `second` to all of its kind; false where it has no partner.
bool SitePairing::measure(const Superposition& sets, const ElementSites& group, std::size_t site,
                          const ComparisonCell& cell) {
  const Fractional moved = sets.second[site] + sets.shift();
  bool any = false;
  for (std::size_t j = group.begin; j < group.end; ++j) {
    const auto vector = cell.nearest(sets.first[j] - moved);
    squares_[site * size_ + j] = vector ? dot(*vector, *vector) : kInfinity;
    if (!vector) continue;
    vectors_[site * size_ + j] = *vector;
    any = true;
  }
  return any;
}

bool SitePairing::some_translation_remains(const ElementSites& group, std::size_t site, double limit_square) {
  std::erase_if(translations_, [&](const Cartesian& translation) {
    for (std::size_t j = group.begin; j < group.end; ++j) {
      if (squares_[site * size_ + j] == kInfinity) continue;
      const Cartesian apart = vectors_[site * size_ + j] - translation;
      if (dot(apart, apart) < limit_square) return false;
    }
    return true;
  });
  return !translations_.empty();
}

// False where every pairing needs two sites that may not be paired.
bool SitePairing::choose(std::span<const ElementSites> groups, WorkBudget& budget) {
  chosen_.resize(size_);
  second_of_first_.resize(size_);
  for (const ElementSites& group : groups) {
    const std::size_t count = group.end - group.begin;
    budget.spend(kStepsPerAssignedPair * static_cast<std::int64_t>(count * count));
    costs_.resize(count * count);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < count; ++j)
        costs_[i * count + j] = squares_[(group.begin + i) * size_ + group.begin + j];
    const std::int64_t left = budget.left();
    const auto columns = assignment_.solve(costs_, count, left);
    const std::int64_t steps = assignment_.steps();
    const std::int64_t counted = kStepsPerAssignedPair * static_cast<std::int64_t>(count * count);
    if (steps > left)
      budget.spend_all();
    else if (steps > counted)
      budget.spend(steps - counted);
    if (columns.empty()) return false;
    for (std::size_t i = 0; i < count; ++i) {
      chosen_[group.begin + i] = vectors_[(group.begin + i) * size_ + group.begin + columns[i]];
      second_of_first_[group.begin + columns[i]] = group.begin + i;
    }
  }
  return true;
}

}  // namespace crystalgan
