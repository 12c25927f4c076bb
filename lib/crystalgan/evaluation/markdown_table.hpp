#pragma once

#include <string>
#include <vector>

namespace crystalgan {

/// A readable Markdown table: aligned columns, the first to the left, the others to the right. The first row is the
/// header, and all rows have its length. Fields may be any text: they become printable(), and "|" is escaped.
std::string markdown_table(std::vector<std::vector<std::string>> rows);

}  // namespace crystalgan
