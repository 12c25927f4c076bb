#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/stability/known_phases.hpp"

namespace crystalgan {

/// Energy above the convex hull of A, B and X for every distinct crystal. The lowest of matching crystals stands for
/// all. Energies below kMinFormationEnergy are left out. A crystal that lacks an element is part of the hull and is not
/// ranked. Order: energy above the hull, energy above the known phases, id. The caller fills `candidates` and
/// `converged` of the record.
RankingRecord ranked(const std::vector<RelaxedCrystal>& crystals, const KnownEnergies& known,
                     const ChemicalSystem& system, const CalculatorRecord& calculator, std::size_t threads);

}  // namespace crystalgan
