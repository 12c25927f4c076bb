#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// What energies of a calculator may be used for.
enum class Trust {
  geometry,          ///< it relaxes, and gives no energies
  screening,         ///< a classical model: relaxes and discards candidates; it does not rank stability
  first_principles,  ///< density functional theory
};

/// "geometry", "screening", "first principles"
std::string trust_name(Trust trust);

/// Who a calculator is, for every place where its numbers are shown.
struct CalculatorIdentity {
  std::string name;
  std::string version;
  std::string source;  ///< citation or origin of the model
  Trust trust;
};

/// dE/dε in eV: row i, column j belongs to the strain that maps r to (1 + ε) r.
using StrainDerivative = std::array<std::array<double, 3>, 3>;

/// What a calculator finds for the cell of a structure. With Trust::geometry the numbers are those of an objective
/// without a unit, to be made small and never to be shown.
struct CellEnergy {
  double energy;                  ///< eV per cell
  std::vector<Cartesian> forces;  ///< eV/Å, one per site
  StrainDerivative strain;        ///< eV per cell, symmetric
};

/// Energy, forces and strain derivative of periodic structures. One object serves one thread.
class Calculator {
 public:
  virtual ~Calculator() = default;

  virtual const CalculatorIdentity& identity() const = 0;
  /// The elements that it knows, all of them together.
  virtual const std::set<Element>& elements() const = 0;
  /// Throws StructureError for an element that it does not know, NumericalError where the model fails or its numbers are
  /// not finite.
  virtual CellEnergy evaluate(const Structure& structure) = 0;
  /// Another one of the same kind, for another thread.
  virtual std::unique_ptr<Calculator> another() const = 0;
};

/// Throws StructureError unless `calculator` knows every element of `structure`.
void require_known_elements(const Calculator& calculator, const Structure& structure);

}  // namespace crystalgan
