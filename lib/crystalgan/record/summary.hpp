#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/record/candidate.hpp"

namespace crystalgan {

/// The funnel in numbers; every count is out of `generated`. Definitions: docs/reference/measures.md, "What is counted".
struct Summary {
  std::string system;  ///< "Pd-Ni-H"
  std::string policy;
  std::int64_t generated = 0;
  std::int64_t decoded = 0;
  std::int64_t paper_rule = 0;          ///< of the structures as generated: keep the paper's own rule, images counted
  std::int64_t paper_rule_in_cell = 0;  ///< the same inside the cell only
  std::int64_t certified = 0;
  std::int64_t good = 0;
  std::int64_t strict = 0;
  std::int64_t unique = 0;
  std::int64_t novel = 0;
  std::int64_t symmetric = 0;
  std::int64_t new_and_symmetric = 0;  ///< unique, novel and symmetric at once
  std::int64_t compositions = 0;       ///< different reduced formulae among the certified
  std::int64_t space_groups = 0;       ///< different space groups among the certified, P1 included
  std::vector<RejectionCount> rejections;

  friend bool operator==(const Summary&, const Summary&) = default;
};

std::string summary_json(const Summary& summary);

/// Throws ParseError.
Summary parse_summary(const std::string& json, const std::string& file);

}  // namespace crystalgan
