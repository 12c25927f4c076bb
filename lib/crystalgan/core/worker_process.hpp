#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/process_group.hpp"

namespace crystalgan {

/// A program that answers.
struct WorkerCommand {
  std::filesystem::path program;  ///< with '/': that file; without: the first one on PATH
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the environment of this process
};

/// One line from a worker, or why there is none.
struct WorkerAnswer {
  std::optional<std::string> line;  ///< without its end
  std::string failure;              ///< "exit code 3: MemoryError", "killed by signal 9", "no answer within 5 s"
};

/// A program that runs beside this one and answers one line to each line. Its stdin is a socket on which it reads and writes
/// the lines; what it prints to stdout and stderr disturbs nothing, and the last line of it is part of the message if it dies.
/// It is in a process group of its own, which is killed after a failure, at the end, five seconds after the socket closes, and
/// when this process ends in whatever way. Not thread-safe.
class WorkerProcess {
 public:
  /// Works in the current folder. Throws IoError where the program cannot be found or run.
  explicit WorkerProcess(const WorkerCommand& command);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();

  /// Waits for a line that the worker sends on its own. After a failure the worker is dead.
  WorkerAnswer next_line(std::chrono::duration<double> limit);
  /// Sends a line and waits for the answer. After a failure the worker is dead.
  WorkerAnswer answer(std::string_view line, std::chrono::duration<double> limit);

  bool is_alive() const { return process_ > 0; }

 private:
  using Clock = std::chrono::steady_clock;

  bool is_ready(short events, Clock::time_point end) const;
  WorkerAnswer received(Clock::time_point end, std::chrono::duration<double> limit);
  WorkerAnswer dead();
  WorkerAnswer killed(std::string why);
  bool has_ended_within(std::chrono::duration<double> limit) const;
  int reap();
  std::string with_last_line(std::string why) const;

  Descriptor output_;  // what it prints
  Descriptor socket_;
  pid_t process_ = 0;
  std::optional<ProcessGroup> group_;
  std::string received_;
};

}  // namespace crystalgan
