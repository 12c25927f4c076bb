#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crystalgan {

/// Foreign text, safe between tags and in quoted attributes of HTML and XML: & < > " ' become references; control
/// characters except tab and line ends, bytes that are not UTF-8, U+FFFE and U+FFFF become U+FFFD.
std::string html_escaped(std::string_view text);

/// Terms and their descriptions.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// As a description list; both are escaped.
std::string facts_list(const Facts& facts);

}  // namespace crystalgan
