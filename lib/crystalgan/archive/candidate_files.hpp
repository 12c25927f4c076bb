#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/repair/certified.hpp"

namespace crystalgan {

/// Writes the candidates of a run: candidates/, in the mode symmetry conventional/, certificates/, neighbours/, candidates.extxyz, candidates.csv,
/// rejected.csv, and summary.json last, which marks the run as finished. Throws OutputError.
void write_candidates(const std::vector<Certified>& certified, const Summary& summary,
                      const Configuration& configuration, const RunDirectory& run);

/// Throws ConfigError where the run has no summary.json.
void require_finished(const RunDirectory& run);

/// The counts of summary.json, and the rows of candidates.csv without certificates. Throw ConfigError for an unfinished
/// run, ParseError.
Summary kept_summary(const RunDirectory& run);
std::vector<Candidate> kept_candidates(const RunDirectory& run);

/// The structures of candidates/, named by id, in the order of candidates.csv. Throws as kept_candidates(), and
/// IoError.
std::vector<Structure> written_candidates(const RunDirectory& run);

/// FOLDER/ID.vasp, named by an id of `table`. Throws ParseError for an id that is not a number, IoError.
Structure read_structure(const RunDirectory& run, std::string_view folder, const std::string& id,
                         const std::string& table);

}  // namespace crystalgan
