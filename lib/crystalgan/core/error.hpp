#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace crystalgan {

/// Base of every error of this library. One class per thing the catcher can do about it; a message says where,
/// what was expected, and what came.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A text could not be read as what it claims to be: mend the file.
class ParseError : public Error {
 public:
  /// `line` counts from 1; 0 means the file as a whole.
  ParseError(const std::string& file, std::int64_t line, const std::string& what);
};

/// A setting or command line is wrong: mend the setting.
class ConfigError : public Error {
 public:
  ConfigError(const std::string& setting, const std::string& what);
};

/// A readable structure is unphysical or has the wrong elements: correct the structure.
class StructureError : public Error {
 public:
  using Error::Error;
};

/// A tensor has the wrong axes: a defect of the caller.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// A computation left the finite numbers: change rates, weights or inputs.
class NumericalError : public Error {
 public:
  using Error::Error;
};

/// A file or folder cannot be read: mend the path or its permissions.
class IoError : public Error {
 public:
  IoError(const std::filesystem::path& path, const std::string& reason);
};

/// A file or folder cannot be written: free space, or choose another place.
class OutputError : public Error {
 public:
  OutputError(const std::filesystem::path& path, const std::string& reason);
};

/// What errno says.
std::string system_reason();

}  // namespace crystalgan
