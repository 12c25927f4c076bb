#include "crystalgan/io/structure_set.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

void add_file(const fs::path& file, const fs::path& folder, std::vector<fs::path>& files) {
  const std::int64_t limit = read_limits().folder_files;
  if (files.size() >= static_cast<std::size_t>(limit))
    throw ParseError(
        printable(folder.string(), 4096), 0,
        "expected at most " + std::to_string(limit) + " files in a folder, got more" + limit_advice("folder_files"));
  files.push_back(file);
}

/// Whether a link leads to what the system shows as files, where reading may never end. /dev/shm has real files.
bool leads_to_system(const fs::path& link) {
  std::error_code unknown;
  for (const fs::path& target : {fs::canonical(link, unknown), fs::read_symlink(link, unknown)}) {
    const std::string& name = target.native();
    if (name.starts_with("/proc/") || name.starts_with("/sys/")) return true;
    if (name.starts_with("/dev/") && !name.starts_with("/dev/shm/")) return true;
  }
  return false;
}

/// Adds the files of `folder` to `files`; what is no regular file is skipped with its reason.
void list_files(const fs::path& folder, const StructureSetOptions& options, std::vector<fs::path>& files,
                ReadNotes& notes) {
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure); !failure && entry != fs::directory_iterator();
       entry.increment(failure)) {
    const fs::path& path = entry->path();
    const auto skip = [&](const char* reason, const char* kind) {
      notes.skipped.push_back(printable(path.string(), 4096) + ": " + reason);
      ++notes.skipped_kinds[kind];
    };
    std::error_code unknown;
    if (path.filename().native().starts_with('.'))
      skip("hidden", "hidden");
    else if (entry->is_symlink(unknown) && leads_to_system(path))
      skip("a link into /proc, /sys or /dev", "no file");
    else if (entry->is_regular_file(unknown))
      add_file(path, folder, files);
    else if (!entry->is_directory(unknown))
      skip("no file", "no file");
    else if (options.recursive && !entry->is_symlink(unknown))
      list_files(path, options, files, notes);
    else
      skip(options.recursive ? "a link to a folder" : "a folder; --recursive reads it", "a folder");
  }
  if (failure) throw IoError(folder, failure.message());
}

void read_into(StructureSet& set, const fs::path& file, bool is_listed) {
  try {
    auto structures = read_structures(file, set);
    set.files.push_back(file);
    std::ranges::move(structures, std::back_inserter(set.structures));
    return;
  } catch (const UnknownFormatError& error) {
    (is_listed ? set.skipped : set.refusals).emplace_back(error.what());
    if (is_listed) {
      ++set.skipped_kinds[kOtherFormat];
      return;
    }
  } catch (const ParseError& error) {
    set.refusals.emplace_back(error.what());
  } catch (const StructureError& error) {
    set.refusals.emplace_back(error.what());
  } catch (const IoError& error) {
    if (!is_listed) throw;
    set.refusals.emplace_back(error.what());
  }
  set.files.push_back(file);
}

template <class Item>
void append_items(std::vector<Item>& all, std::vector<Item>& more) {
  std::ranges::move(more, std::back_inserter(all));
}

}  // namespace

StructureSet read_structure_set(const fs::path& path, const StructureSetOptions& options) {
  std::error_code failure;
  StructureSet set;
  if (!fs::is_directory(path, failure)) {
    read_into(set, path, false);
    return set;
  }
  std::vector<fs::path> files;
  list_files(path, options, files, set);
  std::sort(files.begin(), files.end(),
            [](const fs::path& one, const fs::path& other) { return one.native() < other.native(); });
  const auto limit = static_cast<std::size_t>(read_limits().structures);
  for (const fs::path& file : files) {
    read_into(set, file, true);
    if (set.structures.size() > limit)
      throw ParseError(printable(path.string(), 4096), 0,
                       "expected at most " + std::to_string(limit) + " structures in a folder, got more" +
                           limit_advice("structures"));
  }
  std::sort(set.skipped.begin(), set.skipped.end());
  if (set.files.empty())
    throw IoError(path, "expected structure files (" + structure_file_patterns() +
                            ", each also as *.gz, *.bz2, *.xz, *.zst or in a *.zip), got none");
  return set;
}

StructureSet read_structure_sets(const std::vector<std::string>& paths, const StructureSetOptions& options) {
  StructureSet all;
  for (const std::string& path : paths) append(all, read_structure_set(path, options));
  return all;
}

void append(StructureSet& all, StructureSet more) {
  append_items(all.structures, more.structures);
  append_items(all.refusals, more.refusals);
  append_items(all.remarks, more.remarks);
  append_items(all.skipped, more.skipped);
  for (const auto& [kind, count] : more.skipped_kinds) all.skipped_kinds[kind] += count;
  append_items(all.sources, more.sources);
  append_items(all.files, more.files);
}

std::string not_read_text(const ReadNotes& notes) {
  std::vector<std::string> kinds;
  for (const auto& [kind, count] : notes.skipped_kinds) kinds.push_back(std::to_string(count) + " " + kind);
  return std::to_string(notes.refusals.size()) + " refused, " + std::to_string(notes.skipped.size()) + " skipped" +
         (kinds.empty() ? "" : " (" + join(kinds) + ")");
}

}  // namespace crystalgan
