#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/input_file.hpp"

// The steps that Directory and write_file() share. `folder` is an open folder, `path` the name for messages.
namespace crystalgan {

constexpr int kMaxFolderDepth = 1000;  // chosen: one open file and some stack for each

/// What is left of an open file. Throws IoError, also for more than `max_bytes`.
std::string rest_of_file(int file, const std::filesystem::path& path, std::size_t max_bytes = kMaxFileBytes);

/// Throws OutputError.
void write_all(int file, std::string_view text, const std::filesystem::path& path);

/// Writes a file in that folder under a temporary name, then renames it; a link of that name is replaced. Throws OutputError.
void write_whole_file(int folder, const std::string& name, std::string_view text, const std::filesystem::path& path);

/// Makes an empty folder under a temporary name, with a lock as long as it is open. Returns it and its name.
std::pair<Descriptor, std::string> make_partial_folder(int folder, const std::string& name,
                                                       const std::filesystem::path& path);

/// The reason of an OutputError.
constexpr const char* kReplaced = "another process took away or replaced its temporary file";

/// Whether that name in the folder is what is open, and not what another process put in its place.
bool is_still(int open, int folder, const std::string& name);

/// All names in a folder but "." and "..", unsorted; none where it cannot be read.
std::vector<std::string> names_in(int folder);

/// Removes files and folders named by partial_path() in that folder whose process is gone: nobody has their lock. Those of
/// all targets, or of one.
void remove_partials(int folder, const std::string& target = {});

/// The same in that folder and in all below it, to a depth of kMaxFolderDepth.
void remove_partials_below(int folder);

/// Removes a file, a link, or a folder with everything in it; follows no link. False with the reason in errno, which is
/// ENAMETOOLONG for folders deeper than kMaxFolderDepth.
bool remove_tree(int folder, const std::string& name);

}  // namespace crystalgan
