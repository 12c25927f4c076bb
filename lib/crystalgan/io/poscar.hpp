#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// Reads the first structure of a VASP 5 or VASP 4 POSCAR as found in the wild: one or three scale factors (a single
/// negative one is the volume in Å^3), selective dynamics, Direct or Cartesian, repeated species blocks, symbols and counts
/// over several lines (VASP 6), labels such as `Pd_pv`, CRLF, tabs, trailing comments; what follows the coordinates
/// (velocities, predictor-corrector) is ignored. VASP 4 files take their species from the words of the first line, else
/// from the labels after the positions. The structure is named `file`. Throws ParseError with file and line, and
/// StructureError naming `file` for cells without a volume.
Structure parse_poscar(std::string_view text, const std::string& file);

/// All structures of a file: POSCARs one after the other, and the frames of an XDATCAR with a fixed or changing cell. With
/// several, their names are `file#1`, `file#2`, ... Text after the coordinates that is no structure is a remark. Throws as
/// parse_poscar.
std::vector<Structure> parse_poscars(std::string_view text, const std::string& file, ReadNotes& notes);

/// A VASP 5 POSCAR in direct coordinates, atoms grouped by element in order of first appearance, numbers exact (they
/// read back to the same bits), the basis right-handed as VASP asks. `comment` becomes the first line, made one line.
std::string poscar_text(const Structure& structure, std::string_view comment);

}  // namespace crystalgan
