#pragma once

#include <string>
#include <string_view>

namespace crystalgan {

/// Text of foreign origin, fit to stand between tags and in quoted attributes of HTML and XML: & < > " ' become
/// references; control characters other than tab and line ends, bytes that are no UTF-8, and what XML does not know
/// (U+FFFE, U+FFFF) become U+FFFD, the replacement character.
std::string html_escaped(std::string_view text);

}  // namespace crystalgan
