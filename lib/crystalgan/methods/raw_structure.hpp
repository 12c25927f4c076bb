#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/record/measures.hpp"

namespace crystalgan {

/// A structure of a method, before certification. Atoms may lie outside the cell: they are counted where the method put
/// them, and wrapped into the cell when the structure is repaired and written.
struct RawStructure {
  Generated structure;
  std::string origin;  ///< the generator in the paper ("AHB2", "BHA2"), or the name of the method
  std::int64_t member;
  std::string parent_a;  ///< names of its two binaries
  std::string parent_b;
  std::optional<SymmetryOrigin> symmetry = {};  ///< of the mode symmetry
};

}  // namespace crystalgan
