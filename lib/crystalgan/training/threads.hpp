#pragma once

#include <cstddef>
#include <functional>

namespace crystalgan {

/// Runs work(0), ..., work(count - 1), each once, on up to `threads` threads. Every tensor operation inside runs on one
/// thread (LibTorch's and OpenBLAS's own pools are switched off), so a result never depends on `threads`. When one
/// throws, no new work starts, and the exception of the lowest index is thrown again.
void run_in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

}  // namespace crystalgan
