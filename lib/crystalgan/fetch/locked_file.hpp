#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// A file that one process at a time adds to. Internal to fetch.
namespace crystalgan {

class LockedFile {
 public:
  /// Opens or creates the file, without following a link, and locks it while this object lives. Throws ConfigError where
  /// another process has the lock, OutputError. Some network file systems have no locks; then it is not locked.
  explicit LockedFile(std::filesystem::path path);
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile();

  const std::filesystem::path& path() const { return path_; }

  /// Throws IoError.
  std::string text() const;

  /// Puts `text` behind the first `kept` bytes; what stood there goes. Throws OutputError.
  void replace_end(std::size_t kept, std::string_view text) const;

  /// Deletes the file, if it is still there; where that fails, the reason.
  std::optional<std::string> remove() const;

 private:
  bool is_at_its_path() const;

  std::filesystem::path path_;
  int number_;
};

}  // namespace crystalgan
