#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/estimate.hpp"

namespace crystalgan {

/// The result of `compare` for one method.
struct MethodShares {
  std::string name;
  std::string kind;     ///< "paper", "method", "control", "null" or "reference": docs/reference/studies.md
  std::string meaning;  ///< one line
  /// Counts of summary.json by name, as shares of the samples (1: all), over the seeds.
  std::map<std::string, Estimate> shares;
};

/// The part of compare.json for a report.
struct ComparisonShares {
  std::string system;  ///< "Pd-Ni-H"
  std::string policy;
  std::int64_t samples;  ///< per method and seed
  std::int64_t seeds;
  std::vector<MethodShares> methods;
};

/// Which structures of a comparison count.
enum class ComparedForm { as_generated, repaired };

/// Reads a compare.json. Throws ParseError.
ComparisonShares parse_comparison(std::string_view json, const std::string& file, ComparedForm form);

}  // namespace crystalgan
