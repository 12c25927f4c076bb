#pragma once

#include <cstddef>
#include <functional>

namespace crystalgan {

/// Runs work(0), ..., work(count - 1), each once, on up to `threads` threads, fewer where the system gives no more. When one throws, no new work starts, and
/// the exception of the lowest index is thrown again.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

}  // namespace crystalgan
