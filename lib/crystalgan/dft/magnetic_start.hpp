#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"
#include "crystalgan/crystal/element.hpp"
#include "crystalgan/dft/written_cell.hpp"

namespace crystalgan {

/// Initial moment (Bohr magnetons) of a magnetic element: of MPRelaxSet for 3d (V to Ni), Mo, W and 4f, of Hund's rules for
/// 5f (Pa to Cm). Mostly above that of any crystal, so that a calculation does not end in the non-magnetic solution. 0 for
/// all other elements.
double starting_moment(Element element);

/// Bohr magnetons of every other atom beside magnetic ones, in MPRelaxSet.
inline constexpr double kOtherMoment = 0.6;

/// The same as a part of the outer s, d and f electrons, at most 1.
double starting_polarisation(Element element);

/// Whether a calculation must be spin-polarised: some atom starts with a moment.
bool is_magnetic(const WrittenCell& cell);

/// One line: how many structures start with moments, and which.
std::string spin_summary(const std::vector<RankedStructure>& entries);

}  // namespace crystalgan
