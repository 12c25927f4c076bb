#include "crystalgan/crystal/supercell.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

ImageIndex cross(const ImageIndex& u, const ImageIndex& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

std::int64_t dot(const ImageIndex& u, const ImageIndex& v) { return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]; }

/// Division that rounds down; `divisor` > 0.
std::int64_t floor_of(std::int64_t number, std::int64_t divisor) {
  return number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor);
}

void subtract(ImageIndex& row, std::int64_t times, const ImageIndex& other) {
  for (std::size_t axis = 0; axis < 3; ++axis) row[axis] -= times * other[axis];
}

}  // namespace

std::vector<CellChange> sublattices(int multiple) {
  // Row Hermite normal form: lower triangular, and below each diagonal entry a remainder of it. One of every class of
  // bases of the same sublattice (Santoro & Mighell, Acta Cryst. A28, 284 (1972)).
  std::vector<CellChange> found;
  for (std::int64_t a = 1; a <= multiple; ++a) {
    for (std::int64_t b = 1; a * b <= multiple; ++b) {
      if (multiple % (a * b) != 0) continue;
      const std::int64_t c = multiple / (a * b);
      for (std::int64_t ba = 0; ba < a; ++ba)
        for (std::int64_t ca = 0; ca < a; ++ca)
          for (std::int64_t cb = 0; cb < b; ++cb) found.push_back({{{a, 0, 0}, {ba, b, 0}, {ca, cb, c}}});
    }
  }
  return found;
}

CellChange hermite_form(CellChange change) {
  for (std::size_t column = 3; column-- > 0;) {
    // Euclid's algorithm leaves one of the first rows with an entry in this column
    ImageIndex& last = change[column];
    for (std::size_t row = 0; row < column; ++row) {
      while (change[row][column] != 0) {
        subtract(last, last[column] / change[row][column], change[row]);
        std::swap(last, change[row]);
      }
    }
    if (last[column] == 0) throw StructureError("supercell: expected three vectors that span a volume, got none");
    if (last[column] < 0)
      for (std::int64_t& entry : last) entry = -entry;
    for (std::size_t row = column + 1; row < 3; ++row)
      subtract(change[row], floor_of(change[row][column], last[column]), last);
  }
  return change;
}

CellCopies::CellCopies(const CellChange& change)
    : change_(change),
      inverse_{cross(change[1], change[2]), cross(change[2], change[0]), cross(change[0], change[1])},
      determinant_(dot(change[0], inverse_[0])) {
  if (determinant_ == 0) throw StructureError("supercell: expected three vectors that span a volume, got none");
  if (determinant_ < 0) {
    determinant_ = -determinant_;
    for (ImageIndex& column : inverse_)
      for (std::int64_t& entry : column) entry = -entry;
  }
  ImageIndex low{};
  ImageIndex high{};
  for (const ImageIndex& row : change) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] += std::min<std::int64_t>(row[axis], 0);
      high[axis] += std::max<std::int64_t>(row[axis], 0);
    }
  }
  const auto inside = [&](const ImageIndex& cell) {
    return std::ranges::all_of(
        inverse_, [&](const ImageIndex& column) { return dot(cell, column) >= 0 && dot(cell, column) < determinant_; });
  };
  for (std::int64_t i = low[0]; i <= high[0]; ++i)
    for (std::int64_t j = low[1]; j <= high[1]; ++j)
      for (std::int64_t k = low[2]; k <= high[2]; ++k)
        if (inside({i, j, k})) cells_.push_back({i, j, k});
}

std::size_t CellCopies::index_of(const ImageIndex& cell) const {
  ImageIndex inside = cell;
  for (std::size_t row = 0; row < 3; ++row) {
    const std::int64_t times = floor_of(dot(cell, inverse_[row]), determinant_);
    for (std::size_t axis = 0; axis < 3; ++axis) inside[axis] -= times * change_[row][axis];
  }
  return static_cast<std::size_t>(std::ranges::find(cells_, inside) - cells_.begin());
}

Fractional CellCopies::in_larger(const Fractional& position) const {
  Fractional larger;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) larger[i] += position[j] * static_cast<double>(inverse_[i][j]);
    larger[i] /= static_cast<double>(determinant_);
  }
  return larger;
}

Structure supercell(const Structure& structure, const CellChange& change) {
  const CellCopies copies(change);
  const Basis& rows = structure.lattice().rows();
  Basis basis;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) basis[i] = basis[i] + static_cast<double>(change[i][j]) * rows[j];
  std::vector<Site> sites;
  sites.reserve(structure.size() * copies.cells().size());
  for (const Site& site : structure.sites()) {
    for (const auto& [i, j, k] : copies.cells()) {
      const Fractional cell{static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)};
      sites.push_back({site.element, copies.in_larger(site.position + cell)});
    }
  }
  return {Lattice(basis), std::move(sites), structure.name()};
}

}  // namespace crystalgan
