#pragma once

#include <optional>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/measures.hpp"
#include "crystalgan/record/relaxation_record.hpp"

namespace crystalgan {

/// A relaxed candidate.
struct RelaxedCandidate {
  RelaxedRow row;
  std::optional<Structure> structure;  ///< as written; nothing if it did not converge or broke a limit
  Certificate certificate;             ///< of that structure
};

/// A crystal with an energy.
struct RelaxedCrystal {
  RelaxedRow row;       ///< of a certified candidate with an energy
  Structure structure;  ///< relaxed
};

}  // namespace crystalgan
