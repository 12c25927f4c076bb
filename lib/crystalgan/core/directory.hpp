#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/input_file.hpp"

namespace crystalgan {

class NewFolder;
class AppendedFile;

/// The files below a folder, which may come from a stranger. The folder is the one that the user names; below it no link is
/// followed, and nothing but regular files is read: a link, a pipe or a device is refused with ParseError. A link in the place
/// of a file that is written is replaced. Names may have folders, separated by '/'; "..", "." and an empty part are refused.
class Directory {
 public:
  explicit Directory(std::filesystem::path path) : root_(std::move(path)) {}
  /// A folder below it.
  Directory below(std::string_view folder) const;

  std::filesystem::path path() const { return prefix_.empty() ? root_ : root_ / prefix_; }

  /// Whether anything has this name, be it a link.
  bool has(std::string_view name) const;
  bool is_empty_folder(std::string_view name) const;
  /// The names in a folder that are no folders, sorted; without those that begin with a dot. Throws IoError.
  std::vector<std::string> files_in(std::string_view folder) const;
  /// All bytes of a file. Throws IoError, also for more than `max_bytes`: before they are read.
  std::string read(std::string_view name, std::size_t max_bytes = kMaxFileBytes) const;

  /// Writes a file atomically; makes its folders. Throws OutputError, with nothing left behind.
  void write(std::string_view name, std::string_view text) const;
  /// Writes a folder with exactly these files, atomically; replaces what was there. Throws OutputError.
  void write_folder(std::string_view name, const std::map<std::string, std::string>& files) const;
  /// An empty folder under a temporary name beside that one. Throws OutputError.
  NewFolder new_folder(std::string_view name) const;
  /// Opens a file to which lines are added. Throws OutputError.
  AppendedFile appended(std::string_view name) const;
  /// Removes a file if it is there. Throws OutputError.
  void remove(std::string_view name) const;
  /// Removes what killed processes left behind, here and in the folders below.
  void remove_leftovers() const;

 private:
  std::string named(std::string_view name) const;

  std::filesystem::path root_;
  std::string prefix_;
};

/// A folder that takes its place once it is complete; else it is removed.
class NewFolder {
 public:
  NewFolder(NewFolder&&) noexcept;
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder();

  /// Its open descriptor, through which everything below it is written and read: another process may replace its name.
  int descriptor() const;
  /// Writes a new file; the name may have folders. Throws OutputError.
  void add(const std::string& name, std::string_view text) const;
  /// All bytes of a file in it, or nothing if it is not there. Throws IoError; ParseError for what is no regular file.
  std::optional<std::string> read(const std::string& name) const;
  /// Gives it its name, in the place of what was there. Throws OutputError, also where another process replaced it.
  void keep();
  /// Gives it its name, unless something but an empty folder has it. Throws OutputError.
  void keep_as_first();

 private:
  friend class Directory;
  friend NewFolder new_folder_beside(const std::filesystem::path& path);
  struct Parts;
  explicit NewFolder(std::unique_ptr<Parts> parts);
  void rename(bool replaces);
  std::unique_ptr<Parts> parts_;
};

/// Removes what killed processes that wrote `path`, a file or a folder, left beside it.
void remove_leftovers_beside(const std::filesystem::path& path);

/// An empty folder under a temporary name beside `path`, whose links are followed; makes the folders above it. Removes what
/// killed processes left there of the same name. Throws OutputError.
NewFolder new_folder_beside(const std::filesystem::path& path);

/// A file that grows.
class AppendedFile {
 public:
  AppendedFile(Descriptor file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}
  /// Adds at the end. Throws OutputError.
  void add(std::string_view text);

 private:
  Descriptor file_;
  std::filesystem::path path_;
};

}  // namespace crystalgan
