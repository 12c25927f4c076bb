#pragma once

#include <cstddef>
#include <functional>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// Runs work(0, c), ..., work(count - 1, c) as parallel_for() does, where c is a copy of `calculator` that no other thread
/// uses at the same time.
void parallel_calculations(std::size_t count, const Calculator& calculator, std::size_t threads,
                           const std::function<void(std::size_t, Calculator&)>& work);

}  // namespace crystalgan
