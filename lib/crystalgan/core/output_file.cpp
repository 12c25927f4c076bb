#include "crystalgan/core/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/whole_file.hpp"

namespace crystalgan {
namespace {

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
  const auto parent = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
  const Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0) throw OutputError(path, reason());
  remove_partials(folder.number(), target.filename().string());
  write_whole_file(folder.number(), target.filename().string(), text, target);
}

void replace_end_of_file(const std::filesystem::path& path, std::size_t kept, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) throw OutputError(path, reason());
  if (!S_ISREG(status.st_mode)) throw OutputError(path, "not a regular file");
  if (::ftruncate(file.number(), static_cast<off_t>(kept)) != 0 || ::lseek(file.number(), 0, SEEK_END) < 0)
    throw OutputError(path, reason());
  write_all(file.number(), text, path);
  if (!file.close()) throw OutputError(path, reason());
}

std::string read_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) throw IoError(path, reason());
  return rest_of_file(file.number(), path);
}

}  // namespace crystalgan
