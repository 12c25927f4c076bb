#include "crystalgan/training/threads.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "crystalgan/core/parallel.hpp"

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
  parallel_for(count, threads, [&](std::size_t i) {
    at::set_num_threads(1);
    work(i);
  });
}

}  // namespace crystalgan
