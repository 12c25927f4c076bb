#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "crystalgan/core/output_file.hpp"
#include "tests/support/child_program.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_until.hpp"

// Runs the program as a user would.
namespace crystalgan::test {

inline Outcome run(const std::filesystem::path& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), CRYSTALGAN_PROGRAM);
  return Program(folder, std::move(arguments)).wait();
}

/// Waits up to a minute for a file to appear.
inline bool appears(const std::filesystem::path& path) {
  return wait_until([&] { return std::filesystem::exists(path); });
}

/// Every file below a folder with its bytes.
inline std::map<std::string, std::string> files_below(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[std::filesystem::relative(entry.path(), folder).string()] = read_file(entry.path());
  return files;
}

}  // namespace crystalgan::test
