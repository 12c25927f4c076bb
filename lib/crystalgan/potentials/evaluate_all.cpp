#include "crystalgan/potentials/evaluate_all.hpp"

#include <algorithm>
#include <atomic>
#include <memory>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"

namespace crystalgan {

std::vector<std::variant<CellEnergy, std::exception_ptr>> try_evaluate(std::span<const Structure> structures,
                                                                       const Calculator& calculator,
                                                                       std::size_t threads) {
  std::vector<std::variant<CellEnergy, std::exception_ptr>> found(structures.size());
  std::atomic<std::size_t> next{0};
  const std::size_t workers = std::min(threads, structures.size());
  parallel_for(workers, workers, [&](std::size_t) {
    const std::unique_ptr<Calculator> own = calculator.another();
    for (std::size_t i = next++; i < structures.size(); i = next++) {
      try {
        found[i] = own->evaluate(structures[i]);
      } catch (const Error&) {
        found[i] = std::current_exception();
      }
    }
  });
  return found;
}

}  // namespace crystalgan
