#pragma once

#include "crystalgan/crystal/element.hpp"
#include "crystalgan/dft/written_cell.hpp"

namespace crystalgan {

/// Initial moment (Bohr magnetons) of Cr, Mn, Fe, Co and Ni: the unpaired 3d electrons of the free atom (Hund's rules),
/// above those of any crystal, so that a calculation does not end in the non-magnetic solution. 0 for all other
/// elements.
double starting_moment(Element element);

/// The same as a part of the valence electrons, 3d and 4s.
double starting_polarisation(Element element);

/// Whether a calculation must be spin-polarised: some atom starts with a moment.
bool is_magnetic(const WrittenCell& cell);

}  // namespace crystalgan
