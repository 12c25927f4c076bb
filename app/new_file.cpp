#include "new_file.hpp"

#include <filesystem>
#include <system_error>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

void require_new_file(const std::string& option, const std::string& path) {
  std::error_code failure;
  if (std::filesystem::exists(path, failure))
    throw ConfigError(option, "expected a new file, got " + path + ", which exists");
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder, failure))
    throw ConfigError(option, "expected a file in a folder that exists, got " + path);
}

}  // namespace crystalgan
