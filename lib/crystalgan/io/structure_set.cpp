#include "crystalgan/io/structure_set.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/io/structure_file.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

/// The structure files directly in `folder`, in the order of their names by bytes.
std::vector<fs::path> structure_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure); !failure && entry != fs::directory_iterator();
       entry.increment(failure)) {
    const fs::path& path = entry->path();
    std::error_code unknown;  // a dangling link is no file of ours
    if (path.filename().native().starts_with('.') || !format_of(path) || !entry->is_regular_file(unknown)) continue;
    files.push_back(path);
  }
  if (failure) throw IoError(folder, failure.message());
  if (files.empty())
    throw IoError(folder, "expected structure files (" + structure_file_patterns() + ", each also as *.gz), got none");
  std::sort(files.begin(), files.end(), [](const fs::path& one, const fs::path& other) {
    return one.filename().native() < other.filename().native();
  });
  return files;
}

}  // namespace

StructureSet read_structure_set(const fs::path& path) {
  std::error_code failure;
  const bool is_folder = fs::is_directory(path, failure);
  StructureSet set;
  set.files = is_folder ? structure_files_in(path) : std::vector<fs::path>{path};
  ReadNotes notes;
  for (const fs::path& file : set.files) {
    try {
      for (Structure& structure : read_structures(file, notes)) set.structures.push_back(std::move(structure));
    } catch (const ParseError& refusal) {
      notes.refusals.emplace_back(refusal.what());
    } catch (const StructureError& refusal) {
      notes.refusals.emplace_back(refusal.what());
    }
  }
  set.refusals = std::move(notes.refusals);
  set.remarks = std::move(notes.remarks);
  return set;
}

StructureSet read_structure_sets(const std::vector<std::string>& paths) {
  StructureSet all;
  for (const std::string& path : paths) {
    StructureSet set = read_structure_set(path);
    std::ranges::move(set.structures, std::back_inserter(all.structures));
    std::ranges::move(set.refusals, std::back_inserter(all.refusals));
    std::ranges::move(set.remarks, std::back_inserter(all.remarks));
    std::ranges::move(set.files, std::back_inserter(all.files));
  }
  return all;
}

}  // namespace crystalgan
