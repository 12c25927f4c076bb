#pragma once

#include <string>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/neighbors.hpp"

namespace crystalgan {

/// All pairs of the elements of a system in their one order: A-A, A-B, A-X, B-B, B-X, X-X.
std::vector<ElementPair> element_pairs(const ChemicalSystem& system);

/// Their names: "Pd-Pd", "Ni-Pd", "H-Pd", ...
std::vector<std::string> pair_names(const ChemicalSystem& system);

}  // namespace crystalgan
