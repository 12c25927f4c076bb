#pragma once

#include <string>

#include "crystalgan/crystal/element.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The system of a run: metals A and B, and the element X that both binary domains share. All three differ.
struct ChemicalSystem {
  Element a;
  Element b;
  Element x;

  /// From symbols. Throws ConfigError naming A, B or X: not an element, or two of them the same.
  static ChemicalSystem from_symbols(const std::string& a, const std::string& b, const std::string& x);

  /// "Pd-Ni-H"
  std::string name() const;
};

/// The same crystal with every B called A: A and B taken for one element.
Structure with_one_metal(const Structure& structure, const ChemicalSystem& system);

/// Whether `structure` holds A, B and X and nothing else.
bool is_of(const Structure& structure, const ChemicalSystem& system);

/// Throws StructureError unless `structure` holds both `metal` and `x` and nothing else.
void require_binary(const Structure& structure, Element metal, Element x);

}  // namespace crystalgan
