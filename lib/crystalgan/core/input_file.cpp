#include "crystalgan/core/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

/// Whether the path is a descriptor that the program was started with, as the shell's <(...) and /dev/stdin are.
bool is_of_shell(const std::filesystem::path& path) {
  const std::string& name = path.native();
  return name.starts_with("/dev/") || name.starts_with("/proc/");
}

}  // namespace

InputFile::InputFile(std::filesystem::path path) : path_(std::move(path)) {
  // a pipe without a writer would stop the program here without O_NONBLOCK
  number_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (number_ < 0) throw IoError(path_, system_reason());
  struct stat status {};
  const auto give_up = [this](const std::string& reason) {
    ::close(number_);
    throw IoError(path_, reason);
  };
  if (::fstat(number_, &status) != 0) give_up(system_reason());
  if (S_ISFIFO(status.st_mode) && !is_of_shell(path_)) give_up("expected a file, got a named pipe");
  if (S_ISREG(status.st_mode)) size_ = static_cast<std::uintmax_t>(status.st_size);
  if (::fcntl(number_, F_SETFL, 0) != 0) give_up(system_reason());
}

InputFile::~InputFile() { ::close(number_); }

bool InputFile::read_more(std::string& text, std::size_t bytes) {
  std::array<char, 65536> block;
  while (bytes > 0) {
    const ssize_t got = ::read(number_, block.data(), std::min(bytes, block.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError(path_, system_reason());
    if (got == 0) return false;
    text.append(block.data(), static_cast<std::size_t>(got));
    bytes -= static_cast<std::size_t>(got);
  }
  return true;
}

std::string read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  InputFile file(path);
  const auto fail = [&] { throw IoError(path, "expected at most " + std::to_string(max_bytes) + " bytes, got more"); };
  if (file.size() && *file.size() > max_bytes) fail();
  std::string text;
  if (file.read_more(text, max_bytes) && file.read_more(text, 1)) fail();
  return text;
}

}  // namespace crystalgan
