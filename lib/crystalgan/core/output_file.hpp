#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "crystalgan/core/input_file.hpp"

namespace crystalgan {

/// "<path>.partial-<process>-<attempt>": the temporary name under which a file is written before it is renamed. The
/// caller counts attempts up until the name is free, so that no other file is overwritten.
std::filesystem::path partial_path(const std::filesystem::path& path, int attempt);

/// Whether a file name is from partial_path: a remainder of a killed process.
bool is_partial_name(std::string_view name);

/// Writes the file atomically: under a temporary name in the same folder, then renamed. On failure the old file stays. Of a
/// symbolic link, which the user named, the target is written. Throws OutputError (no space, no permission, a folder or device
/// of that name, ...), with the temporary file removed. Removes what killed processes that wrote this file left beside it.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace crystalgan
