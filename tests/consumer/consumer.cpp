// Builds palladium hydride and prints its nearest Pd-H distance.
#include <cstdio>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/poscar.hpp"

int main() {
  using namespace crystalgan;
  const Structure structure =
      parse_poscar("PdH\n4.09\n0 .5 .5\n.5 0 .5\n.5 .5 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n", "PdH");
  const auto shortest = shortest_distances(structure);
  std::printf("%.3f\n", shortest.at(element_pair(Element::from_symbol("Pd"), Element::from_symbol("H"))));
}
