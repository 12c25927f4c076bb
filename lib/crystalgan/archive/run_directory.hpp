#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace crystalgan {

/// Holds a run directory for one process; others are refused while it lives.
class RunLock {
 public:
  explicit RunLock(int number) : number_(number) {}
  RunLock(RunLock&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  RunLock& operator=(RunLock&&) = delete;
  ~RunLock();

 private:
  int number_;
};

/// The folder a run leaves (docs/reference/files.md, "Run directory"). Every file appears under its name only when it is
/// whole.
class RunDirectory {
 public:
  /// Throws ConfigError, with nothing touched, where `path` exists and is not an empty folder.
  static void require_new(const std::filesystem::path& path);

  /// A new one that holds these files (names may have folders), whole or not at all. Throws as require_new does, and
  /// OutputError.
  static RunDirectory create(const std::filesystem::path& path, const std::map<std::string, std::string>& files);

  /// One that holds a run.toml. Throws IoError.
  static RunDirectory open(const std::filesystem::path& path);

  /// Takes the run for this process, and clears away what a killed one left half-written. Throws ConfigError where
  /// another process has it.
  RunLock lock() const;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  bool has(std::string_view name) const;

  /// The text of a file. Throws IoError.
  std::string read(std::string_view name) const;
  /// Whole or not at all. Throws OutputError.
  void write(std::string_view name, std::string_view text) const;
  /// A folder with exactly these files, whole or not at all; replaces one of that name. Throws OutputError.
  void write_folder(std::string_view name, const std::map<std::string, std::string>& files) const;
  /// A file, if it is there. Throws OutputError.
  void remove(std::string_view name) const;

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// What manifest.json says: what was run, by what, on what. No times and no host, so that equal runs leave equal bytes.
struct Manifest {
  std::string version;
  std::string commit;
  std::string command;  ///< without the options that cannot change a result
  std::uint64_t seed = 0;
  std::map<std::string, std::string> inputs;     ///< path -> SHA-256
  std::map<std::string, std::string> libraries;  ///< name -> version
};

std::string manifest_json(const Manifest& manifest);

/// Throws ParseError.
Manifest parse_manifest(const std::string& json, const std::string& file);

}  // namespace crystalgan
