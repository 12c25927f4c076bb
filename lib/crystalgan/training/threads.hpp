#pragma once

#include <cstddef>
#include <functional>

namespace crystalgan {

/// parallel_for() for work with tensors: every tensor operation inside runs on one thread (LibTorch's and OpenBLAS's own
/// pools are switched off), so a result never depends on `threads`.
void run_in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

}  // namespace crystalgan
