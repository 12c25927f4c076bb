#include "crystalgan/core/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"

namespace crystalgan {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const { return number_; }

  /// Some file systems report a full disk only here.
  bool close() {
    const int result = ::close(number_);
    number_ = -1;
    return result == 0;
  }

 private:
  int number_;
};

std::string reason() { return std::strerror(errno); }

constexpr std::string_view kPartial = ".partial-";

}  // namespace

std::filesystem::path partial_path(const std::filesystem::path& path, int attempt) {
  return path.string() + std::string(kPartial) + std::to_string(::getpid()) + "-" + std::to_string(attempt);
}

bool is_partial_name(std::string_view name) {
  const auto start = name.rfind(kPartial);
  return start != std::string_view::npos &&
         name.find_first_not_of("0123456789-", start + kPartial.size()) == std::string_view::npos;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  // Renaming onto them would put a file in the place of a device such as /dev/stdout or of a symbolic link.
  std::error_code failure;
  const auto present = std::filesystem::status(path, failure);
  if (std::filesystem::exists(present) && !std::filesystem::is_regular_file(present))
    throw OutputError(path, "not a regular file");
  const auto target = std::filesystem::exists(present) ? std::filesystem::canonical(path, failure) : path;
  if (std::filesystem::exists(present) && failure) throw OutputError(path, failure.message());

  std::filesystem::path temporary;
  int number = -1;
  for (int attempt = 0; number < 0; ++attempt) {
    temporary = partial_path(target, attempt);
    number = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (number < 0 && errno != EEXIST) throw OutputError(path, reason());
  }
  FileDescriptor file(number);
  const auto give_up = [&] {
    const std::string why = reason();
    ::unlink(temporary.c_str());
    throw OutputError(path, why);
  };
  while (!text.empty()) {
    const ssize_t written = ::write(file.number(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) give_up();
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!file.close()) give_up();
  if (::rename(temporary.c_str(), target.c_str()) != 0) give_up();
}

std::string read_file(const std::filesystem::path& path) { return read_file(path, kMaxFileBytes); }

}  // namespace crystalgan
