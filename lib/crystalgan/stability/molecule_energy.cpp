#include "crystalgan/stability/molecule_energy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/potentials/relaxation.hpp"

namespace crystalgan {
namespace {

struct Molecule {
  std::string_view symbol;
  double length;  // Å
  double depth;   // eV of the well: dissociation energy plus half a quantum of the vibration
};

// r_e and D_0 + ω_e/2 of the ground states; Huber & Herzberg, Constants of Diatomic Molecules (Van Nostrand Reinhold, New
// York 1979).
constexpr std::array kMolecules{
    Molecule{"H", 0.7414, 4.748}, Molecule{"N", 1.0977, 9.906},  Molecule{"O", 1.2075, 5.214},
    Molecule{"F", 1.4119, 1.659}, Molecule{"Cl", 1.9879, 2.514},
};

// Å: edge of the box around an atom or a molecule. Chosen: beyond the cutoff of the potentials here, 10 Å at most.
constexpr double kBox = 15.0;

// Chosen: a potential fitted to the molecule is well inside these limits, any other far outside.
constexpr double kLengthTolerance = 0.25;
constexpr double kDepthTolerance = 0.5;

const Molecule* molecule_of(Element element) {
  const auto row = std::ranges::find(kMolecules, element.symbol(), &Molecule::symbol);
  return row == kMolecules.end() ? nullptr : &*row;
}

Lattice box() { return Lattice::from_parameters(kBox, kBox, kBox, 90, 90, 90); }

Structure dimer(Element element, double length) {
  return {box(), {{element, {0, 0, 0}}, {element, {length / kBox, 0, 0}}}, std::string(element.symbol()) + "2"};
}

// eV per molecule, if the calculator binds it at about its length.
std::optional<double> computed(Element element, const Molecule& known, Calculator& calculator) {
  RelaxationSettings settings;
  settings.rattle = 0.0;
  settings.variable_cell = false;
  const Relaxation end = relaxed(dimer(element, known.length), calculator, settings, Seed(0));
  if (end.end != RelaxationEnd::converged) return std::nullopt;
  const double length = shortest_distance(end.structure);
  if (std::abs(length - known.length) > kLengthTolerance * known.length) return std::nullopt;
  return end.energy;
}

// eV, of a single atom; none by a calculator that needs neighbours.
std::optional<double> atom_energy(Element element, Calculator& calculator) {
  try {
    return calculator.evaluate({box(), {{element, {0, 0, 0}}}, std::string(element.symbol())}).energy;
  } catch (const StructureError&) {
    return std::nullopt;
  }
}

}  // namespace

bool is_molecular(Element element) { return molecule_of(element) != nullptr; }

ElementEnergy molecule_energy(Element element, const Calculator& calculator) {
  const Molecule* known = molecule_of(element);
  if (known == nullptr)
    throw StructureError("molecules: expected H, N, O, F or Cl, got " + std::string(element.symbol()));
  const std::unique_ptr<Calculator> own = calculator.another();
  const std::string name(element.symbol());
  const auto atom = atom_energy(element, *own);
  if (const auto molecule = computed(element, *known, *own)) {
    const bool is_deep_enough =
        !atom || std::abs(2.0 * *atom - *molecule - known->depth) <= kDepthTolerance * known->depth;
    if (is_deep_enough) return {element, *molecule / 2.0, name + "2 molecule by the calculator"};
  }
  if (!atom)
    throw NumericalError(name + ": expected a calculator that binds " + name +
                         "2 at about its length or gives the energy of the atom, got neither");
  return {element, *atom - known->depth / 2.0,
          "single atom by the calculator less half the measured well depth of " + name +
              "2 (Huber & Herzberg 1979): the calculator does not bind the molecule as it should"};
}

}  // namespace crystalgan
