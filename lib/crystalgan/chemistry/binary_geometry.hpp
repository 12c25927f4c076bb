#pragma once

#include <array>

#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/chemistry/ternary_formula.hpp"

namespace crystalgan {

/// C_X: Å^3 that an atom of X takes, by a robust regression over all binaries of the pool with X. Always positive. Throws
/// StructureError where there are none.
double anion_volume(const BinaryPool& pool, Element anion);

/// What the binaries of M-X say of sizes: medians over those less than 0.1 eV/atom above the hull, over all where none is.
struct BinaryGeometry {
  double metal_volume;                           ///< V_M, Å^3 of an atom of M beside C_X
  double metal_anion, metal_metal, anion_anion;  ///< shortest distances, Å
};

/// Throws StructureError where the pool has no binary of M-X.
BinaryGeometry binary_geometry(const BinaryPool& pool, Element metal, Element anion, double anion_volume);

/// Of a pair without binaries: from those of the metal with other anions and of other metals with X, or from the sizes of
/// the atoms. Throws StructureError where the pool has no binary with X.
BinaryGeometry estimated_geometry(const BinaryPool& pool, Element metal, Element anion);

/// Volumes and distance limits of the ternaries of a system; A, B, X are 0, 1, 2.
struct TernaryGeometry {
  std::array<double, 3> volumes;                   ///< Å^3 of an atom
  std::array<std::array<double, 3>, 3> distances;  ///< shortest of the binaries, Å
  std::array<std::array<double, 3>, 3> limits;     ///< 0.8 of them

  /// The volume rule: Å^3 of one formula unit.
  double volume(const RoleCounts& formula) const {
    return formula.a * volumes[0] + formula.b * volumes[1] + formula.x * volumes[2];
  }
};

/// A metal without binaries with X has estimated_geometry(). Throws StructureError where the pool has no binary with X.
TernaryGeometry ternary_geometry(const BinaryPool& pool, const ChemicalSystem& system);

}  // namespace crystalgan
