#pragma once

#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"

namespace crystalgan {

struct ValenceShare {
  double valence;  ///< to three decimals
  double share;    ///< of all, sum 1
};

/// P_M(v|X): which valences a metal has with X, by valence. From its binaries with X, its binaries with other anions, the
/// binaries of its group with X, and its common oxidation states. Empty where none of them says anything.
std::vector<ValenceShare> valence_distribution(const BinaryPool& pool, Element metal, Element anion);

/// Pauling's electronegativity, 1.5 where it is not known.
double electronegativity_of(Element element);

}  // namespace crystalgan
