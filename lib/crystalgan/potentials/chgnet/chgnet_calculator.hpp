#pragma once

#include <memory>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// Å. CHGNet has no repulsion at shorter distances, where atoms attract each other again; 0.6 Å is still repulsive (H-H).
inline constexpr double kChgnetMinDistance = 0.5;

/// CHGNet 0.3.0 (chgnet/potential.hpp) in float32, for the 89 elements of its paper: H to Pu without Po, At, Rn, Fr and Ra,
/// which it hardly saw in training. Energies are those of the Materials Project with its corrections. evaluate() throws as
/// chgnet::Potential and require_predictable().
std::unique_ptr<Calculator> make_chgnet_calculator();

/// Throws StructureError for an element that the calculator does not know, and for atoms closer than kChgnetMinDistance.
void require_predictable(const Structure& structure);

}  // namespace crystalgan
