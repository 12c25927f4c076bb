#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <span>
#include <variant>
#include <vector>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// The energy of a structure, or the exception that Calculator::evaluate() throws.
using TriedEnergy = std::variant<CellEnergy, std::exception_ptr>;

/// That of each structure; the same for any number of threads, each with its own calculator. `finished` is called after each
/// structure, in any order, by one thread at a time.
std::vector<TriedEnergy> try_evaluate(
    std::span<const Structure> structures, const Calculator& calculator, std::size_t threads,
    const std::function<void(std::size_t index, const TriedEnergy& energy)>& finished = {});

}  // namespace crystalgan
