#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crystalgan {

/// Text of foreign origin, fit to stand between tags and in quoted attributes of HTML and XML: & < > " ' become
/// references; control characters other than tab and line ends, bytes that are no UTF-8, and what XML does not know
/// (U+FFFE, U+FFFF) become U+FFFD, the replacement character.
std::string html_escaped(std::string_view text);

/// Terms and what is said of them.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// As a list of the page; both are escaped.
std::string facts_list(const Facts& facts);

}  // namespace crystalgan
