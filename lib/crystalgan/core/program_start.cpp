#include "crystalgan/core/program_start.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "crystalgan/core/error.hpp"

extern char** environ;

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

/// Prepared before the fork: after it, a child of several threads may not allocate.
class Strings {
 public:
  explicit Strings(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

fs::path found(const fs::path& program) {
  if (program.string().find('/') != std::string::npos) return fs::absolute(program);
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "/usr/bin:/bin" : path;
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    const fs::path candidate = fs::path(folder) / program;
    // The current folder may be a run directory, which starts no program: relative folders are passed over.
    if (candidate.is_absolute() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
  }
  throw IoError(program, "no such program on PATH");
}

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& settings) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : settings) variables.push_back(name + "=" + value);
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    bool replaced = false;
    for (const auto& [name, value] : settings) replaced = replaced || text.starts_with(name + "=");
    if (!replaced) variables.emplace_back(text);
  }
  return variables;
}

/// A copy that dup2() on the three standard descriptors does not overwrite: where the caller has closed one of these, a
/// descriptor that was opened since may have its number.
Descriptor above_standard(int number, const fs::path& program) {
  const int copy = ::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (copy < 0) throw IoError(program, std::strerror(errno));
  return Descriptor(copy);
}

struct Fork {
  const ProgramStart& start;
  const char* program;
  char** arguments;
  char** environment;
  int input;
  int output;
  int report;  ///< receives the error number if the program cannot start
  pid_t parent;
};

/// Runs in the child: only calls allowed between fork and exec (signal-safety(7), Linux system calls).
[[noreturn]] void become(const Fork& fork) {
  const auto give_up = [&] {
    const int why = errno;
    [[maybe_unused]] const auto written = ::write(fork.report, &why, sizeof why);
    ::_exit(127);
  };
  const ProgramStart& start = fork.start;
  if (::setpgid(0, start.group) != 0) give_up();
  // Who ends the group when the parent dies may have done so before this process joined it.
  if (::getppid() != fork.parent) ::_exit(127);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGXFSZ, SIG_DFL);  // ignored by this program, which reads the error
  if (start.max_file_bytes > 0) {
    const rlimit largest{start.max_file_bytes, start.max_file_bytes};
    ::setrlimit(RLIMIT_FSIZE, &largest);
  }
  if (start.folder != kSameFolder && ::fchdir(start.folder) != 0) give_up();
  if (::dup2(fork.input, STDIN_FILENO) < 0 || ::dup2(fork.output, STDOUT_FILENO) < 0 ||
      ::dup2(fork.output, STDERR_FILENO) < 0)
    give_up();
  ::execve(fork.program, fork.arguments, fork.environment);
  give_up();
  __builtin_unreachable();
}

}  // namespace

pid_t start_program(const ProgramStart& start) {
  const fs::path program = found(start.program);
  std::vector<std::string> words{start.program.string()};
  words.insert(words.end(), start.arguments.begin(), start.arguments.end());
  Strings arguments(std::move(words));
  Strings environment(environment_with(start.environment));
  const Descriptor input = above_standard(start.input, program);
  const Descriptor output = above_standard(start.output, program);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw IoError(program, std::strerror(errno));
  const Descriptor reading(ends[0]);
  Descriptor first_writing(ends[1]);
  Descriptor writing = above_standard(ends[1], program);
  first_writing.close();
  const Fork fork{start,          program.c_str(), arguments.get(),  environment.get(),
                  input.number(), output.number(), writing.number(), ::getpid()};
  const pid_t child = ::fork();
  if (child < 0) throw IoError(program, std::strerror(errno));
  if (child == 0) become(fork);
  writing.close();
  int why = 0;
  ssize_t got = 0;
  do {
    got = ::read(reading.number(), &why, sizeof why);  // returns 0 once the program runs
  } while (got < 0 && errno == EINTR);
  if (got == sizeof why) {
    ::waitpid(child, nullptr, 0);
    throw IoError(program, std::strerror(why));
  }
  return child;
}

}  // namespace crystalgan
