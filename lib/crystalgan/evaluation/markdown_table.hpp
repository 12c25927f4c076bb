#pragma once

#include <string>
#include <vector>

namespace crystalgan {

/// A table in Markdown that can be read as it stands: columns as wide as their widest field, the first one to the left,
/// the others to the right. Fields are UTF-8; every row has as many as the first, which is the header.
std::string markdown_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace crystalgan
