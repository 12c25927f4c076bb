#include "crystalgan/repair/reduced_cell.hpp"

#include <utility>

namespace crystalgan {
namespace {

// The inverse, in whole numbers, of a matrix whose determinant is 1 or -1.
std::array<ImageIndex, 3> inverse(const std::array<ImageIndex, 3>& m) {
  std::array<ImageIndex, 3> adjugate{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const std::size_t a = (j + 1) % 3;
      const std::size_t b = (j + 2) % 3;
      const std::size_t c = (i + 1) % 3;
      const std::size_t d = (i + 2) % 3;
      adjugate[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
    }
  }
  const std::int64_t determinant = m[0][0] * adjugate[0][0] + m[0][1] * adjugate[1][0] + m[0][2] * adjugate[2][0];
  for (ImageIndex& row : adjugate)
    for (std::int64_t& entry : row) entry *= determinant;
  return adjugate;
}

}  // namespace

ReducedCell::ReducedCell(const Structure& structure)
    : images_(structure.lattice().rows()), lattice_(images_.reduced()) {
  positions_.reserve(structure.size());
  for (const Site& site : structure.sites())
    positions_.push_back(lattice_.fractional(structure.lattice().cartesian(site.position)));
}

// reduced = transform · own, hence own = transform⁻¹ · reduced; fractions go the other way round.
Structure ReducedCell::restored(const Structure& structure, const Basis& rows,
                                const std::vector<Fractional>& positions) const {
  const auto& transform = images_.transform();
  const auto back = inverse(transform);
  Basis own;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) own[i] = own[i] + static_cast<double>(back[i][j]) * rows[j];
  std::vector<Site> sites = structure.sites();
  for (std::size_t atom = 0; atom < sites.size(); ++atom) {
    Fractional position;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) position[j] += positions[atom][i] * static_cast<double>(transform[i][j]);
    sites[atom].position = wrapped(position);
  }
  return {Lattice(own), std::move(sites), structure.name()};
}

}  // namespace crystalgan
