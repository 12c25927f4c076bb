#include "crystalgan/crystal/exact_orbit.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace crystalgan {
namespace {

constexpr std::int64_t kDecimal = 24;   // grid points of the last decimal, the 11th
constexpr double kHalfCoefficient = 2;  // site symmetries relate coordinates by whole numbers and halves

/// 11 decimals, or the nearest multiple of 1/24 where that is what a coordinate is meant to be: 1/3, not 0.33333333333.
std::int64_t free_coordinate(double x) {
  constexpr double rounding = 1e-8;  // of what was relaxed or refined to such a value
  const double special = std::round(24.0 * x);
  if (std::fabs(x - special / 24.0) < rounding) return std::llround(special) * (kGridPoints / 24);
  return kDecimal * std::llround(x * static_cast<double>(kGridPoints / kDecimal));
}

/// A condition on coordinates, row · x = value.
struct Condition {
  Fractional row;
  double value;
};

/// row - factor * other
Condition reduced_by(const Condition& one, double factor, const Condition& other) {
  return {one.row - factor * other.row, one.value - factor * other.value};
}

/// The conditions on the coordinates of a site, in reduced row echelon form: row i, if there, gives coordinate i by those
/// without a row. Numbers are small fractions: rounding leaves them recognisable.
class SiteConditions {
 public:
  void add(Condition condition) {
    constexpr double zero = 1e-6;  // coefficients are at least 1/2
    for (std::size_t i = 0; i < 3; ++i)
      if (rows_[i]) condition = reduced_by(condition, condition.row[i], *rows_[i]);
    std::size_t pivot = 0;
    while (pivot < 3 && std::fabs(condition.row[pivot]) < zero) ++pivot;
    if (pivot == 3) return;
    const double scale = 1.0 / condition.row[pivot];
    condition = {scale * condition.row, scale * condition.value};
    for (auto& row : rows_)
      if (row) row = reduced_by(*row, row->row[pivot], condition);
    rows_[pivot] = condition;
  }

  GridPoint nearest(const Fractional& point) const {
    GridPoint exact{};
    for (std::size_t i = 0; i < 3; ++i)
      if (!rows_[i]) exact[i] = free_coordinate(point[i]);
    for (std::size_t i = 0; i < 3; ++i) {
      if (!rows_[i]) continue;
      exact[i] = std::llround(rows_[i]->value * 24.0) * (kGridPoints / 24);
      for (std::size_t j = 0; j < 3; ++j)
        if (!rows_[j])
          exact[i] -= std::llround(rows_[i]->row[j] * kHalfCoefficient) * exact[j] /
                      static_cast<std::int64_t>(kHalfCoefficient);
    }
    return exact;
  }

 private:
  std::array<std::optional<Condition>, 3> rows_;
};

GridPoint grid_image(const SymmetryOperation& operation, const GridPoint& point) {
  GridPoint moved{};
  for (std::size_t i = 0; i < 3; ++i) {
    moved[i] = std::llround(operation.translation[i] * 24.0) * (kGridPoints / 24);
    for (std::size_t j = 0; j < 3; ++j) moved[i] += operation.rotation[i][j] * point[j];
  }
  return wrapped(moved);
}

}  // namespace

GridPoint wrapped(const GridPoint& point) {
  GridPoint inside = point;
  for (std::int64_t& x : inside) x = ((x % kGridPoints) + kGridPoints) % kGridPoints;
  return inside;
}

Fractional fractional(const GridPoint& point) {
  constexpr auto whole = static_cast<double>(kGridPoints);
  return {static_cast<double>(point[0]) / whole, static_cast<double>(point[1]) / whole,
          static_cast<double>(point[2]) / whole};
}

std::vector<GridPoint> exact_orbit(const Fractional& point, const std::vector<SymmetryOperation>& operations,
                                   const Lattice& lattice, double reach) {
  SiteConditions conditions;
  for (const SymmetryOperation& operation : operations) {
    Fractional apart = operation(point) - point;
    Fractional cell;  // the image is in this one
    for (std::size_t i = 0; i < 3; ++i) cell[i] = std::round(apart[i]);
    if (length(lattice.cartesian(apart - cell)) >= reach) continue;
    for (std::size_t i = 0; i < 3; ++i) {
      Condition condition{{}, cell[i] - operation.translation[i]};  // (R - 1) x = cell - t
      for (std::size_t j = 0; j < 3; ++j) condition.row[j] = operation.rotation[i][j] - (i == j ? 1.0 : 0.0);
      conditions.add(condition);
    }
  }
  const GridPoint first = wrapped(conditions.nearest(point));
  std::vector<GridPoint> orbit;
  for (const SymmetryOperation& operation : operations)
    if (const GridPoint moved = grid_image(operation, first); std::ranges::find(orbit, moved) == orbit.end())
      orbit.push_back(moved);
  return orbit;
}

}  // namespace crystalgan
