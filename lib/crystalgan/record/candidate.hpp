#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/measures.hpp"

namespace crystalgan {

/// One row per candidate; `pairs` are the columns of shortest distances (Å), empty for an absent pair.
std::string candidates_csv(const std::vector<Candidate>& candidates, const std::vector<std::string>& pairs);

/// The reverse, without the content of certificates. Throws ParseError.
std::vector<Candidate> parse_candidates(std::string_view csv, const std::string& file);

/// A certificate as JSON, with the candidate's id and formula.
std::string certificate_json(const Candidate& candidate);

/// The reverse. Throws ParseError.
Certificate parse_certificate(const std::string& json, const std::string& file);

/// reason,count,example.
std::string rejections_csv(const std::vector<RejectionCount>& rejections);

}  // namespace crystalgan
