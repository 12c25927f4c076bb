#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// How far the energies of a calculator can be trusted.
enum class Trust {
  geometry,   ///< it relaxes, and gives no energies
  screening,  ///< a classical model: relaxes and discards candidates; it does not rank stability
  universal,  ///< a network trained on first-principles energies of all elements: its ranking has the error of the network
  external,          ///< a calculator of the user's own: as good as that is
  first_principles,  ///< density functional theory
};

/// "geometry", "screening", "universal potential", "external", "first principles"
std::string trust_name(Trust trust);

/// Name and origin of a calculator, shown beside its numbers.
struct CalculatorIdentity {
  std::string name;
  std::string version;
  std::string source;  ///< citation or origin of the model
  Trust trust;
};

/// dE/dε in eV: row i, column j belongs to the strain that maps r to (1 + ε) r.
using StrainDerivative = std::array<std::array<double, 3>, 3>;

/// Results for the cell of a structure. With Trust::geometry they are those of an objective without a unit: minimise it,
/// do not show it.
struct CellEnergy {
  double energy;                  ///< eV per cell
  std::vector<Cartesian> forces;  ///< eV/Å, one per site
  StrainDerivative strain;        ///< eV per cell, symmetric
  std::vector<double> moments{};  ///< µB, one per site, where the calculator gives them
};

struct SymmetricCrystal;  // kept_symmetry.hpp

/// Energy, forces and strain derivative of periodic structures. Not thread-safe: use one object per thread.
class Calculator {
 public:
  virtual ~Calculator() = default;

  virtual const CalculatorIdentity& identity() const = 0;
  /// All elements that it covers.
  virtual const std::set<Element>& elements() const = 0;
  /// Throws StructureError for an element that it does not cover, NumericalError where the model fails or a result is not
  /// finite.
  virtual CellEnergy evaluate(const Structure& structure) = 0;
  /// The same of a crystal whose symmetry is known, averaged over its operations, so that a step along the forces keeps
  /// them. A calculator may use them to compute less.
  virtual CellEnergy evaluate_symmetric(const SymmetricCrystal& crystal);
  /// The energy alone, eV per cell: that of evaluate() but for rounding. A calculator may find and use symmetry for it.
  virtual double energy_of(const Structure& structure);
  /// A copy of the same kind, for another thread.
  virtual std::unique_ptr<Calculator> another() const = 0;
};

/// Throws StructureError unless `calculator` knows every element of `structure`.
void require_known_elements(const Calculator& calculator, const Structure& structure);

}  // namespace crystalgan
