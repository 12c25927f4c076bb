#pragma once

#include <string>

#include "crystalgan/record/measures.hpp"

namespace crystalgan {

std::string summary_json(const Summary& summary);

/// Throws ParseError.
Summary parse_summary(const std::string& json, const std::string& file);

}  // namespace crystalgan
