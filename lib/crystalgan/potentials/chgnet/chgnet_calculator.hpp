#pragma once

#include <memory>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// CHGNet 0.3.0 (chgnet/potential.hpp) in float32, for the 89 elements of its paper: H to Pu without Po, At, Rn, Fr and Ra,
/// which it hardly saw in training. Energies are those of the Materials Project with its corrections. evaluate() throws as
/// chgnet::Potential, and StructureError for the other elements.
std::unique_ptr<Calculator> make_chgnet_calculator();

}  // namespace crystalgan
