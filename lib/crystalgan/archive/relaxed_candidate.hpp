#pragma once

#include <optional>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/measures.hpp"
#include "crystalgan/record/relaxation_record.hpp"

namespace crystalgan {

/// A candidate after its relaxation.
struct RelaxedCandidate {
  RelaxedRow row;
  std::optional<Structure> structure;  ///< as it is written; nothing where it did not converge or broke a limit
  Certificate certificate;             ///< of that structure
};

/// A crystal whose energy is known.
struct RelaxedCrystal {
  RelaxedRow row;       ///< of a certified candidate, with its energy
  Structure structure;  ///< relaxed
};

}  // namespace crystalgan
