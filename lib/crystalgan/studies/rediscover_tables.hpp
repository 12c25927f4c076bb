#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/evaluation/statistics.hpp"
#include "crystalgan/studies/rediscover.hpp"

namespace crystalgan {

/// METRe@K of one method: the share of the known ternaries of all systems found by the first K candidates of their system.
RatioEstimate metre_of_all(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by, std::size_t k);

/// The same for each system, and the mean of these.
Estimate metre_over_systems(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by, std::size_t k);

/// The K of the tables: 10, 100, 1000, ... below the samples, and the samples.
std::vector<std::size_t> shown_ranks(const Rediscovery& study);

/// The study as readable Markdown: METRe@K of every method, the main contender minus the others paired by system, the ranks
/// of known arrangements, the meaning of the rows.
std::string rediscovery_tables(const Rediscovery& study);

/// Known ternaries found by each method, one row per system, as Markdown.
std::string systems_table(const Rediscovery& study);

/// One row per system and method.
std::string rediscovery_csv(const Rediscovery& study);

/// All results except single matches, which are in outcome_json().
std::string rediscovery_json(const Rediscovery& study);

/// An outcome as one line of JSON, without line end.
std::string outcome_json(const SystemOutcome& outcome);

/// The reverse of outcome_json() for many lines; ignores an incomplete last line. Throws ParseError.
std::vector<SystemOutcome> parse_outcomes(const std::string& lines, const std::string& file);

}  // namespace crystalgan
