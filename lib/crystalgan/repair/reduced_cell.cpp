#include "crystalgan/repair/reduced_cell.hpp"

#include <utility>

#include "crystalgan/core/matrix3.hpp"

namespace crystalgan {

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
  const auto back = whole_inverse(transform);
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
