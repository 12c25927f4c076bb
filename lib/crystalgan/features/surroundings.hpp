#pragma once

#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// A crystal of a system as one row of numbers that depends on no choice of cell, origin or order: shares of the elements,
/// volume per atom (Å^3), and for every pair of them, in the order of element_pairs(), how many neighbours of the other an
/// atom of the one has around each of some distances, as atoms of the whole crystal count: a sum of Gaussians, per atom of
/// the crystal. As long for every crystal of the system.
std::vector<double> surroundings(const Structure& structure, const ChemicalSystem& system);

}  // namespace crystalgan
