#pragma once

#include <cstdint>
#include <string>

#include "crystalgan/crystal/rejection.hpp"

namespace crystalgan {

/// A structure of a method, before certification.
struct RawStructure {
  Generated structure;
  std::string origin;  ///< the generator in the paper ("AHB2", "BHA2"), or the name of the method
  std::int64_t member;
  std::string parent_a;  ///< names of its two binaries
  std::string parent_b;
};

}  // namespace crystalgan
