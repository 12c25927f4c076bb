#include "crystalgan/core/error.hpp"

#include <cerrno>
#include <cstring>

namespace crystalgan {

ParseError::ParseError(const std::string& file, std::int64_t line, const std::string& what)
    : Error(line > 0 ? file + ":" + std::to_string(line) + ": " + what : file + ": " + what) {}

ConfigError::ConfigError(const std::string& setting, const std::string& what) : Error(setting + ": " + what) {}

IoError::IoError(const std::filesystem::path& path, const std::string& reason)
    : Error(path.string() + ": cannot be read: " + reason) {}

OutputError::OutputError(const std::filesystem::path& path, const std::string& reason)
    : Error(path.string() + ": cannot be written: " + reason) {}

std::string system_reason() { return std::strerror(errno); }

}  // namespace crystalgan
