#pragma once

#include <map>
#include <string>

#include "crystalgan/dft/k_points.hpp"
#include "crystalgan/dft/written_cell.hpp"

namespace crystalgan {

/// structure.vasp and relax.py, which relaxes atoms and cell by PBE with GPAW's plane waves, then computes the energy
/// once more in the basis of the relaxed cell.
std::map<std::string, std::string> gpaw_input(const WrittenCell& cell, const KPoints& points);

}  // namespace crystalgan
