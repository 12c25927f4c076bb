#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/core/directory.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// Locks a run directory for this process while it lives.
class RunLock {
 public:
  explicit RunLock(int number) : number_(number) {}
  RunLock(RunLock&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  RunLock& operator=(RunLock&&) = delete;
  ~RunLock();

 private:
  int number_;
};

/// The folder of a run (docs/reference/files.md, "Run directory"). Every file is written atomically, and none is opened by its
/// path: a run may come from a stranger, and no link in it is followed (core/directory.hpp).
class RunDirectory {
 public:
  /// Throws ConfigError, without any change, if `path` exists and is not an empty folder.
  static void require_new(const std::filesystem::path& path);

  /// Creates a folder with these files (names may have folders), atomically. Throws as require_new(), and OutputError.
  static RunDirectory create(const std::filesystem::path& path, const std::map<std::string, std::string>& files);

  /// Opens a folder with a run.toml. Throws IoError.
  static RunDirectory open(const std::filesystem::path& path);

  /// Locks the run and removes incomplete files of a killed process. Throws ConfigError if another process has the
  /// lock.
  RunLock lock() const;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  /// As messages name a file.
  std::string name_of(std::string_view name) const { return (*this / name).string(); }
  /// The files of a folder of the run.
  Directory below(std::string_view folder) const { return folder_.below(folder); }

  bool has(std::string_view name) const { return folder_.has(name); }
  /// Text of a file. Throws IoError; ParseError for what is no regular file.
  std::string read(std::string_view name) const { return folder_.read(name); }
  /// The names of the files in a folder, sorted. Throws IoError.
  std::vector<std::string> files_in(std::string_view folder) const { return folder_.files_in(folder); }
  /// Writes atomically. Throws OutputError.
  void write(std::string_view name, std::string_view text) const { folder_.write(name, text); }
  /// Writes a folder with exactly these files, atomically; replaces an old one. Throws OutputError.
  void write_folder(std::string_view name, const std::map<std::string, std::string>& files) const {
    folder_.write_folder(name, files);
  }
  /// The same of a folder that is not there yet, or is empty. Throws ConfigError for another, OutputError.
  void write_new_folder(std::string_view name, const std::map<std::string, std::string>& files) const;
  /// Opens a file to which lines are added. Throws OutputError.
  AppendedFile appended(std::string_view name) const { return folder_.appended(name); }
  /// Removes a file, if it exists. Throws OutputError.
  void remove(std::string_view name) const { folder_.remove(name); }

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)), folder_(path_) {}
  std::filesystem::path path_;
  Directory folder_;
};

/// Where some inputs of a run were fetched from.
struct InputSource : StructureSource {
  std::string inputs;  ///< which: "Pd-H"
};

/// The content of manifest.json: program, command and inputs. No times and no host: equal runs give equal bytes.
struct Manifest {
  std::string version;
  std::string commit;
  std::string command;  ///< without options that do not change results
  std::uint64_t seed = 0;
  std::map<std::string, std::string> inputs;     ///< path -> SHA-256
  std::map<std::string, std::string> libraries;  ///< name -> version
  std::vector<InputSource> sources = {};         ///< of fetched inputs
};

std::string manifest_json(const Manifest& manifest);

/// Throws ParseError.
Manifest parse_manifest(const std::string& json, const std::string& file);

}  // namespace crystalgan
