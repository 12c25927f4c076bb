#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crystalgan {

/// Writes the whole text or leaves what was there: to a temporary name in the same folder, then renamed. A symbolic
/// link stays one: its target is written. Throws OutputError (no space, no permission, a folder or device of that name,
/// ...), with the temporary file removed.
void write_file(const std::filesystem::path& path, std::string_view text);

/// The whole file as bytes. Throws IoError.
std::string read_file(const std::filesystem::path& path);

}  // namespace crystalgan
