#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace crystalgan {

/// Most bytes that read_file() takes unless told otherwise: 1 GiB. Chosen: more than the files of any run have.
inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

/// A file that is read piece by piece: memory grows with what was read, not with what the file promises to hold.
class InputFile {
 public:
  /// Opens it. A named pipe, which may never have a writer, is refused unless the shell opened it (below /dev or /proc).
  /// Throws IoError.
  explicit InputFile(std::filesystem::path path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  /// Bytes of a regular file; nothing for pipes and devices.
  std::optional<std::uintmax_t> size() const { return size_; }

  /// Appends at most `bytes` to the text; false at the end of the file. Throws IoError.
  bool read_more(std::string& text, std::size_t bytes);

 private:
  std::filesystem::path path_;
  int number_ = -1;
  std::optional<std::uintmax_t> size_;
};

/// The whole file as bytes. Throws IoError, also for more than `max_bytes`.
std::string read_file(const std::filesystem::path& path, std::size_t max_bytes = kMaxFileBytes);

}  // namespace crystalgan
