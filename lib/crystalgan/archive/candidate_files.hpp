#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/repair/certified.hpp"

namespace crystalgan {

/// The structure as a POSCAR carries it: in its Niggli cell, read back from the very text that will be written, so that
/// what is certified is what the file says. A rejection where the numbers are too wild for that.
Generated as_written(const Structure& structure);

/// Writes the candidates of a run and what was measured of them: candidates/, certificates/, neighbours/,
/// candidates.extxyz, candidates.csv, rejected.csv, and summary.json last, which marks the run as finished. Throws
/// OutputError.
void write_candidates(const std::vector<Certified>& certified, const Summary& summary,
                      const Configuration& configuration, const RunDirectory& run);

/// Throws ConfigError where the run has no summary.json.
void require_finished(const RunDirectory& run);

/// What summary.json counts, and the rows of candidates.csv, without certificates. Throw ConfigError where the run is not
/// finished, ParseError.
Summary kept_summary(const RunDirectory& run);
std::vector<Candidate> kept_candidates(const RunDirectory& run);

/// The structures of candidates/, named by their ids, in the order of candidates.csv. Throws as kept_candidates() does,
/// and IoError.
std::vector<Structure> written_candidates(const RunDirectory& run);

/// FOLDER/ID.vasp, named by its id, which `table` gives. Throws ParseError for an id that is no number, IoError.
Structure read_structure(const RunDirectory& run, std::string_view folder, const std::string& id,
                         const std::string& table);

}  // namespace crystalgan
