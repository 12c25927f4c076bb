#pragma once

#include <functional>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/repair/distance_limits.hpp"
#include "crystalgan/stability/energy_settings.hpp"

namespace crystalgan {

/// The limits of relaxed crystals: the same as before the relaxation.
struct CertificateRules {
  ChemicalSystem system;
  DistanceLimits limits;
  /// Brings a structure into the form in which it is written.
  std::function<Generated(const Structure&)> as_written;
};

/// Relaxes structures from a displaced start, then what converged once more in the nearest symmetry, which is kept if the
/// energy does not rise; where the settings keep the symmetry, once.
std::vector<Relaxation> relaxed_in_symmetry(const std::vector<Structure>& structures, const Calculator& calculator,
                                            const EnergySettings& settings);

/// Relaxes candidates, named by their ids, as relaxed_in_symmetry() does, and certifies them again.
std::vector<RelaxedCandidate> relaxed_candidates(const std::vector<Structure>& candidates, const Calculator& calculator,
                                                 const EnergySettings& settings, const CertificateRules& rules);

/// A relaxed candidate, certified, in the form in which it is written. `has_energy`: the calculator gives energies.
/// `unfinished`: a relaxation without convergence counts too, its energy as an upper bound.
RelaxedCandidate certified_again(const Structure& start, const Relaxation& end, bool has_energy,
                                 const CertificateRules& rules, bool unfinished = false);

CalculatorRecord record_of(const CalculatorIdentity& identity);

}  // namespace crystalgan
