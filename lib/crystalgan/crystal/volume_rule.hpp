#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The volume that a cell of this composition should have, V = Σ n_i v_i (method: element volumes), in Å^3.
/// Always positive.
double rule_volume(const Composition& composition);

/// Å^3 that one hydrogen adds to this metal: from the metal's known hydride, a common value where none is known.
/// Always positive.
double hydrogen_volume(Element metal);

}  // namespace crystalgan
