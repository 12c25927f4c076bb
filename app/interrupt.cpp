#include "interrupt.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "crystalgan/core/leftovers.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

using std::chrono::milliseconds;

// Chosen: with what comes after it, a command ends within a second.
constexpr milliseconds kTimeToEnd{800};
constexpr milliseconds kTimeToClean{100};

std::atomic<bool> g_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch lock-free atomics only");

// A pipe from the handler to the watcher: the number of the signal, or 0 when the guard ends.
int g_pipe[2] = {-1, -1};
std::atomic<bool> g_is_watched{false};

// SIGALRM ends the program in a second, whatever it was set to before.
void end_in_a_second() {
  std::signal(SIGALRM, SIG_DFL);
  ::alarm(1);
}

void on_signal(int number) {
  const int before = errno;
  g_interrupted = true;
  std::signal(number, SIG_DFL);
  const auto byte = static_cast<unsigned char>(number);
  if (g_is_watched)
    static_cast<void>(::write(g_pipe[1], &byte, 1) == 1);
  else
    end_in_a_second();  // no thread watches
  errno = before;
}

/// The next number from the pipe, or nothing in time; a negative limit is none.
std::optional<int> next_number(milliseconds limit) {
  pollfd reading{g_pipe[0], POLLIN, 0};
  const auto end = std::chrono::steady_clock::now() + limit;
  while (true) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
    const int found =
        ::poll(&reading, 1, limit.count() < 0 ? -1 : static_cast<int>(std::max(left.count(), std::int64_t{0})));
    unsigned char byte = 0;
    if (found > 0 && ::read(g_pipe[0], &byte, 1) == 1) return byte;
    if (found == 0) return std::nullopt;
  }
}

void watch(const std::function<void()>& at_the_end) {
  const int number = next_number(milliseconds(-1)).value_or(0);
  if (number == 0) return;
  for (std::optional<int> next = next_number(kTimeToEnd); next; next = next_number(kTimeToEnd))
    if (*next == 0) return;
  end_in_a_second();  // where the rest waits, for a reader of a full pipe for example
  try {
    if (at_the_end) at_the_end();
  } catch (const std::exception& error) {
    print_error("crystalgan: {}\n", error.what());
  }
  take_leftovers_away(kTimeToClean);
  std::string_view message = "\ncrystalgan: interrupted\n";
  if (::isatty(STDERR_FILENO) == 0) message.remove_prefix(1);  // which ends the line of a progress bar
  static_cast<void>(::write(STDERR_FILENO, message.data(), message.size()) > 0);
  ::_exit(128 + number);
}

}  // namespace

InterruptGuard::InterruptGuard(std::function<void()> at_the_end) {
  if (g_pipe[0] < 0 && ::pipe2(g_pipe, O_CLOEXEC) != 0) g_pipe[0] = -1;
  if (g_pipe[0] >= 0) {
    try {
      watcher_ = std::thread(watch, std::move(at_the_end));
      g_is_watched = true;
    } catch (const std::system_error&) {  // no more threads are allowed
    }
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  if (!watcher_.joinable()) {
    ::alarm(0);
    return;
  }
  const unsigned char end = 0;
  static_cast<void>(::write(g_pipe[1], &end, 1) == 1);
  watcher_.join();
  g_is_watched = false;
}

void make_whole(const std::function<void()>& make) {
  g_interrupted = false;  // what came before was answered
  {
    const InterruptGuard guard;
    make();
  }
  if (!interrupted()) return;
  print_error("crystalgan: interrupted\n");
  throw Interruption();
}

bool interrupted() { return g_interrupted; }

}  // namespace crystalgan
