#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

// The candidates as the script of the page reads them. page/packed.js is the other side.

/// What holds for all candidates, as JSON that is safe inside a <script>: system, elements A, B, X with their radii (Å),
/// pairs with their limits, cut-off of the neighbour tables (Å), seed, policy, how many candidates, how many to a block.
std::string facts_json(const RunRecord& run);

/// The table (JSON: `columns` and `rows`; `above_hull` in eV per atom is a column where the run is ranked), then the
/// blocks of structures (JSON: `poscar`, `cif`, `nearest_metal` of so many candidates each), packed, each in an inert
/// <script> of its own.
std::string candidate_blocks(const RunRecord& run);

}  // namespace crystalgan
