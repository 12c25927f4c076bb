#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// CDVAE's composition validity (Xie et al., arXiv:2110.06197), the SMACT rule (Davies et al., Chem 1, 617 (2016)):
/// true for one element and for metals only; otherwise true when one oxidation state for each element, of those in
/// SMACT's table, makes the composition neutral and every positive element less electronegative than every negative
/// one. Nothing with an element that SMACT has no states for passes.
bool smact_valid(const Composition& composition);

}  // namespace crystalgan
