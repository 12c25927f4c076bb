#include "crystalgan/matching/lattice_maps.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

namespace crystalgan {
namespace {

// Beyond any cosine.
constexpr double kNoLimit = 2.0;

// Moves of the reduction after which it gives up; it needs a handful, and rounding must not make it turn in circles.
constexpr int kMaxMoves = 200;

// Larger multiples are not looked at: products of them would leave 64 bits. Chosen: a and b of a plate some thousand
// times wider than thick need as many, c of a needle a million times longer than wide.
constexpr double kMaxMultiple = 1e4;
constexpr double kMaxMultipleOfC = 1e6;

// Likewise in a reduction of one step after another.
constexpr double kMaxMultipleOfMove = 1e6;
constexpr std::int64_t kMaxReduced = 1'000'000'000;

// In multiples of a vector. Ranges are made so much wider that rounding excludes nothing; what is in them is measured.
constexpr double kSlack = 1e-6;

// Steps of a search are about nanoseconds, as measured.
constexpr std::int64_t kStepsPerVector = 2;
constexpr std::int64_t kStepsPerPair = 150;
constexpr std::int64_t kStepsPerRow = 10;
constexpr std::int64_t kStepsPerCandidate = 15;

// What a reach is cut by while it takes too many multiples. Chosen.
constexpr double kShorterReach = 0.8;

constexpr IntegerMatrix kIdentity{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

Multiples added(const Multiples& u, std::int64_t factor, const Multiples& v) {
  return {u[0] + factor * v[0], u[1] + factor * v[1], u[2] + factor * v[2]};
}

Multiples cross(const Multiples& u, const Multiples& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

bool beyond(const Multiples& multiples, std::int64_t limit) {
  return std::any_of(multiples.begin(), multiples.end(), [&](std::int64_t n) { return n > limit || n < -limit; });
}

Cartesian combined(const Multiples& multiples, const Basis& basis) {
  return static_cast<double>(multiples[0]) * basis[0] + static_cast<double>(multiples[1]) * basis[1] +
         static_cast<double>(multiples[2]) * basis[2];
}

// What Gram and Schmidt make of a basis: the part of each vector across those before it, and its multiples of theirs.
struct Orthogonalised {
  explicit Orthogonalised(const Basis& basis) : across(basis) {
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < i; ++j) {
        along[i][j] = dot(basis[i], across[j]) / dot(across[j], across[j]);
        across[i] = across[i] - along[i][j] * across[j];
      }
  }

  Basis across;
  std::array<std::array<double, 3>, 3> along{};
};

std::array<double, 3> spacings(const Basis& basis, double volume) {
  return {volume / length(cross(basis[1], basis[2])), volume / length(cross(basis[2], basis[0])),
          volume / length(cross(basis[0], basis[1]))};
}

// first·one + second·other = divisor, the greatest common one (Euclid).
struct Bezout {
  std::int64_t divisor;
  std::int64_t first;
  std::int64_t second;
};

Bezout bezout(std::int64_t one, std::int64_t other) {
  Bezout now{one, 1, 0};
  Bezout next{other, 0, 1};
  while (next.divisor != 0) {
    const std::int64_t times = now.divisor / next.divisor;
    now = {now.divisor - times * next.divisor, now.first - times * next.first, now.second - times * next.second};
    std::swap(now, next);
  }
  return now.divisor < 0 ? Bezout{-now.divisor, -now.first, -now.second} : now;
}

// Some vector that makes a basis with two others; nothing where these two are part of none.
std::optional<Multiples> some_third(const Multiples& a, const Multiples& b) {
  const Multiples minors = cross(a, b);
  for (std::size_t i = 0; i < 3; ++i) {
    if (minors[i] != 1 && minors[i] != -1) continue;
    Multiples third{};
    third[i] = minors[i];
    return third;
  }
  const Bezout two = bezout(minors[0], minors[1]);
  const Bezout all = bezout(two.divisor, minors[2]);
  if (all.divisor != 1) return std::nullopt;
  return Multiples{all.first * two.first, all.first * two.second, all.second};
}

Range overlap(const Range& one, const Range& other) {
  return {std::max(one.low, other.low), std::min(one.high, other.high)};
}

Range shifted(const Range& range, double by) { return {range.low + by, range.high + by}; }

// Two lattice vectors, and coordinates in their plane: along a, and across it to b's side.
struct Plane {
  Plane(const LatticeVector& a_vector, const LatticeVector& b_vector, double cosine_ab)
      : a(a_vector),
        b(b_vector),
        cosine(cosine_ab),
        sine(std::sqrt(1.0 - cosine_ab * cosine_ab)),
        across((1.0 / sine) * (b.direction - cosine * a.direction)) {}

  double area() const { return a.length * b.length * sine; }

  LatticeVector a;
  LatticeVector b;
  double cosine;
  double sine;
  Cartesian across;  // of length 1
};

// All pairs a, b of the given vectors that fit, and for each the vectors c that fit and complete the two to a basis.
class LatticeMapSearch {
 public:
  LatticeMapSearch(const LatticeVectors& vectors, const CellWindow& window, WorkBudget& budget,
                   const LatticeMapVisitor& visit)
      : basis_(vectors.basis()),
        volume_(std::fabs(triple_product(basis_))),
        vectors_(vectors.vectors()),
        window_(window),
        budget_(budget),
        visit_(visit) {}

  bool run() {
    const CellShape shape = shape_of(basis_);
    if (window_.contains(shape) && visit_({kIdentity, shape})) return true;
    const auto candidates_b = window_.fitting(1, vectors_);
    // for a one of each pair ±v is enough: the other makes the cell -(a, b, c)
    for (const LatticeVector& a : window_.fitting(0, vectors_)) {
      if (!budget_.spend(kStepsPerVector * std::ssize(candidates_b))) return false;
      for (const LatticeVector& b : candidates_b) {
        const double cosine = dot(a.direction, b.direction);
        if (window_.fits(2, cosine) && complete(Plane(a, b, cosine))) return true;
        if (window_.fits(2, -cosine) && complete(Plane(a, opposite(b), -cosine))) return true;
      }
    }
    return false;
  }

 private:
  static LatticeVector opposite(const LatticeVector& v) {
    return {-v.direction, v.length, {-v.multiples[0], -v.multiples[1], -v.multiples[2]}};
  }

  // c = ±third + m a + n b: in the plane's coordinates points of a plane lattice, of which a window is looked at.
  bool complete(const Plane& plane) {
    if (!budget_.spend(kStepsPerPair)) return false;
    const double height = volume_ / plane.area();
    const double longest = window_.lengths(2).high;
    if (!(height < longest)) return false;
    const auto third = some_third(plane.a.multiples, plane.b.multiples);
    if (!third) return false;
    const double widest = std::sqrt(longest * longest - height * height);
    const Range along = overlap(window_.reach_of_c(1), {-widest, widest});
    const Range along_b = window_.reach_of_c(0);
    const double skew_low = std::min(plane.cosine * along.low, plane.cosine * along.high);
    const double skew_high = std::max(plane.cosine * along.low, plane.cosine * along.high);
    const Range across =
        overlap({(along_b.low - skew_high) / plane.sine, (along_b.high - skew_low) / plane.sine}, {-widest, widest});
    return visit_rows(plane, *third, along, across) || visit_rows(plane, added({}, -1, *third), along, across);
  }

  bool visit_rows(const Plane& plane, const Multiples& third, const Range& along, const Range& across) {
    const Cartesian vector = combined(third, basis_);
    const double vector_along = dot(vector, plane.a.direction);
    const double b_across = plane.b.length * plane.sine;
    const auto rows = whole_numbers(shifted(across, -dot(vector, plane.across)), b_across, kStepsPerRow);
    for (std::int64_t n = rows.first; n < rows.second; ++n) {
      const double row_along = vector_along + static_cast<double>(n) * plane.b.length * plane.cosine;
      const auto steps = whole_numbers(shifted(along, -row_along), plane.a.length, kStepsPerCandidate);
      const Multiples row = added(third, n, plane.b.multiples);
      for (std::int64_t m = steps.first; m < steps.second && !budget_.is_spent(); ++m)
        if (visit(plane, added(row, m, plane.a.multiples))) return true;
    }
    return false;
  }

  // The multiples of `unit` in a range: from the first up to, without, the second. None where the budget has no
  // `steps_each` for them.
  std::pair<std::int64_t, std::int64_t> whole_numbers(const Range& range, double unit, std::int64_t steps_each) {
    const double first = std::ceil(range.low / unit - kSlack);
    const double last = std::floor(range.high / unit + kSlack);
    if (last < first) return {0, 0};
    if (!(std::fabs(first) < kMaxMultipleOfC && std::fabs(last) < kMaxMultipleOfC)) {
      budget_.spend_all();
      return {0, 0};
    }
    const auto begin = static_cast<std::int64_t>(first);
    const auto end = static_cast<std::int64_t>(last) + 1;
    return budget_.spend(steps_each * (end - begin)) ? std::pair{begin, end} : std::pair{begin, begin};
  }

  bool visit(const Plane& plane, const Multiples& c) {
    const Cartesian vector = combined(c, basis_);
    const double its_length = length(vector);
    if (!(its_length > window_.lengths(2).low && its_length < window_.lengths(2).high)) return false;
    const Cartesian direction = (1.0 / its_length) * vector;
    const double cosine_ac = dot(plane.a.direction, direction);
    const double cosine_bc = dot(plane.b.direction, direction);
    if (!window_.fits(1, cosine_ac) || !window_.fits(0, cosine_bc)) return false;
    const IntegerMatrix multiples{plane.a.multiples, plane.b.multiples, c};
    if (multiples == kIdentity) return false;  // was the first
    return visit_({multiples, {{plane.a.length, plane.b.length, its_length}, {cosine_bc, cosine_ac, plane.cosine}}});
  }

  const Basis& basis_;
  double volume_;
  const std::vector<LatticeVector>& vectors_;
  const CellWindow& window_;
  WorkBudget& budget_;
  const LatticeMapVisitor& visit_;
};

}  // namespace

CellShape shape_of(const Basis& basis) {
  const std::array<double, 3> lengths{length(basis[0]), length(basis[1]), length(basis[2])};
  return {lengths,
          {dot(basis[1], basis[2]) / (lengths[1] * lengths[2]), dot(basis[0], basis[2]) / (lengths[0] * lengths[2]),
           dot(basis[0], basis[1]) / (lengths[0] * lengths[1])}};
}

CellShape mean_shape(const CellShape& one, const CellShape& other) {
  CellShape mean;
  for (std::size_t i = 0; i < 3; ++i) {
    mean.lengths[i] = 0.5 * (one.lengths[i] + other.lengths[i]);
    // cos((α + β)/2) = cos(α/2) cos(β/2) - sin(α/2) sin(β/2), and all four are roots: no inverse cosine needed
    const auto half_cosine = [](double cosine) { return std::sqrt(std::max(0.0, 0.5 * (1.0 + cosine))); };
    const auto half_sine = [](double cosine) { return std::sqrt(std::max(0.0, 0.5 * (1.0 - cosine))); };
    mean.cosines[i] = half_cosine(one.cosines[i]) * half_cosine(other.cosines[i]) -
                      half_sine(one.cosines[i]) * half_sine(other.cosines[i]);
  }
  return mean;
}

CellShape mean_metric(const CellShape& one, const CellShape& other) {
  CellShape mean;
  for (std::size_t i = 0; i < 3; ++i)
    mean.lengths[i] = std::sqrt(0.5 * (one.lengths[i] * one.lengths[i] + other.lengths[i] * other.lengths[i]));
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t j = (i + 1) % 3, k = (i + 2) % 3;
    const double product =
        one.lengths[j] * one.lengths[k] * one.cosines[i] + other.lengths[j] * other.lengths[k] * other.cosines[i];
    mean.cosines[i] = 0.5 * product / (mean.lengths[j] * mean.lengths[k]);
  }
  return mean;
}

Basis basis_of(const CellShape& shape) {
  const auto& [a, b, c] = shape.lengths;
  const auto& [cos_alpha, cos_beta, cos_gamma] = shape.cosines;
  const double sin_gamma = std::sqrt(1.0 - cos_gamma * cos_gamma);
  const double cy = (cos_alpha - cos_beta * cos_gamma) / sin_gamma;
  const double cz = std::sqrt(std::max(0.0, 1.0 - cos_beta * cos_beta - cy * cy));
  return {Cartesian{a, 0.0, 0.0}, Cartesian{b * cos_gamma, b * sin_gamma, 0.0},
          Cartesian{c * cos_beta, c * cy, c * cz}};
}

Basis lll_reduced(const Basis& basis, IntegerMatrix& multiples) {
  constexpr double kDelta = 0.75;
  multiples = kIdentity;
  Basis reduced = basis;
  Orthogonalised parts(reduced);
  std::size_t k = 1;
  for (int move = 0; k < 3 && move < kMaxMoves; ++move) {
    for (std::size_t j = k; j-- > 0;) {
      const double multiple = std::nearbyint(parts.along[k][j]);
      if (multiple == 0.0) continue;
      if (!(std::fabs(multiple) < kMaxMultipleOfMove) || beyond(multiples[j], kMaxReduced)) return reduced;
      reduced[k] = reduced[k] - multiple * reduced[j];
      multiples[k] = added(multiples[k], -static_cast<std::int64_t>(multiple), multiples[j]);
      for (std::size_t i = 0; i < j; ++i) parts.along[k][i] -= multiple * parts.along[j][i];
      parts.along[k][j] -= multiple;
    }
    const double along = parts.along[k][k - 1];
    const Cartesian& before = parts.across[k - 1];
    if (dot(parts.across[k], parts.across[k]) >= (kDelta - along * along) * dot(before, before)) {
      ++k;
      continue;
    }
    std::swap(reduced[k], reduced[k - 1]);
    std::swap(multiples[k], multiples[k - 1]);
    parts = Orthogonalised(reduced);
    k = std::max<std::size_t>(k - 1, 1);
  }
  return reduced;
}

LatticeVectors::LatticeVectors(const Basis& basis, double reach, std::size_t max_candidates)
    : basis_(basis), reach_(reach) {
  // |n_i| times the spacing of the planes n_i = 0, 1, ... is at most the length of the vector
  const auto apart = spacings(basis, std::fabs(triple_product(basis)));
  const auto max_multiple = [&](std::size_t axis) { return std::floor(reach_ / apart[axis]); };
  const auto candidates = [&] {
    return (2 * max_multiple(0) + 1) * (2 * max_multiple(1) + 1) * (2 * max_multiple(2) + 1);
  };
  const auto few_enough = [&] {
    return candidates() <= static_cast<double>(max_candidates) &&
           std::max({max_multiple(0), max_multiple(1), max_multiple(2)}) <= kMaxMultiple;
  };
  // the smallest number times kShorterReach is itself
  while (reach_ > std::numeric_limits<double>::min() && !few_enough()) reach_ *= kShorterReach;
  if (!few_enough()) reach_ = 0.0;
  if (!(reach_ > 0.0)) return;
  candidates_ = static_cast<std::size_t>(candidates());
  const auto max_a = static_cast<std::int64_t>(max_multiple(0));
  const auto max_b = static_cast<std::int64_t>(max_multiple(1));
  const auto max_c = static_cast<std::int64_t>(max_multiple(2));
  for (std::int64_t i = 0; i <= max_a; ++i)
    for (std::int64_t j = i > 0 ? -max_b : 0; j <= max_b; ++j)
      for (std::int64_t k = (i > 0 || j > 0) ? -max_c : 1; k <= max_c; ++k) {
        const Cartesian vector = combined({i, j, k}, basis);
        const double its_length = length(vector);
        if (its_length <= reach_) vectors_.push_back({(1.0 / its_length) * vector, its_length, {i, j, k}});
      }
  std::stable_sort(vectors_.begin(), vectors_.end(),
                   [](const LatticeVector& u, const LatticeVector& v) { return u.length < v.length; });
}

CellWindow::CellWindow(const CellShape& shape, double length_tolerance, double angle_tolerance) {
  constexpr double degree = std::numbers::pi / 180.0;
  for (std::size_t i = 0; i < 3; ++i) {
    lengths_[i] = {shape.lengths[i] / (1.0 + length_tolerance), shape.lengths[i] * (1.0 + length_tolerance)};
    const double angle = std::acos(std::clamp(shape.cosines[i], -1.0, 1.0));
    const double widest = angle + angle_tolerance * degree;
    const double narrowest = angle - angle_tolerance * degree;
    cosines_[i] = {widest > std::numbers::pi ? -kNoLimit : std::cos(widest),
                   narrowest < 0.0 ? kNoLimit : std::cos(narrowest)};
  }
}

std::span<const LatticeVector> CellWindow::fitting(std::size_t axis, std::span<const LatticeVector> ascending) const {
  const auto first = std::partition_point(ascending.begin(), ascending.end(), [&](const LatticeVector& vector) {
    return vector.length <= lengths_[axis].low;
  });
  const auto last = std::partition_point(
      first, ascending.end(), [&](const LatticeVector& vector) { return vector.length < lengths_[axis].high; });
  return {first, last};
}

bool CellWindow::contains(const CellShape& shape) const {
  for (std::size_t i = 0; i < 3; ++i)
    if (!(shape.lengths[i] > lengths_[i].low && shape.lengths[i] < lengths_[i].high && fits(i, shape.cosines[i])))
      return false;
  return true;
}

Range CellWindow::reach_of_c(std::size_t angle) const {
  const double low = std::max(-1.0, cosines_[angle].low);
  const double high = std::min(1.0, cosines_[angle].high);
  return {low * (low < 0.0 ? lengths_[2].high : lengths_[2].low),
          high * (high < 0.0 ? lengths_[2].low : lengths_[2].high)};
}

bool visit_lattice_maps(const LatticeVectors& vectors, const CellWindow& window, WorkBudget& budget,
                        const LatticeMapVisitor& visit) {
  return LatticeMapSearch(vectors, window, budget, visit).run();
}

}  // namespace crystalgan
