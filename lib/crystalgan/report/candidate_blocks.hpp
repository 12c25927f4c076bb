#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

// The candidates as the page's script reads them (page/packed.js).

/// Common data of all candidates, as JSON that is safe in a <script>: system, elements A, B, X with radii (Å), pairs
/// with limits, cutoff of the neighbour tables (Å), seed, policy, number of candidates, candidates per block.
std::string facts_json(const RunRecord& run);

/// The table (JSON: `columns` and `rows`; `above_hull` in eV per atom for a ranked run), then the blocks of structures
/// (JSON: `poscar`, `cif`, `nearest_metal` per candidate), each packed in its own inert <script>.
std::string candidate_blocks(const RunRecord& run);

}  // namespace crystalgan
