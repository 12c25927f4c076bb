#include "crystalgan/dft/magnetic_start.hpp"

#include <algorithm>

namespace crystalgan {

double starting_moment(Element element) {
  // ground states of the free atoms (NIST Atomic Spectra Database): 3d5 4s1, 3d5 4s2, 3d6 4s2, 3d7 4s2, 3d8 4s2
  switch (element.atomic_number()) {
    case 24:  // Cr
    case 25:  // Mn
      return 5.0;
    case 26:  // Fe
      return 4.0;
    case 27:  // Co
      return 3.0;
    case 28:  // Ni
      return 2.0;
    default:
      return 0.0;
  }
}

double starting_polarisation(Element element) {
  constexpr int kArgonCore = 18;
  const double moment = starting_moment(element);
  return moment == 0.0 ? 0.0 : moment / (element.atomic_number() - kArgonCore);
}

bool is_magnetic(const WrittenCell& cell) {
  return std::ranges::any_of(cell.species,
                             [](const SpeciesCount& species) { return starting_moment(species.element) != 0.0; });
}

}  // namespace crystalgan
