#pragma once

#include <vector>

#include "crystalgan/crystal/structure.hpp"

// What is read is written and read again as the same crystal.
namespace crystalgan::fuzz {

/// As a POSCAR to the bit; as extended XYZ, JSON and SHELX to the rounding of their numbers.
void expect_round_trips(const Structure& structure);

/// The same for the first structures of a file. Chosen: what one input may take.
void expect_round_trips(const std::vector<Structure>& structures);

}  // namespace crystalgan::fuzz
