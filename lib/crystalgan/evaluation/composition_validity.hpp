#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// CDVAE's composition validity (Xie et al., arXiv:2110.06197), the SMACT rule (Davies et al., Chem 1, 617 (2016)):
/// true for one element and for metals only. Otherwise true if one oxidation state per element, from SMACT's table,
/// gives a neutral composition in which every positive element is less electronegative than every negative one. False
/// with an element without states in SMACT.
bool smact_valid(const Composition& composition);

}  // namespace crystalgan
