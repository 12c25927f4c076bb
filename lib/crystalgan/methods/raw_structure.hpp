#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// What a method made, before anything judges it.
struct RawStructure {
  std::variant<Structure, Rejection> structure;
  std::string origin;  ///< what made it: the generator's name in the paper ("AHB2", "BHA2"), or the method's
  std::int64_t member;
  std::string parent_a;  ///< names of the two binaries it comes from
  std::string parent_b;
};

}  // namespace crystalgan
