#pragma once

#include <string>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The table of the paper's Fig. 5: for every atom its element, number and Cartesian coordinates, then every neighbour
/// up to `cutoff` (Å), own images included, nearest first, with element, number, image and distance.
std::string neighbor_table(const Structure& structure, double cutoff);

}  // namespace crystalgan
