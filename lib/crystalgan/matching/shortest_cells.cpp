#include "crystalgan/matching/shortest_cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "crystalgan/core/matrix3.hpp"

namespace crystalgan {
namespace {

// Lengths that differ by less than this fraction are equal, and cosines by less than that number. Chosen: far above the
// last digits of a file, far below the differences of lattices that are not meant to be symmetric.
constexpr double kEqualLengths = 1e-3;
constexpr double kEqualCosines = 5e-3;

constexpr IntegerMatrix kSameCell{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

struct ShortVector {
  Multiples multiples;
  Cartesian vector;
  double length;
};

// One of each ±v with multiples of -1, 0 and 1, which suffice in a reduced cell, that is not longer than the longest of the
// basis; ascending.
std::vector<ShortVector> short_vectors(const Basis& basis, double longest) {
  std::vector<ShortVector> found;
  found.reserve(13);
  for (int i = 0; i <= 1; ++i)
    for (int j = i > 0 ? -1 : 0; j <= 1; ++j)
      for (int k = (i > 0 || j > 0) ? -1 : 1; k <= 1; ++k) {
        const Cartesian vector =
            static_cast<double>(i) * basis[0] + static_cast<double>(j) * basis[1] + static_cast<double>(k) * basis[2];
        const double its_length = length(vector);
        if (its_length <= longest) found.push_back({{i, j, k}, vector, its_length});
      }
  std::stable_sort(found.begin(), found.end(),
                   [](const ShortVector& u, const ShortVector& v) { return u.length < v.length; });
  return found;
}

struct ShortCell {
  IntegerMatrix multiples;
  CellShape shape;
  double skew;  // radians by which the angles differ from 90 degrees, added
};

ShortCell cell_of(const ShortVector& a, const ShortVector& b, const ShortVector& c) {
  ShortCell cell{{a.multiples, b.multiples, c.multiples}, shape_of({a.vector, b.vector, c.vector}), 0.0};
  for (const double cosine : cell.shape.cosines) cell.skew += std::fabs(std::asin(std::clamp(cosine, -1.0, 1.0)));
  return cell;
}

// Every set of three that makes a basis as short as the given one.
std::vector<ShortCell> short_cells(const Basis& basis) {
  std::array<double, 3> longest{length(basis[0]), length(basis[1]), length(basis[2])};
  std::ranges::sort(longest);
  for (double& bound : longest) bound *= 1.0 + kEqualLengths;
  const auto vectors = short_vectors(basis, longest[2]);
  std::vector<ShortCell> cells;
  for (std::size_t a = 0; a < vectors.size() && vectors[a].length <= longest[0]; ++a)
    for (std::size_t b = a + 1; b < vectors.size() && vectors[b].length <= longest[1]; ++b)
      for (std::size_t c = b + 1; c < vectors.size(); ++c)
        if (std::abs(determinant(IntegerMatrix{vectors[a].multiples, vectors[b].multiples, vectors[c].multiples})) == 1)
          cells.push_back(cell_of(vectors[a], vectors[b], vectors[c]));
  return cells;
}

// The vectors of `cell` in an order and with signs that give it the shape wanted.
std::optional<IntegerMatrix> in_shape(const ShortCell& cell, const CellShape& wanted) {
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    for (int signs = 0; signs < 4; ++signs) {
      const std::array<int, 3> sign{1, (signs & 1) != 0 ? -1 : 1, (signs & 2) != 0 ? -1 : 1};
      bool alike = true;
      for (std::size_t i = 0; i < 3 && alike; ++i) {
        const double cosine = sign[(i + 1) % 3] * sign[(i + 2) % 3] * cell.shape.cosines[order[i]];
        alike = std::fabs(cell.shape.lengths[order[i]] / wanted.lengths[i] - 1.0) <= 2.0 * kEqualLengths &&
                std::fabs(cosine - wanted.cosines[i]) <= kEqualCosines;
      }
      if (!alike) continue;
      IntegerMatrix rows;
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t axis = 0; axis < 3; ++axis) rows[i][axis] = sign[i] * cell.multiples[order[i]][axis];
      return rows;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return std::nullopt;
}

bool is_same_cell(const IntegerMatrix& rows) {
  return std::ranges::all_of(
      rows, [](const Multiples& row) { return std::abs(row[0]) + std::abs(row[1]) + std::abs(row[2]) == 1; });
}

}  // namespace

ShortestCells shortest_cells(const Basis& reduced) {
  const auto cells = short_cells(reduced);
  ShortestCells found{kSameCell, {}};
  if (cells.size() <= 1) return found;
  const auto given = std::ranges::find_if(cells, [](const ShortCell& cell) { return is_same_cell(cell.multiples); });
  const auto most_skew = std::ranges::max_element(cells, {}, &ShortCell::skew);
  if (given == cells.end() || given->skew < most_skew->skew - kEqualCosines) {
    found.niggli = most_skew->multiples;
    return found;
  }
  const CellShape shape = shape_of(reduced);
  for (const ShortCell& cell : cells) {
    if (is_same_cell(cell.multiples)) continue;
    if (const auto rows = in_shape(cell, shape)) found.alike.push_back(*rows);
  }
  return found;
}

}  // namespace crystalgan
