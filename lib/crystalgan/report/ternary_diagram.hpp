#pragma once

#include <optional>
#include <string_view>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/report/drawing.hpp"

namespace crystalgan {

/// Numbers of atoms of A, B and X, or fractions.
struct TernaryComposition {
  double a;
  double b;
  double x;
};

/// From a formula like "NiPd3H2"; nothing unless it has only atoms of A, B and X.
std::optional<TernaryComposition> ternary_composition(std::string_view formula, const ChemicalSystem& system);

/// A triangle of compositions: A at the left, B at the right, X at the top.
class TernaryDiagram {
 public:
  /// Axes, grid lines at fifths and the three symbols.
  void draw(const ChemicalSystem& system, Drawing& drawing) const;

  DrawnPoint place(const TernaryComposition& composition) const;

  // All lengths chosen: the triangle and a list beside it fill the width of the page.
  static constexpr double kWidth = 1000.0, kTop = 40.0, kSide = 520.0, kHeight = 0.8660254037844386 * kSide,
                          kBelow = 40.0;
  static constexpr double kListLeft = 680.0, kListLine = 18.0;
};

}  // namespace crystalgan
