#include "crystalgan/methods/symmetry/ionic_structure.hpp"

#include <utility>
#include <vector>

namespace crystalgan {

IonicCell ionic_cell(const Structure& structure, const ChemicalSystem& system) {
  IonicCell cell{structure.lattice().rows(), {}, {}};
  for (const Site& site : structure.sites()) {
    cell.positions.push_back(structure.lattice().cartesian(site.position));
    cell.kinds.push_back(site.element == system.a ? 0 : site.element == system.b ? 1 : 2);
  }
  return cell;
}

Structure with_ionic_cell(const Structure& structure, const IonicCell& cell) {
  const Lattice lattice(cell.rows);
  std::vector<Site> sites = structure.sites();
  for (std::size_t i = 0; i < sites.size(); ++i) sites[i].position = wrapped(lattice.fractional(cell.positions[i]));
  return {lattice, std::move(sites), structure.name()};
}

}  // namespace crystalgan
