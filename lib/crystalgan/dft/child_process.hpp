#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace crystalgan {

/// A program to be run and waited for.
struct ChildCommand {
  std::filesystem::path program;  ///< with '/': that file; without: the first of that name on PATH
  std::vector<std::string> arguments;
  std::filesystem::path folder;                                  ///< where it works
  std::filesystem::path output;                                  ///< file of what it prints, both streams; replaced
  std::vector<std::pair<std::string, std::string>> environment;  ///< set for it, beside what this process has
};

/// How a program ended.
struct ChildEnd {
  enum class Way {
    exited,
    killed,     ///< by a signal that did not come from here
    timed_out,  ///< killed from here
    stopped,    ///< killed from here, because asked to
  };
  Way way;
  int number = 0;  ///< exit code, or signal
};

/// Runs a program to its end, or kills it after `max_time` or when `stop_requested` (asked some twenty times a second;
/// may be empty). It reads nothing, may fill no file beyond 64 MiB, and dies with the thread that runs it; from the
/// terminal it gets the same interrupts as this process. May be called from several threads at once. Throws IoError
/// where the program cannot be found or run, OutputError where `output` cannot be written.
ChildEnd run_child(const ChildCommand& command, std::chrono::duration<double> max_time,
                   const std::function<bool()>& stop_requested);

}  // namespace crystalgan
