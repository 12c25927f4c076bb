#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/core/descriptor.hpp"

// The steps that Directory and write_file() share. `folder` is an open folder, `path` the name for messages.
namespace crystalgan {

/// What is left of an open file. Throws IoError, also for more than kMaxFileBytes.
std::string rest_of_file(int file, const std::filesystem::path& path);

/// Throws OutputError.
void write_all(int file, std::string_view text, const std::filesystem::path& path);

/// Writes a file in that folder under a temporary name, then renames it; a link of that name is replaced. Throws OutputError.
void write_whole_file(int folder, const std::string& name, std::string_view text, const std::filesystem::path& path);

/// Makes an empty folder under a temporary name, with a lock as long as it is open. Returns it and its name.
std::pair<Descriptor, std::string> make_partial_folder(int folder, const std::string& name,
                                                       const std::filesystem::path& path);

/// All names in a folder but "." and "..", unsorted; none where it cannot be read.
std::vector<std::string> names_in(int folder);

/// Removes files and folders named by partial_path() in that folder whose process is gone: nobody has their lock. Those of
/// all targets, or of one.
void remove_partials(int folder, const std::string& target = {});

/// The same in that folder and in all below it.
void remove_partials_below(int folder);

/// Removes a file, a link, or a folder with everything in it; follows no link. False with the reason in errno.
bool remove_tree(int folder, const std::string& name);

}  // namespace crystalgan
