#pragma once

#include <cstddef>
#include <string_view>

// Parts of a text, in tests.
namespace crystalgan::test {

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// How often `part` stands in `text`; a part that overlaps itself counts each time.
inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace crystalgan::test
