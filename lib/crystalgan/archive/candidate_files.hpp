#pragma once

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/evaluation/funnel.hpp"

namespace crystalgan {

/// The structure as a POSCAR carries it: in its Niggli cell, read back from the very text that will be written, so that
/// what is judged is what the file says. A rejection where the numbers are too wild for that.
Generated as_written(const Structure& structure);

/// Writes the candidates of a run and what was measured of them: candidates/, certificates/, neighbours/,
/// candidates.extxyz, candidates.csv, rejected.csv, and summary.json last, which marks the run as done. Throws
/// OutputError.
void write_candidates(const Screened& screened, const Configuration& configuration, const RunDirectory& run);

}  // namespace crystalgan
