#include "crystalgan/fetch/locked_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

void give_up_output(const std::filesystem::path& path) { throw OutputError(path, std::strerror(errno)); }

}  // namespace

LockedFile::LockedFile(std::filesystem::path path) : path_(std::move(path)), number_(-1) {
  // Another process may delete the file between open and lock: then the lock is on a file that nobody sees.
  while (number_ < 0 || !is_at_its_path()) {
    if (number_ >= 0) ::close(number_);
    number_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (number_ < 0) give_up_output(path_);
    if (::flock(number_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) continue;
    ::close(number_);
    throw ConfigError(path_.string(), "in use by another process, which fetches into it");
  }
}

LockedFile::~LockedFile() { ::close(number_); }

bool LockedFile::is_at_its_path() const {
  struct stat opened {};
  struct stat found {};
  if (::fstat(number_, &opened) != 0) give_up_output(path_);
  return ::lstat(path_.c_str(), &found) == 0 && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

std::string LockedFile::text() const {
  std::string text;
  char block[65536];
  while (true) {
    const ssize_t got = ::pread(number_, block, sizeof block, static_cast<off_t>(text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError(path_, std::strerror(errno));
    if (got == 0) return text;
    text.append(block, static_cast<std::size_t>(got));
  }
}

void LockedFile::replace_end(std::size_t kept, std::string_view text) const {
  if (::ftruncate(number_, static_cast<off_t>(kept)) != 0) give_up_output(path_);
  for (std::size_t place = kept; !text.empty();) {
    const ssize_t written = ::pwrite(number_, text.data(), text.size(), static_cast<off_t>(place));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) give_up_output(path_);
    place += static_cast<std::size_t>(written);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::optional<std::string> LockedFile::remove() const {
  if (!is_at_its_path() || ::unlink(path_.c_str()) == 0) return std::nullopt;
  return system_reason();
}

}  // namespace crystalgan
