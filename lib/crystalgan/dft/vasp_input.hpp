#pragma once

#include <map>
#include <string>

#include "crystalgan/dft/k_points.hpp"
#include "crystalgan/dft/written_cell.hpp"

namespace crystalgan {

/// POSCAR, KPOINTS, INCAR and POTCAR.spec (one potential per line, in the POSCAR's order) of a relaxation with PBE. The
/// POTCAR itself is under VASP's licence.
std::map<std::string, std::string> vasp_input(const WrittenCell& cell, const KPoints& points);

}  // namespace crystalgan
