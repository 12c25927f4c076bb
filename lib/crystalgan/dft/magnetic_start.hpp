#pragma once

#include "crystalgan/crystal/element.hpp"
#include "crystalgan/dft/written_cell.hpp"

namespace crystalgan {

/// The moment (Bohr magnetons) that an atom of Cr, Mn, Fe, Co or Ni starts with: the unpaired 3d electrons of the free
/// atom (Hund's rules), above those of any crystal, so that a calculation does not fall into the solution without
/// moments at its start. 0 for all other elements.
double starting_moment(Element element);

/// The same as a part of the valence electrons, 3d and 4s.
double starting_polarisation(Element element);

/// Whether a calculation must be spin-polarised: some atom starts with a moment.
bool is_magnetic(const WrittenCell& cell);

}  // namespace crystalgan
