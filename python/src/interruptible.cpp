#include "interruptible.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <future>

namespace crystalgan::python {
namespace {

namespace nb = nanobind;

struct Interrupted : std::exception {};

constexpr auto kBetweenLooks = std::chrono::milliseconds(50);

}  // namespace

void run_interruptible(const nb::object& progress, const std::function<void(const Observer&)>& work) {
  std::atomic<bool> stop = false;
  std::atomic<std::size_t> done = 0, total = 0;
  const Observer observer = [&](std::size_t done_now, std::size_t of) {
    if (stop) throw Interrupted();
    done = done_now;
    total = of;
  };
  std::size_t shown = 0;
  const auto show = [&] {
    if (progress.is_none() || total == 0 || done == shown) return;
    shown = done;
    progress(shown, total.load());
  };
  std::exception_ptr raised;
  std::future<void> end;
  {
    const nb::gil_scoped_release released;
    end = std::async(std::launch::async, [&] { work(observer); });
    while (end.wait_for(kBetweenLooks) != std::future_status::ready) {
      const nb::gil_scoped_acquire held;
      if (raised) continue;
      try {
        if (PyErr_CheckSignals() != 0) throw nb::python_error();
        show();
      } catch (...) {
        raised = std::current_exception();
        stop = true;
      }
    }
  }
  try {
    end.get();
  } catch (const Interrupted&) {
  }
  if (raised) std::rethrow_exception(raised);
  show();
}

}  // namespace crystalgan::python
