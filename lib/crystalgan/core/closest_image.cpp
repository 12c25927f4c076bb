#include "crystalgan/core/closest_image.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "crystalgan/core/vectorised.hpp"

namespace crystalgan {
namespace {

// A reduction step or a slicer move must shorten by more than rounding can feign; else two equal lengths could
// alternate for ever.
constexpr double kShorter = 1.0 - 1e-10;

// Bounds both loops for singular or wildly scaled input, where the theory promises nothing. Chosen: sound cells of
// the tests end within 30 moves.
constexpr int kMaxMoves = 1000;

// Two more bounds for such input, so that no sum of indices leaves 64 bits: kMaxMoves moves of kMaxMultiple times a
// neighbour, whose index is at most 3 kMaxIndex, stay below 3e18. Chosen: a cell that needs larger ones is a million
// times longer than wide.
constexpr double kMaxMultiple = 1e6;
constexpr std::int64_t kMaxIndex = 1'000'000'000;

// |a · (b x c)| over |a||b||c| below which fractions mean nothing. Chosen: a Minkowski-reduced cell that is not singular
// has at least 1/√2, up to rounding.
constexpr double kFlat = 1e-6;

// How many separations go through the loops below together. Chosen: their numbers stay in the first-level cache.
constexpr std::size_t kTogether = 64;

struct Together {
  using Numbers = std::array<double, kTogether>;
  std::array<Numbers, 3> rest;      // component by component
  std::array<Numbers, 3> multiple;  // of the vectors of the reduced basis that were added
  Numbers excess;                   // what a neighbour shortens has 0 or more
};

// A first guess: the fractions rounded, one by one.
CRYSTALGAN_VECTORISED void wrap(Together& all, std::size_t count, const Basis& basis, const Basis& reciprocal) {
  // To double's last whole digit and back: rounds to the nearest integer.
  constexpr double kRounder = 6755399441055744.0;  // 1.5 2^52
  auto& [x, y, z] = all.rest;
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t i = 0; i < count; ++i) {
      const double fraction = x[i] * reciprocal[k][0] + y[i] * reciprocal[k][1] + z[i] * reciprocal[k][2];
      const double multiple = kRounder - (fraction + kRounder);
      all.multiple[k][i] = std::fabs(fraction) < kMaxMultiple ? multiple : 0.0;
    }
  const auto& [u, v, w] = all.multiple;
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (std::size_t i = 0; i < count; ++i)
      all.rest[axis][i] += u[i] * basis[0][axis] + v[i] * basis[1][axis] + w[i] * basis[2][axis];
}

// Whether the neighbour shortens: ClosestImage::nearest has the same condition.
CRYSTALGAN_VECTORISED void add_excess(Together& all, std::size_t count, const Cartesian& neighbor, double square) {
  const auto& [x, y, z] = all.rest;
  for (std::size_t i = 0; i < count; ++i) {
    const double along = x[i] * neighbor[0] + y[i] * neighbor[1] + z[i] * neighbor[2];
    const double excess = 2.0 * std::fabs(along) - square;
    all.excess[i] = all.excess[i] < excess ? excess : all.excess[i];
  }
}

ImageIndex add(const ImageIndex& u, std::int64_t factor, const ImageIndex& v) {
  return {u[0] + factor * v[0], u[1] + factor * v[1], u[2] + factor * v[2]};
}

}  // namespace

ClosestImage::ClosestImage(const Basis& basis) : reduced_(basis), transform_{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}} {
  reduce();
  const double volume = triple_product(reduced_);
  if (std::fabs(volume) > kFlat * length(reduced_[0]) * length(reduced_[1]) * length(reduced_[2]))
    for (std::size_t i = 0; i < 3; ++i)
      reciprocal_[i] = (1.0 / volume) * cross(reduced_[(i + 1) % 3], reduced_[(i + 2) % 3]);
  std::size_t count = 0;
  for (int i = 0; i <= 1; ++i) {
    for (int j = i > 0 ? -1 : 0; j <= 1; ++j) {
      for (int k = (i > 0 || j > 0) ? -1 : 1; k <= 1; ++k) {
        neighbors_[count] = static_cast<double>(i) * reduced_[0] + static_cast<double>(j) * reduced_[1] +
                            static_cast<double>(k) * reduced_[2];
        neighbor_indices_[count] = add(add(add({0, 0, 0}, i, transform_[0]), j, transform_[1]), k, transform_[2]);
        neighbor_squares_[count] = dot(neighbors_[count], neighbors_[count]);
        ++count;
      }
    }
  }
}

// Minkowski reduction in three dimensions (Semaev 2001; Nguyen & Stehlé 2009): sort by length, then shorten the
// longest vector by the nearest lattice vector of the other two's plane, until nothing gets shorter.
void ClosestImage::reduce() {
  for (int move = 0; move < kMaxMoves; ++move) {
    // insertion of three, stable, rows and transform together
    for (const auto& [i, j] : {std::pair{0U, 1U}, std::pair{1U, 2U}, std::pair{0U, 1U}}) {
      if (dot(reduced_[j], reduced_[j]) < dot(reduced_[i], reduced_[i])) {
        std::swap(reduced_[i], reduced_[j]);
        std::swap(transform_[i], transform_[j]);
      }
    }
    const auto shorten = [&](std::size_t target, const ImageIndex& by) {
      Cartesian shorter = reduced_[target];
      ImageIndex index = transform_[target];
      for (std::size_t k = 0; k < 3; ++k) {
        shorter = shorter + static_cast<double>(by[k]) * reduced_[k];
        index = add(index, by[k], transform_[k]);
      }
      if (!(dot(shorter, shorter) < kShorter * dot(reduced_[target], reduced_[target]))) return false;
      for (const std::int64_t component : index)
        if (std::abs(component) > kMaxIndex) return false;
      reduced_[target] = shorter;
      transform_[target] = index;
      return true;
    };
    const auto nearest_integer = [](double ratio) {
      return std::isfinite(ratio)
                 ? static_cast<std::int64_t>(std::clamp(std::round(ratio), -kMaxMultiple, kMaxMultiple))
                 : 0;
    };
    const double aa = dot(reduced_[0], reduced_[0]);
    const double ab = dot(reduced_[0], reduced_[1]);
    const double bb = dot(reduced_[1], reduced_[1]);
    if (shorten(1, {-nearest_integer(ab / aa), 0, 0})) continue;

    // c minus its projection on the plane of the (now reduced) a and b; the nearest lattice vector of the plane is
    // one of the corners around that projection.
    const double ca = dot(reduced_[2], reduced_[0]);
    const double cb = dot(reduced_[2], reduced_[1]);
    const double area = aa * bb - ab * ab;
    const std::int64_t u = -nearest_integer((ca * bb - cb * ab) / area);
    const std::int64_t v = -nearest_integer((cb * aa - ca * ab) / area);
    ImageIndex best{0, 0, 0};
    double shortest = dot(reduced_[2], reduced_[2]);
    for (std::int64_t i = u - 1; i <= u + 1; ++i) {
      for (std::int64_t j = v - 1; j <= v + 1; ++j) {
        const Cartesian c = reduced_[2] + static_cast<double>(i) * reduced_[0] + static_cast<double>(j) * reduced_[1];
        if (dot(c, c) < kShorter * shortest) {
          shortest = dot(c, c);
          best = {i, j, 0};
        }
      }
    }
    if (best == ImageIndex{0, 0, 0} || !shorten(2, best)) return;
  }
}

ImageIndex ClosestImage::nearest(const Cartesian& apart) const {
  Cartesian rest = apart;
  return shorten(rest);
}

ImageIndex ClosestImage::shorten(Cartesian& rest) const {
  ImageIndex index{0, 0, 0};
  for (int move = 0; move < kMaxMoves; ++move) {
    // The best whole multiple of each neighbour, so that far points need few moves.
    std::size_t best = neighbors_.size();
    double best_gain = (1.0 - kShorter) * dot(rest, rest);
    double best_multiple = 0.0;
    for (std::size_t k = 0; k < neighbors_.size(); ++k) {
      const double along = dot(rest, neighbors_[k]);
      // the best multiple is 0 for most: seen without a division, and nan fails
      if (!(neighbor_squares_[k] > 0.0 && 2.0 * std::fabs(along) >= neighbor_squares_[k])) continue;
      const double multiple = std::clamp(-std::round(along / neighbor_squares_[k]), -kMaxMultiple, kMaxMultiple);
      if (multiple == 0.0 || !std::isfinite(multiple)) continue;
      // |r|² - |r + m v|² = -m (2 r·v + m v²)
      const double gain = -multiple * (2.0 * along + multiple * neighbor_squares_[k]);
      if (gain > best_gain) {
        best = k;
        best_gain = gain;
        best_multiple = multiple;
      }
    }
    if (best == neighbors_.size()) break;
    rest = rest + best_multiple * neighbors_[best];
    index = add(index, static_cast<std::int64_t>(best_multiple), neighbor_indices_[best]);
  }
  return index;
}

void ClosestImage::nearest(std::span<const Cartesian> apart, std::span<NearestImage> images) const {
  Together all;
  for (std::size_t first = 0; first < apart.size(); first += kTogether) {
    const std::size_t count = std::min(kTogether, apart.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t axis = 0; axis < 3; ++axis) all.rest[axis][i] = apart[first + i][axis];
      all.excess[i] = -1.0;
    }
    wrap(all, count, reduced_, reciprocal_);
    for (std::size_t k = 0; k < neighbors_.size(); ++k)
      if (neighbor_squares_[k] > 0.0) add_excess(all, count, neighbors_[k], neighbor_squares_[k]);
    for (std::size_t i = 0; i < count; ++i) {
      ImageIndex index{0, 0, 0};
      for (std::size_t k = 0; k < 3; ++k)
        index = add(index, static_cast<std::int64_t>(all.multiple[k][i]), transform_[k]);
      Cartesian rest{all.rest[0][i], all.rest[1][i], all.rest[2][i]};
      if (all.excess[i] >= 0.0) index = add(index, 1, shorten(rest));
      images[first + i] = {index, dot(rest, rest)};
    }
  }
}

}  // namespace crystalgan
