#include "crystalgan/core/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/whole_file.hpp"

namespace crystalgan {
namespace {

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
  if (folder.number() < 0) throw OutputError(path, system_reason());
  remove_partials(folder.number(), target.filename().string());
  write_whole_file(folder.number(), target.filename().string(), text, target);
}

}  // namespace crystalgan
