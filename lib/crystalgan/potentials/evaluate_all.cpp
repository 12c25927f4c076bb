#include "crystalgan/potentials/evaluate_all.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/parallel_calculations.hpp"

namespace crystalgan {

std::vector<std::variant<CellEnergy, std::exception_ptr>> try_evaluate(std::span<const Structure> structures,
                                                                       const Calculator& calculator,
                                                                       std::size_t threads) {
  std::vector<std::variant<CellEnergy, std::exception_ptr>> found(structures.size());
  parallel_calculations(structures.size(), calculator, threads, [&](std::size_t i, Calculator& own) {
    try {
      found[i] = own.evaluate(structures[i]);
    } catch (const Error&) {
      found[i] = std::current_exception();
    }
  });
  return found;
}

}  // namespace crystalgan
