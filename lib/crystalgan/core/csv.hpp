#pragma once

#include <string>

namespace crystalgan {

/// A field of a CSV row (RFC 4180): quoted where needed, quotes doubled.
std::string csv_field(const std::string& text);

}  // namespace crystalgan
