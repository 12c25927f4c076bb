#pragma once

#include <functional>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/repair/distance_limits.hpp"
#include "crystalgan/stability/energy_settings.hpp"

namespace crystalgan {

/// What relaxed crystals are held to: the same as before they were relaxed.
struct CertificateRules {
  ChemicalSystem system;
  DistanceLimits limits;
  /// Brings a structure into the very form in which it will be written.
  std::function<Generated(const Structure&)> as_written;
};

/// Relaxes candidates, named by their ids: downhill from a rattled start, then once more in the symmetry that the end
/// nearly has, which stands where it costs no energy; then certifies them again.
std::vector<RelaxedCandidate> relaxed_candidates(const std::vector<Structure>& candidates, const Calculator& calculator,
                                                 const EnergySettings& settings, const CertificateRules& rules);

/// A candidate whose relaxation is known, as it is written and certified. `has_energy`: what the relaxation calls energy
/// is one. `unfinished`: a relaxation that ran out of evaluations counts too, its energy as an upper bound.
RelaxedCandidate certified_again(const Structure& start, const Relaxation& end, bool has_energy,
                                 const CertificateRules& rules, bool unfinished = false);

/// As it is kept in files.
CalculatorRecord record_of(const CalculatorIdentity& identity);

}  // namespace crystalgan
