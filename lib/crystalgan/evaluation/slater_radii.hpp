#pragma once

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// Å: Slater's empirical atomic radius as LeMat-GenBench takes it from pymatgen; 1 Å where pymatgen has none.
double slater_radius(Element element);

}  // namespace crystalgan
