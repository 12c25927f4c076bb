#include "crystalgan/core/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

#include "crystalgan/core/error.hpp"

extern char** environ;

namespace crystalgan {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr rlim_t kMaxFileBytes = 64 << 20;  // chosen: GPAW writes 100 kB
constexpr std::chrono::milliseconds kPause{50};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

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
    if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return fs::absolute(candidate);
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

struct ChildStart {
  const char* program;
  char** arguments;
  char** environment;
  const char* folder;
  int input;
  int output;
  int report;  ///< receives the error number if the program cannot start
  pid_t parent;
};

/// Runs in the child: only calls allowed between fork and exec (signal-safety(7), Linux system calls).
[[noreturn]] void become(const ChildStart& start) {
  const auto give_up = [&] {
    const int why = errno;
    [[maybe_unused]] const auto written = ::write(start.report, &why, sizeof why);
    ::_exit(127);
  };
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != start.parent) ::_exit(127);  // the parent died
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit largest{kMaxFileBytes, kMaxFileBytes};
  ::setrlimit(RLIMIT_FSIZE, &largest);
  if (::dup2(start.input, STDIN_FILENO) < 0 || ::dup2(start.output, STDOUT_FILENO) < 0 ||
      ::dup2(start.output, STDERR_FILENO) < 0 || ::chdir(start.folder) != 0)
    give_up();
  ::execve(start.program, start.arguments, start.environment);
  give_up();
  __builtin_unreachable();
}

/// Starts the process. Throws IoError.
pid_t started(const ChildCommand& command) {
  const fs::path program = found(command.program);
  std::vector<std::string> words{command.program.string()};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  Strings arguments(std::move(words));
  Strings environment(environment_with(command.environment));
  const Descriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Descriptor output(::open(command.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (output.number() < 0) throw OutputError(command.output, std::strerror(errno));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw IoError(program, std::strerror(errno));
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);

  const ChildStart start{program.c_str(), arguments.get(), environment.get(), command.folder.c_str(),
                         input.number(),  output.number(), writing.number(),  ::getpid()};
  const pid_t child = ::fork();
  if (child < 0) throw IoError(program, std::strerror(errno));
  if (child == 0) become(start);
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

ChildEnd ended(int status, ChildEnd::Way killed_as) {
  if (WIFSIGNALED(status)) return {killed_as, WTERMSIG(status)};
  return {ChildEnd::Way::exited, WEXITSTATUS(status)};
}

}  // namespace

ChildEnd run_child(const ChildCommand& command, std::chrono::duration<double> max_time,
                   const std::function<bool()>& stop_requested) {
  const auto start = Clock::now();
  const pid_t child = started(command);
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
