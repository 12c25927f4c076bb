#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/potentials/relaxation.hpp"

namespace crystalgan {

/// The energy of a structure as it is.
struct SinglePoint {
  std::optional<double> energy;  ///< eV per atom
  std::string reason;            ///< why there is none
};

/// One energy per structure, on `threads` threads, each with its own calculator; the result does not depend on their
/// number. A structure that the calculator refuses (StructureError, NumericalError) has a reason in place of an energy.
/// `observer` is called after each structure, by one thread at a time.
std::vector<SinglePoint> single_points(const std::vector<Structure>& structures, const Calculator& calculator,
                                       std::size_t threads, const RelaxationObserver& observer = {});

}  // namespace crystalgan
