#include "crystalgan/potentials/calculator.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/potentials/kept_symmetry.hpp"

namespace crystalgan {

std::string trust_name(Trust trust) {
  switch (trust) {
    case Trust::geometry:
      return "geometry";
    case Trust::screening:
      return "screening";
    case Trust::universal:
      return "universal potential";
    case Trust::external:
      return "external";
    case Trust::first_principles:
      return "first principles";
  }
  return {};
}

CellEnergy Calculator::evaluate_symmetric(const SymmetricCrystal& crystal) {
  return averaged(evaluate(crystal.structure), crystal.structure.lattice(), crystal.operations);
}

double Calculator::energy_of(const Structure& structure) { return evaluate(structure).energy; }

void require_known_elements(const Calculator& calculator, const Structure& structure) {
  for (const Site& site : structure.sites()) {
    if (calculator.elements().contains(site.element)) continue;
    std::vector<std::string> known;
    for (const Element element : calculator.elements()) known.emplace_back(element.symbol());
    throw StructureError(structure.name() + ": expected elements that " + calculator.identity().name + " knows (" +
                         join(known) + "), got " + std::string(site.element.symbol()));
  }
}

}  // namespace crystalgan
