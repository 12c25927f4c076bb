#include "progress.hpp"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "printing.hpp"

namespace crystalgan {
namespace {

using namespace std::chrono_literals;

// Chosen: smooth on a terminal, few lines in a log.
constexpr auto kBetweenRedraws = 100ms;
constexpr auto kBetweenLines = 5s;
constexpr int kWidth = 30;

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

}  // namespace

ProgressBar::ProgressBar(std::string title, bool quiet, std::string unit)
    : title_(std::move(title)),
      unit_(std::move(unit)),
      quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      last_(start_) {}

ProgressBar::~ProgressBar() {
  if (drawn_ && terminal_) print_error_text("\n");
}

void ProgressBar::show(std::int64_t done, std::int64_t total) {
  if (quiet_ || total <= 0) return;
  const auto now = Clock::now();
  if (done_at_start_ < 0) {
    done_at_start_ = done;
    start_ = now;
  }
  const bool finished = done == total;
  const auto between = terminal_ ? Clock::duration(kBetweenRedraws) : Clock::duration(kBetweenLines);
  if (now - last_ < between && !(finished && terminal_)) return;
  last_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const auto fresh = static_cast<double>(done - done_at_start_);
  const std::string left = fresh > 0 ? duration_text(seconds * static_cast<double>(total - done) / fresh) + " left"
                                     : std::string("starting");
  const double share = static_cast<double>(done) / static_cast<double>(total);
  if (!terminal_) {
    print_error("{}: {:.0f} % of {} {}, {}\n", title_, 100 * share, total, unit_, left);
    return;
  }
  std::string bar(kWidth, '.');
  bar.replace(0, static_cast<std::size_t>(share * kWidth), static_cast<std::size_t>(share * kWidth), '#');
  redraw_line(fmt::format("{} [{}] {:3.0f} % {}   ", title_, bar, 100 * share, left));
}

std::function<void(std::size_t done, std::size_t total)> shown_on(ProgressBar& bar) {
  return [&bar](std::size_t done, std::size_t total) {
    bar.show(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
  };
}

}  // namespace crystalgan
