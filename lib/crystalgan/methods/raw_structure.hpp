#pragma once

#include <cstdint>
#include <string>

#include "crystalgan/crystal/rejection.hpp"

namespace crystalgan {

/// What a method made, before anything judges it.
struct RawStructure {
  Generated structure;
  std::string origin;  ///< what made it: the generator's name in the paper ("AHB2", "BHA2"), or the method's
  std::int64_t member;
  std::string parent_a;  ///< names of the two binaries it comes from
  std::string parent_b;
};

}  // namespace crystalgan
