#pragma once

#include <string>
#include <vector>

namespace crystalgan {

/// A readable Markdown table: aligned columns, the first to the left, the others to the right. Fields are UTF-8; the
/// first row is the header, and all rows have its length.
std::string markdown_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace crystalgan
