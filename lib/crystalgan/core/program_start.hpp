#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/descriptor.hpp"

namespace crystalgan {

constexpr int kSameFolder = -1;
constexpr pid_t kNewGroup = 0;

/// A program, where its input and output go, and how it ends.
struct ProgramStart {
  std::filesystem::path program;  ///< with '/': that file; without: the first one on PATH
  std::vector<std::string> arguments;
  int folder;                                                    ///< descriptor of the working folder, or kSameFolder
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the environment of this process
  int input;                                                     ///< descriptor of its stdin
  int output;                                                    ///< of its stdout and stderr
  std::size_t max_file_bytes = 0;                                ///< of a file that it writes; 0: as this process
  pid_t group = kNewGroup;  ///< process group that it joins: interrupts from the terminal do not reach it
};

/// Starts a program and returns once it runs. Thread-safe. Throws IoError where it cannot be found or run.
pid_t start_program(const ProgramStart& start);

}  // namespace crystalgan
