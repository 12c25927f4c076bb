#pragma once

#include <string_view>
#include <vector>

namespace crystalgan {

/// The numbers of "62,166,221-230", each once, in increasing order; blanks beside commas are allowed. Empty for an empty
/// text. Throws ConfigError for anything else, and for numbers outside 1 to 230.
std::vector<int> parse_space_groups(std::string_view text);

}  // namespace crystalgan
