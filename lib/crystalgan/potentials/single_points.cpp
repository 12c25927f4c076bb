#include "crystalgan/potentials/single_points.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"

namespace crystalgan {
namespace {

SinglePoint single_point(const Structure& structure, Calculator& calculator) {
  try {
    return {calculator.energy_of(structure) / static_cast<double>(structure.size()), ""};
  } catch (const StructureError& error) {
    return {std::nullopt, error.what()};
  } catch (const NumericalError& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace

std::vector<SinglePoint> single_points(const std::vector<Structure>& structures, const Calculator& calculator,
                                       std::size_t threads, const RelaxationObserver& observer) {
  std::vector<SinglePoint> points(structures.size());
  std::mutex reporting;
  std::size_t done = 0;
  std::atomic<std::size_t> next = 0;
  parallel_for(std::min(threads, structures.size()), threads, [&](std::size_t) {
    const std::unique_ptr<Calculator> own = calculator.another();
    for (std::size_t i = next++; i < structures.size(); i = next++) {
      points[i] = single_point(structures[i], *own);
      const std::lock_guard lock(reporting);
      ++done;
      if (observer) observer(done, structures.size());
    }
  });
  return points;
}

}  // namespace crystalgan
