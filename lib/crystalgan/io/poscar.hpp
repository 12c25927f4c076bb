#pragma once

#include <string>
#include <string_view>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Reads a VASP 5 or VASP 4 POSCAR as found in the wild: one or three scale factors (a single negative one is the
/// volume in Å^3), selective dynamics, Direct or Cartesian, repeated species blocks, labels such as `Pd_pv`, CRLF,
/// tabs, trailing comments; what follows the coordinates (velocities, predictor-corrector) is ignored. VASP 4 files
/// take their species from the words of the first line. The structure is named `file`. Throws ParseError with file and
/// line, and StructureError naming `file` for cells without a volume.
Structure parse_poscar(std::string_view text, const std::string& file);

/// A VASP 5 POSCAR in direct coordinates, atoms grouped by element in order of first appearance, numbers exact (they
/// read back to the same bits), the basis right-handed as VASP asks. `comment` becomes the first line, made one line.
std::string poscar_text(const Structure& structure, std::string_view comment);

}  // namespace crystalgan
