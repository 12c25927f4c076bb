#include "crystalgan/training/threads.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace crystalgan {
namespace {

// at::set_num_threads does not reach OpenBLAS. Its switch is looked up by name, since LibTorch may be linked to another
// BLAS that has none.
void switch_off_blas_threads() {
  using SetThreads = void (*)(int);
  if (const auto set_threads = reinterpret_cast<SetThreads>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set_threads(1);
}

}  // namespace

void run_in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work) {
  switch_off_blas_threads();
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::vector<std::exception_ptr> failures(count);
  const auto take_work = [&] {
    at::set_num_threads(1);
    for (std::size_t i = next++; i < count && !failed; i = next++) {
      try {
        work(i);
      } catch (...) {
        failures[i] = std::current_exception();
        failed = true;
      }
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(take_work);
  take_work();
  others.clear();
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace crystalgan
