#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/relaxed_candidate.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/stability/known_phases.hpp"

namespace crystalgan {

/// Energy above the convex hull of A, B and X for every distinct crystal. Crystals of lowest energy stand for all that
/// the matcher takes for the same; a formation energy below kMinFormationEnergy counts as unbelievable and is left
/// out; what lacks one of the three elements lowers the hull and is not ranked. Best first: least above the hull, then least energy above the known phases, then by id. `candidates` of the
/// record and `converged` are the caller's to fill.
RankingRecord ranked(const std::vector<RelaxedCrystal>& crystals, const KnownEnergies& known,
                     const ChemicalSystem& system, const CalculatorRecord& calculator, std::size_t threads);

}  // namespace crystalgan
