#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "crystalgan/core/descriptor.hpp"

// Folders below one that the user names, opened as Directory opens them: no link is followed.
namespace crystalgan {

/// Makes the folder where it is not there. Throws OutputError; ParseError for a link or a file in its place.
Descriptor opened_folder(const std::filesystem::path& root, const std::string& folder);

/// Nothing where it is not there. Throws IoError; ParseError as above.
std::optional<Descriptor> opened_folder_if_there(const std::filesystem::path& root, const std::string& folder);

/// When a file was last changed, in seconds since 1970 by the clock of its file system; nothing where it is not there.
std::optional<double> time_of_file(const std::filesystem::path& root, const std::string& name);

}  // namespace crystalgan
