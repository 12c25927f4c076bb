#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/descriptor.hpp"

namespace crystalgan {

/// A program, where its input and output go, and how it ends.
struct ProgramStart {
  std::filesystem::path program;  ///< with '/': that file; without: the first one on PATH
  std::vector<std::string> arguments;
  std::filesystem::path folder;                                  ///< working folder
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the environment of this process
  int input;                                                     ///< descriptor of its stdin
  int output;                                                    ///< of its stdout and stderr
  std::size_t max_file_bytes = 0;                                ///< of a file that it writes; 0: as this process
  bool ends_with_thread = false;                                 ///< killed when the calling thread ends
  bool own_group = false;  ///< a process group of its own: interrupts from the terminal do not reach it
};

/// Starts a program and returns once it runs. Thread-safe. Throws IoError where it cannot be found or run.
pid_t start_program(const ProgramStart& start);

}  // namespace crystalgan
