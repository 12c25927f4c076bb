#pragma once

#include <string>
#include <vector>

#include "crystalgan/crystal/site_symmetry.hpp"
#include "crystalgan/potentials/chgnet/geometry.hpp"

namespace crystalgan::chgnet {

/// Things that are equivalent by symmetry, and can be turned round: bonds have two ends, pairs of bonds two orders.
struct Orbits {
  std::vector<Index> of;         ///< the orbit of each thing; orbits are numbered by their first members
  std::vector<bool> turned;      ///< per thing: whether its first member reaches it turned round
  std::vector<Index> first;      ///< per orbit: its first member
  std::vector<Index> counts;     ///< per orbit: its members
  std::vector<bool> reversible;  ///< per orbit: whether an operation turns a member round

  std::size_t size() const { return first.size(); }
  bool is_first(std::size_t thing) const { return first[of[thing]] == thing; }
  /// The orbit of a thing with a direction, below 2 size(): both directions are one orbit where it is reversible.
  std::size_t directed(std::size_t thing, bool backward) const {
    const std::size_t orbit = of[thing];
    return 2 * orbit + (!reversible[orbit] && turned[thing] != backward ? 1 : 0);
  }
};

struct Equivalence {
  Orbits atoms;  ///< never turned
  Orbits bonds;
  Orbits pairs;
};

// Paper:   none; all features of CHGNet are scalars, so they are equal where a symmetry operation maps one row on another
// Symbols: site i goes to site π(i) in cell c_i under an operation with rotation R
// Here:    a bond (i, j, T) goes to (π(i), π(j), R T + c_j - c_i); a pair of bonds to the pair of their images
// Differs: a bond whose image is missing, at a cut-off within rounding, stays alone: its messages vanish there
// Test:    chgnet_symmetry_test.cpp, ChgnetOrbits
/// The orbits under `operations`, a group that the crystal has exactly (kept_symmetry.hpp), or without any each thing alone.
/// Throws StructureError, naming `crystal`, where the image of a bond is none or has another length.
void find_orbits(const Geometry& geometry, const std::vector<SiteOperation>& operations, const std::string& crystal,
                 Equivalence& equivalence);

}  // namespace crystalgan::chgnet
