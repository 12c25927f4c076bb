#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/evaluation/statistics.hpp"
#include "crystalgan/studies/rediscover.hpp"

namespace crystalgan {

/// METRe@K of one method: the share of a system's known ternaries found by its first K candidates, mean over the
/// systems.
Estimate metre_over_systems(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by, std::size_t k);

/// The numbers of candidates for which METRe is shown: 10, 100, 1000, ... below the samples, and the samples.
std::vector<std::size_t> shown_ranks(const Rediscovery& study);

/// The study as Markdown that can be read as it stands: METRe@K of every method, the main contender minus the others
/// paired by system, and one row per system.
std::string rediscovery_tables(const Rediscovery& study);

/// One row per system and method.
std::string rediscovery_csv(const Rediscovery& study);

/// Everything but the matches of single structures, which are in the lines of outcome_json().
std::string rediscovery_json(const Rediscovery& study);

/// One outcome as one line of JSON, without a line end.
std::string outcome_json(const SystemOutcome& outcome);

/// The reverse of outcome_json() for many lines; a last line that is not whole is left out. Throws ParseError.
std::vector<SystemOutcome> parse_outcomes(const std::string& lines, const std::string& file);

}  // namespace crystalgan
