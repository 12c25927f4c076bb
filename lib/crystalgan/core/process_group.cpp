#include "crystalgan/core/process_group.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/program_start.hpp"

namespace crystalgan {
namespace {

constexpr const char* kShell = "/bin/sh";

// Not a copy of this process, whose memory and locks it would keep.
constexpr const char* kWait = "trap '' HUP INT QUIT TERM; read -r line; kill -s KILL 0";

}  // namespace

ProcessGroup::ProcessGroup() : alive_(-1), shell_(0) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw IoError(kShell, system_reason());
  const Descriptor reading(ends[0]);
  alive_.reset(ends[1]);
  const ProgramStart start{kShell, {"-c", kWait}, kSameFolder, {}, reading.number(), reading.number()};
  shell_ = start_program(start);
}

ProcessGroup::~ProcessGroup() {
  ::kill(-shell_, SIGKILL);
  while (::waitpid(shell_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace crystalgan
