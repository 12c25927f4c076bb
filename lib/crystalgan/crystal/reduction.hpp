#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The same crystal in its Niggli cell (spglib), right-handed; atoms keep their order and are wrapped into the cell.
/// Where spglib finds none, the Minkowski-reduced cell is used: the three shortest vectors, without Niggli's rules for
/// vectors of equal length.
Structure niggli_reduced(const Structure& structure);

/// niggli_reduced() of a skewed cell, whose longest vector is more than 1.5 times that of the reduced one: spglib misses
/// symmetry there. Any other cell as it is; all cells that the International Tables use are others.
Structure without_skew(const Structure& structure);

}  // namespace crystalgan
