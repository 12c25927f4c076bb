#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "crystalgan/stability/convex_hull.hpp"
#include "crystalgan/stability/energy_settings.hpp"

namespace crystalgan {

/// A competing phase.
struct KnownPhase {
  std::string_view kind;  ///< "element", "alloy", "binary", "database", "input" or "given"
  Structure structure;
};

/// The competing phases of the system: A, B and a solid X in the structure types of the elements, alloys of A and B,
/// binaries with X (the inputs, then the built-in prototypes), and `given` phases without other elements. For a universal
/// potential also the binaries of the Materials Project that ship with the program ("database", up to
/// kMaxDatabaseEnergy), each crystal once; inputs and given phases are all kept.
std::vector<KnownPhase> known_phases(const ChemicalSystem& system, const std::vector<Structure>& inputs,
                                     const std::vector<Structure>& given, Trust trust);

/// eV per atom above the hull of the Materials Project. Chosen: a universal potential errs by a sixth of it.
inline constexpr double kMaxDatabaseEnergy = 0.2;

/// A relaxed known phase.
struct RelaxedPhase {
  std::string name;
  std::string_view kind;
  Structure structure;
  std::string space_group_symbol;  ///< of the relaxed structure; "" where spglib finds none
  double energy;                   ///< eV per cell
};

/// The energy of a pure element under a calculator.
struct ElementEnergy {
  Element element;
  double energy;       ///< eV per atom
  std::string source;  ///< the phase or molecule, computed or measured
};

struct KnownEnergies {
  std::vector<RelaxedPhase> phases;
  std::vector<ElementEnergy> elements;  ///< A, B, X
  std::vector<std::string> left_out;    ///< phases that did not relax or are below kMinFormationEnergy, and why
};

/// The pure elements and the phases, for a hull.
std::vector<Phase> phases_of(const KnownEnergies& known);

/// The element by its lowest phase. Throws NumericalError if there is none.
ElementEnergy lowest_phase(Element element, const std::vector<RelaxedPhase>& phases);

/// Relaxes the phases, with their symmetry kept by a universal potential, and finds the energies of the pure elements: the
/// lowest phase, or for H, N, O, F and Cl the molecule (molecule_energy.hpp). Throws NumericalError where no phase of an element relaxes.
KnownEnergies known_energies(const ChemicalSystem& system, const std::vector<KnownPhase>& phases,
                             const Calculator& calculator, const EnergySettings& settings);

}  // namespace crystalgan
