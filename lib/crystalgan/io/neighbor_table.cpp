#include "crystalgan/io/neighbor_table.hpp"

#include <fmt/format.h>

#include "crystalgan/crystal/neighbors.hpp"

namespace crystalgan {

std::string neighbor_table(const Structure& structure, double cutoff) {
  const auto lengths = structure.lattice().lengths();
  const auto angles = structure.lattice().angles();
  std::string text = fmt::format(
      "{}\n"
      "a, b, c = {:.4f}, {:.4f}, {:.4f} A; alpha, beta, gamma = {:.2f}, {:.2f}, {:.2f} degrees; {:.3f} A^3\n"
      "Every atom with its Cartesian coordinates (A); below it its neighbours up to {} A, nearest first, with the\n"
      "distance (A) and the cell they lie in, counted along a, b, c.\n",
      formula(structure.composition()), lengths[0], lengths[1], lengths[2], angles[0], angles[1], angles[2],
      structure.lattice().volume(), cutoff);
  const auto neighbors = neighbors_within(structure, cutoff);
  auto neighbor = neighbors.begin();
  for (std::size_t i = 0; i < structure.size(); ++i) {
    const Site& site = structure.sites()[i];
    const Cartesian position = structure.lattice().cartesian(site.position);
    // adding zero turns -0 into 0
    text += fmt::format("\n{:<2} {:>3}   {:10.5f} {:10.5f} {:10.5f}\n", site.element.symbol(), i + 1, position[0] + 0.0,
                        position[1] + 0.0, position[2] + 0.0);
    if (neighbor == neighbors.end() || neighbor->first != i) text += "    no neighbour\n";
    for (; neighbor != neighbors.end() && neighbor->first == i; ++neighbor)
      text += fmt::format("    {:<2} {:>3}   {:8.5f}   {:3d} {:3d} {:3d}\n",
                          structure.sites()[neighbor->second].element.symbol(), neighbor->second + 1,
                          neighbor->distance, neighbor->image[0], neighbor->image[1], neighbor->image[2]);
  }
  return text;
}

}  // namespace crystalgan
