#pragma once

#include <functional>

#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// Gives a structure as in its POSCAR, read back from the text of the file, so that the certificate holds for the file. A
/// rejection if the numbers are too large for a POSCAR.
using WrittenForm = std::function<Generated(const Structure&)>;

/// In the Niggli cell.
Generated as_written(const Structure& structure);

/// Of the candidates of a run. In the mode symmetry: in the standard primitive cell (standard_cell()), exactly as
/// symmetric as they are within kSymmetryTolerance, with A before B before X. Else as_written().
WrittenForm candidate_form(const Configuration& configuration);

/// Of relaxed candidates: the same, but atoms stay where the energy was computed, to within kExactTolerance.
WrittenForm relaxed_form(const Configuration& configuration);

}  // namespace crystalgan
