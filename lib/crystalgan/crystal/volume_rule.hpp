#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

// Paper:   none; V = Σ n_i v_i with element volumes v_i, hydrogen's solved from a known hydride of the metal
// Symbols: n_i atoms of element i in the cell
// Here:    metals count half where X is a non-metal other than hydrogen (docs/decisions/0011)
// Differs: -
// Test:    volume_rule_test.cpp
/// The volume that a cell of this composition should have, in Å^3. Always positive.
double rule_volume(const Composition& composition);

/// Å^3 that one hydrogen adds to this metal: from the metal's known hydride, a common value where none is known.
/// Always positive.
double hydrogen_volume(Element metal);

/// The same crystal, every length scaled alike, with the volume of the rule.
Structure at_rule_volume(const Structure& structure);

}  // namespace crystalgan
