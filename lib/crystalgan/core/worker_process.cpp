#include "crystalgan/core/worker_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <thread>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/program_start.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// All chosen.
constexpr std::chrono::duration<double> kTimeToEnd{5.0};  // after its socket closes
constexpr std::chrono::milliseconds kPauseOfWaiting{2};
constexpr std::size_t kMaxAnswer = std::size_t{64} << 20;  // bytes; of 10,000 atoms: 1 MB
constexpr std::size_t kLastBytes = 4096;                   // of what it printed
constexpr std::size_t kMaxLastLine = 300;                  // bytes

int new_output() {
  const int output = ::memfd_create("crystalgan-worker", MFD_CLOEXEC);
  if (output < 0) throw IoError("worker", std::strerror(errno));
  ::fcntl(output, F_SETFL, O_APPEND);
  return output;
}

std::string last_line_of(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  if (size <= 0) return {};
  std::string text(std::min(kLastBytes, static_cast<std::size_t>(size)), '\0');
  const ssize_t got = ::pread(file, text.data(), text.size(), size - static_cast<off_t>(text.size()));
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return {};
  text.resize(end + 1);
  const auto before = text.find_last_of("\r\n");
  return printable(before == std::string::npos ? text : text.substr(before + 1), kMaxLastLine);
}

}  // namespace

WorkerProcess::WorkerProcess(const WorkerCommand& command) : output_(new_output()), socket_(-1) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw IoError(command.program, std::strerror(errno));
  socket_.reset(ends[0]);
  const Descriptor of_worker(ends[1]);
  ProgramStart start{command.program,     command.arguments,  kSameFolder,
                     command.environment, of_worker.number(), output_.number()};
  start.group = group_.emplace().number();
  process_ = start_program(start);
}

WorkerProcess::~WorkerProcess() {
  if (!is_alive()) return;
  ::shutdown(socket_.number(), SHUT_WR);
  has_ended_within(kTimeToEnd);
  reap();
}

WorkerAnswer WorkerProcess::next_line(std::chrono::duration<double> limit) {
  if (!is_alive()) return {std::nullopt, "it has ended"};
  return received(Clock::now() + std::chrono::duration_cast<Clock::duration>(limit), limit);
}

WorkerAnswer WorkerProcess::answer(std::string_view line, std::chrono::duration<double> limit) {
  if (!is_alive()) return {std::nullopt, "it has ended"};
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(limit);
  [[maybe_unused]] const int emptied = ::ftruncate(output_.number(), 0);  // the last line belongs to this request
  const std::string request = std::string(line) + "\n";
  for (std::size_t sent = 0; sent < request.size();) {
    if (!is_ready(POLLOUT, end)) return killed("no answer within " + exact_text(limit.count()) + " s");
    const ssize_t now =
        ::send(socket_.number(), request.data() + sent, request.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (now >= 0)
      sent += static_cast<std::size_t>(now);
    else if (errno != EAGAIN && errno != EINTR)
      return dead();
  }
  return received(end, limit);
}

// False when the time is over.
bool WorkerProcess::is_ready(short events, Clock::time_point end) const {
  while (true) {
    const double left = std::chrono::duration<double, std::milli>(end - Clock::now()).count();
    if (!(left > 0.0)) return false;
    pollfd one{socket_.number(), events, 0};
    const int found = ::poll(&one, 1, static_cast<int>(std::ceil(std::min(left, 1e9))));
    if (found > 0) return true;
    if (found < 0 && errno != EINTR) throw IoError("worker", std::strerror(errno));
  }
}

WorkerAnswer WorkerProcess::received(Clock::time_point end, std::chrono::duration<double> limit) {
  std::size_t searched = 0;
  while (true) {
    if (const auto stop = received_.find('\n', searched); stop != std::string::npos) {
      WorkerAnswer answer{received_.substr(0, stop), {}};
      received_.erase(0, stop + 1);
      return answer;
    }
    searched = received_.size();
    if (searched > kMaxAnswer) return killed("an answer of more than " + std::to_string(kMaxAnswer) + " bytes");
    if (!is_ready(POLLIN, end)) return killed("no answer within " + exact_text(limit.count()) + " s");
    char bytes[65536];
    const ssize_t got = ::recv(socket_.number(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (got > 0)
      received_.append(bytes, static_cast<std::size_t>(got));
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
      return dead();
  }
}

// It closed its socket: the reason is how it ends.
WorkerAnswer WorkerProcess::dead() {
  const bool by_itself = has_ended_within(kTimeToEnd);
  const int status = reap();
  if (!by_itself) return {std::nullopt, with_last_line("it closed its socket")};
  if (WIFSIGNALED(status))
    return {std::nullopt, with_last_line("killed by signal " + std::to_string(WTERMSIG(status)))};
  return {std::nullopt, with_last_line("exit code " + std::to_string(WEXITSTATUS(status)))};
}

WorkerAnswer WorkerProcess::killed(std::string why) {
  reap();
  return {std::nullopt, with_last_line(std::move(why))};
}

bool WorkerProcess::has_ended_within(std::chrono::duration<double> limit) const {
  const auto end = Clock::now() + limit;
  while (true) {
    siginfo_t found{};
    if (::waitid(P_PID, static_cast<id_t>(process_), &found, WEXITED | WNOHANG | WNOWAIT) == 0 && found.si_pid != 0)
      return true;
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(kPauseOfWaiting);
  }
}

// Kills the group, programs that the worker started included; the status of the worker.
int WorkerProcess::reap() {
  group_.reset();
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = 0;
  socket_.close();
  return status;
}

std::string WorkerProcess::with_last_line(std::string why) const {
  const std::string line = last_line_of(output_.number());
  return line.empty() ? why : why + ": " + line;
}

}  // namespace crystalgan
