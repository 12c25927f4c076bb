#pragma once

#include <string>
#include <string_view>
#include <vector>

// Lines and tables of a Markdown page.
namespace crystalgan::test {

/// The first line that starts with `start`, after `section`; empty without one.
inline std::string line_with(const std::string& text, std::string_view section, const std::string& start) {
  const auto from = text.find(section);
  const auto line = from == std::string::npos ? from : text.find("\n" + start, from);
  return line == std::string::npos ? "" : text.substr(line + 1, text.find('\n', line + 1) - line - 1);
}

/// The fields of a row of a table, without blanks around them.
inline std::vector<std::string> fields_of(const std::string& row) {
  std::vector<std::string> fields;
  for (auto from = row.find('|'); from != std::string::npos && from + 1 < row.size();) {
    const auto to = row.find('|', from + 1);
    const std::string field = row.substr(from + 1, to - from - 1);
    const auto first = field.find_first_not_of(' ');
    fields.push_back(first == std::string::npos ? "" : field.substr(first, field.find_last_not_of(' ') - first + 1));
    from = to;
  }
  return fields;
}

}  // namespace crystalgan::test
