#include "crystalgan/core/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <thread>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/process_group.hpp"
#include "crystalgan/core/program_start.hpp"

namespace crystalgan {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxCapturedBytes = std::size_t{64} << 20;  // chosen: GPAW writes 100 kB
constexpr std::chrono::milliseconds kPause{50};

int new_output_of(const ChildCommand& command) {
  if (command.output.empty()) return ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  return ::openat(command.folder, command.output.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
}

pid_t started(const ChildCommand& command, const ProcessGroup& group) {
  const Descriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Descriptor output(new_output_of(command));
  const Descriptor root(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int folder = command.folder < 0 ? root.number() : command.folder;
  if (output.number() < 0) throw OutputError(command.output, std::strerror(errno));
  ProgramStart start{command.program, command.arguments, folder, command.environment, input.number(), output.number()};
  start.max_file_bytes = kMaxCapturedBytes;
  start.group = group.number();
  return start_program(start);
}

ChildEnd ended(int status, ChildEnd::Way killed_as) {
  if (WIFSIGNALED(status)) return {killed_as, WTERMSIG(status)};
  return {ChildEnd::Way::exited, WEXITSTATUS(status)};
}

}  // namespace

ChildEnd run_child(const ChildCommand& command, std::chrono::duration<double> max_time,
                   const std::function<bool()>& stop_requested) {
  const auto start = Clock::now();
  const ProcessGroup group;
  const pid_t child = started(command, group);
  auto killed_as = ChildEnd::Way::killed;
  while (true) {
    int status = 0;
    const pid_t waited = ::waitpid(child, &status, killed_as == ChildEnd::Way::killed ? WNOHANG : 0);
    if (waited == child) return ended(status, killed_as);
    if (waited < 0 && errno != EINTR) throw IoError(command.program, std::strerror(errno));
    if (killed_as != ChildEnd::Way::killed) continue;
    if (stop_requested && stop_requested())
      killed_as = ChildEnd::Way::stopped;
    else if (Clock::now() - start > max_time)
      killed_as = ChildEnd::Way::timed_out;
    if (killed_as != ChildEnd::Way::killed)
      ::kill(child, SIGKILL);
    else
      std::this_thread::sleep_for(kPause);
  }
}

}  // namespace crystalgan
