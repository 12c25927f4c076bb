#pragma once

#include <cstddef>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/measures.hpp"

namespace crystalgan {

/// A structure that keeps the limits, with its measures. `index` is its place among the generated ones; `candidate` has
/// every field set but those that say how it was made.
struct Certified {
  std::size_t index;
  Structure structure;
  Candidate candidate;
};

}  // namespace crystalgan
