#pragma once

#include <string>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/role_counts.hpp"

namespace crystalgan {

/// A_a B_b X_x divided by the greatest common divisor.
RoleCounts reduced_formula(int a, int b, int x);

/// "SrTiO3": A, B, X in this order.
std::string formula_name(const RoleCounts& formula, const ChemicalSystem& system);

/// From "SrTiO3" or "O3SrTi": element symbols, each with a whole number or none, in any order. Throws ConfigError unless it
/// has A, B and X of the system, each once, and nothing else.
RoleCounts parse_formula(const std::string& text, const ChemicalSystem& system);

}  // namespace crystalgan
