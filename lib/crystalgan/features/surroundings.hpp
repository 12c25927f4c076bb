#pragma once

#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// A crystal as a vector, independent of cell, origin and order: fractions of the elements, volume per atom (Å^3), and
/// for every pair in the order of element_pairs() the number of neighbours around each of some distances: a sum of
/// Gaussians, per atom of the crystal. Equal length for all crystals of a system.
std::vector<double> surroundings(const Structure& structure, const ChemicalSystem& system);

}  // namespace crystalgan
