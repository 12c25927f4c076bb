#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/estimate.hpp"

namespace crystalgan {

/// What `compare` found for one method.
struct MethodShares {
  std::string name;
  std::string kind;     ///< "paper", "method", "control", "null" or "reference": docs/reference/studies.md
  std::string meaning;  ///< one line
  /// Counts of summary.json by their names, as shares of what was asked (1: all), over the seeds.
  std::map<std::string, Estimate> shares;
};

/// The part of a compare.json that a report shows.
struct ComparisonShares {
  std::string system;  ///< "Pd-Ni-H"
  std::string policy;
  std::int64_t samples;  ///< asked of every method and seed
  std::int64_t seeds;
  std::vector<MethodShares> methods;
};

/// Which structures of a comparison are counted.
enum class ComparedForm { as_generated, repaired };

/// Reads a compare.json. Throws ParseError.
ComparisonShares parse_comparison(std::string_view json, const std::string& file, ComparedForm form);

}  // namespace crystalgan
