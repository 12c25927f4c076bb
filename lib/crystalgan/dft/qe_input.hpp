#pragma once

#include <map>
#include <optional>
#include <string>

#include "crystalgan/dft/k_points.hpp"
#include "crystalgan/dft/pseudopotentials.hpp"
#include "crystalgan/dft/written_cell.hpp"

namespace crystalgan {

/// pw.in of Quantum ESPRESSO's pw.x: relaxation of atoms and cell with PBE. Without `pseudopotentials` the files are
/// ../pseudo/ELEMENT.UPF.
std::map<std::string, std::string> qe_input(const WrittenCell& cell, const KPoints& points,
                                            const std::optional<Pseudopotentials>& pseudopotentials);

}  // namespace crystalgan
