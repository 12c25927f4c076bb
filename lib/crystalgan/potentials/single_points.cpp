#include "crystalgan/potentials/single_points.hpp"

#include <mutex>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/parallel_calculations.hpp"

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
  parallel_calculations(structures.size(), calculator, threads, [&](std::size_t i, Calculator& own) {
    points[i] = single_point(structures[i], own);
    const std::lock_guard lock(reporting);
    ++done;
    if (observer) observer(done, structures.size());
  });
  return points;
}

}  // namespace crystalgan
