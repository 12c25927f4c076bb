#pragma once

#include <cstddef>
#include <exception>
#include <span>
#include <variant>
#include <vector>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// For each structure its energy, or the exception that Calculator::evaluate() throws; the same for any number of threads, each
/// with its own calculator.
std::vector<std::variant<CellEnergy, std::exception_ptr>> try_evaluate(std::span<const Structure> structures,
                                                                       const Calculator& calculator,
                                                                       std::size_t threads);

}  // namespace crystalgan
