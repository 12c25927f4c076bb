#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"

// Structures to export, written by hand.
namespace crystalgan::test {

inline Site site(const char* symbol, double x, double y, double z) { return {Element::from_symbol(symbol), {x, y, z}}; }

/// Hydrogen before, between and behind the metals: a file that groups by element has to move it.
inline RankedStructure mixed_entry(const std::string& id = "0001") {
  return {id,
          {Lattice::from_parameters(4, 4, 4, 90, 90, 90),
           {site("H", 0.5, 0.5, 0.5), site("Ni", 0, 0, 0), site("H", 0.5, 0, 0), site("Pd", 0.5, 0.5, 0),
            site("Ni", 0.5, 0, 0.5), site("Pd", 0, 0.5, 0.5)},
           "by hand"},
          47,
          0.031};
}

/// Left-handed and skewed, without magnetic elements.
inline RankedStructure left_handed_entry(const std::string& id = "0002") {
  return {id,
          {Lattice({Cartesian{0.1, 3.9, 0}, Cartesian{3.7, 1.1, 0.2}, Cartesian{-1.3, 0.4, 4.2}}),
           {site("Mg", 0.1, 0.2, 0.3), site("Ti", 0.6, 0.7, 0.75), site("H", 0.35, 0.45, 0.9)},
           "by hand"},
          1,
          std::nullopt};
}

}  // namespace crystalgan::test
