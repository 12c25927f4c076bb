#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/step_record.hpp"

namespace crystalgan {

struct RecordedCandidate;

/// One structure's way through the published method.
struct StepWay {
  PerDomain<StepRow> binaries;       ///< measures only
  std::vector<StepRow> steps;        ///< both structures of step 1, then one of step 2 and the one of step 3 made of it
  std::string candidate_id;          ///< empty if no candidate was made of it
  std::optional<StepRow> candidate;  ///< measures only
};

/// The way of the best candidate of step 3 (`candidates`: best first), or of the first pair if there is none. Nothing
/// without rows.
std::optional<StepWay> step_way(const std::vector<StepRow>& rows, const ChemicalSystem& system,
                                const PerDomain<std::vector<Structure>>& binaries,
                                const std::vector<RecordedCandidate>& candidates);

}  // namespace crystalgan
