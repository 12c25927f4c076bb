#include "crystalgan/matching/lattice_maps.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace crystalgan {
namespace {

// Beyond any cosine.
constexpr double kNoLimit = 2.0;

// Moves of the reduction after which it gives up; it needs a handful, and rounding must not make it turn in circles.
constexpr int kMaxMoves = 200;

double cosine(const LatticeVector& u, const LatticeVector& v) { return dot(u.direction, v.direction); }

int determinant(const IntegerMatrix& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

std::array<int, 3> times(int sign, const std::array<int, 3>& multiples) {
  return {sign * multiples[0], sign * multiples[1], sign * multiples[2]};
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
  multiples = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  Basis reduced = basis;
  Orthogonalised parts(reduced);
  std::size_t k = 1;
  for (int move = 0; k < 3 && move < kMaxMoves; ++move) {
    for (std::size_t j = k; j-- > 0;) {
      const double multiple = std::nearbyint(parts.along[k][j]);
      if (multiple == 0.0) continue;
      reduced[k] = reduced[k] - multiple * reduced[j];
      for (std::size_t i = 0; i < 3; ++i) multiples[k][i] -= static_cast<int>(multiple) * multiples[j][i];
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

IntegerMatrix inverse(const IntegerMatrix& m) {
  const int sign = determinant(m);
  IntegerMatrix inverted;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      const std::size_t p = (i + 1) % 3, q = (i + 2) % 3, r = (j + 1) % 3, s = (j + 2) % 3;
      inverted[j][i] = sign * (m[p][r] * m[q][s] - m[p][s] * m[q][r]);
    }
  return inverted;
}

LatticeVectors::LatticeVectors(const Basis& basis, double reach) : reach_(reach) {
  // |n_i| times the spacing of the planes n_i = 0, 1, ... is at most the length of the vector
  std::array<int, 3> most;
  const double volume = std::fabs(triple_product(basis));
  for (std::size_t i = 0; i < 3; ++i)
    most[i] = static_cast<int>(reach * length(cross(basis[(i + 1) % 3], basis[(i + 2) % 3])) / volume);
  for (int i = 0; i <= most[0]; ++i)
    for (int j = i > 0 ? -most[1] : 0; j <= most[1]; ++j)
      for (int k = (i > 0 || j > 0) ? -most[2] : 1; k <= most[2]; ++k) {
        const Cartesian vector =
            static_cast<double>(i) * basis[0] + static_cast<double>(j) * basis[1] + static_cast<double>(k) * basis[2];
        const double its_length = length(vector);
        if (its_length <= reach) vectors_.push_back({(1.0 / its_length) * vector, its_length, {i, j, k}});
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

const std::vector<LatticeMap>& LatticeMapper::find(const LatticeVectors& vectors, const CellWindow& window) {
  maps_.clear();
  const auto candidates_b = window.fitting(1, vectors.vectors());
  const auto candidates_c = window.fitting(2, vectors.vectors());
  // for a one of each pair ±v is enough: the other makes the cell -(a, b, c)
  for (const LatticeVector& a : window.fitting(0, vectors.vectors())) {
    beside_a_.clear();
    for (const LatticeVector& c : candidates_c) {
      const double cosine_ac = cosine(a, c);
      if (window.fits(1, cosine_ac)) beside_a_.push_back({&c, 1, cosine_ac});
      if (window.fits(1, -cosine_ac)) beside_a_.push_back({&c, -1, -cosine_ac});
    }
    if (beside_a_.empty()) continue;
    for (const LatticeVector& b : candidates_b) {
      const double cosine_ab = cosine(a, b);
      if (window.fits(2, cosine_ab)) complete(a, {&b, 1, cosine_ab}, window);
      if (window.fits(2, -cosine_ab)) complete(a, {&b, -1, -cosine_ab}, window);
    }
  }
  return maps_;
}

void LatticeMapper::complete(const LatticeVector& a, const Signed& b, const CellWindow& window) {
  for (const Signed& c : beside_a_) {
    const double cosine_bc = b.sign * c.sign * cosine(*b.vector, *c.vector);
    if (!window.fits(0, cosine_bc)) continue;
    const IntegerMatrix multiples{
        {a.multiples, times(b.sign, b.vector->multiples), times(c.sign, c.vector->multiples)}};
    const int size = determinant(multiples);
    if (size != 1 && size != -1) continue;
    maps_.push_back({multiples, {{a.length, b.vector->length, c.vector->length}, {cosine_bc, c.cosine, b.cosine}}});
  }
}

}  // namespace crystalgan
