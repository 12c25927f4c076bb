#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/campaign/campaign_candidate.hpp"
#include "crystalgan/campaign/campaign_system.hpp"
#include "crystalgan/record/relaxation_record.hpp"

namespace crystalgan {

/// A finished system: systems/SYSTEM.json.
struct SystemResult {
  std::string system;
  std::int64_t seed = 0;
  std::string version;  ///< of the program
  std::string commit;
  std::int64_t generated = 0;  ///< counts of its run, as in summary.json and ranking.json
  std::int64_t certified = 0;
  std::int64_t relaxed = 0;
  std::int64_t ranked = 0;
  std::string note;                            ///< why nothing was generated or relaxed, or ""
  std::optional<CalculatorRecord> calculator;  ///< of the energies
  std::vector<CampaignCandidate> candidates;
};

/// The result in a finished run directory of that system. Throws IoError, ParseError.
SystemResult result_of_run(const RunDirectory& run, const CampaignSystem& system, const Manifest& program,
                           const std::string& note);

/// One line per candidate.
std::string system_result_json(const SystemResult& result);

/// The reverse. Throws ParseError; also where it is of another system, or a structure is none (parse_compact()).
SystemResult parse_system_result(std::string_view json, const std::string& file, std::string_view system);

}  // namespace crystalgan
