#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace crystalgan {

/// A program to run.
struct ChildCommand {
  std::filesystem::path program;  ///< with '/': that file; without: the first one on PATH
  std::vector<std::string> arguments;
  int folder = -1;                                               ///< descriptor of the working folder; -1: "/"
  std::string output;                                            ///< new file there for stdout and stderr; empty: none
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the environment of this process
};

/// How a program ended.
struct ChildEnd {
  enum class Way {
    exited,
    killed,     ///< by a foreign signal
    timed_out,  ///< killed after max_time
    stopped,    ///< killed on request
  };
  Way way;
  int number = 0;  ///< exit code, or signal
};

/// Runs a program to its end, or kills it after `max_time` or on `stop_requested` (called about twenty times a second;
/// may be empty). The program has no input, may write files up to 64 MiB, and is in a process group of its own, which is
/// killed after it and when this process ends in whatever way. Thread-safe. Throws IoError where the program cannot be found or
/// run, OutputError where `output` cannot be made or is there.
ChildEnd run_child(const ChildCommand& command, std::chrono::duration<double> max_time,
                   const std::function<bool()>& stop_requested);

}  // namespace crystalgan
