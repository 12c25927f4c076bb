#include "crystalgan/potentials/evaluate_all.hpp"

#include <mutex>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/parallel_calculations.hpp"

namespace crystalgan {

std::vector<TriedEnergy> try_evaluate(
    std::span<const Structure> structures, const Calculator& calculator, std::size_t threads,
    const std::function<void(std::size_t index, const TriedEnergy& energy)>& finished) {
  std::vector<TriedEnergy> found(structures.size());
  std::mutex mutex;
  parallel_calculations(structures.size(), calculator, threads, [&](std::size_t i, Calculator& own) {
    try {
      found[i] = own.evaluate(structures[i]);
    } catch (const Error&) {
      found[i] = std::current_exception();
    }
    if (!finished) return;
    const std::lock_guard lock(mutex);
    finished(i, found[i]);
  });
  return found;
}

}  // namespace crystalgan
