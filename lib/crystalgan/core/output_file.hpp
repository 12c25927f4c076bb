#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crystalgan {

/// "<path>.partial-<process>-<attempt>": the name under which something is written before it takes its place. Whoever
/// makes it counts attempts up until the name is free, so nothing of anybody is ever overwritten.
std::filesystem::path partial_path(const std::filesystem::path& path, int attempt);

/// Whether a file name is one that partial_path makes: left behind when a process was killed.
bool is_partial_name(std::string_view name);

/// Writes the whole text or leaves what was there: to a temporary name in the same folder, then renamed. A symbolic
/// link stays one: its target is written. Throws OutputError (no space, no permission, a folder or device of that name,
/// ...), with the temporary file removed.
void write_file(const std::filesystem::path& path, std::string_view text);

/// The whole file as bytes. Throws IoError.
std::string read_file(const std::filesystem::path& path);

}  // namespace crystalgan
