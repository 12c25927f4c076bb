#pragma once

#include <compare>
#include <string>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A_a B_b X_x without a common divisor.
struct TernaryFormula {
  int a, b, x;

  int atoms() const { return a + b + x; }
  friend auto operator<=>(const TernaryFormula&, const TernaryFormula&) = default;
};

/// Divided by the greatest common divisor.
TernaryFormula reduced_formula(int a, int b, int x);

/// "SrTiO3": A, B, X in this order.
std::string formula_name(const TernaryFormula& formula, const ChemicalSystem& system);

/// From "SrTiO3" or "O3SrTi": element symbols, each with a whole number or none, in any order. Throws ConfigError unless it
/// has A, B and X of the system, each once, and nothing else.
TernaryFormula parse_formula(const std::string& text, const ChemicalSystem& system);

}  // namespace crystalgan
