#pragma once

#include <memory>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// For systems that no model covers: atoms as soft spheres of their element's size in a cell drawn to the volume of the
/// rule. It relaxes geometry (Trust::geometry): what it calls energy and forces is an objective without a unit, which
/// compares no two crystals and is never shown as eV. Knows every element.
std::unique_ptr<Calculator> make_packing_calculator();

/// Å. Where soft spheres of these elements touch: the sum of their radii, but not below what screening takes for on top
/// of each other.
double packing_distance(Element one, Element other);

}  // namespace crystalgan
