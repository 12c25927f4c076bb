#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The positions of each element, in fractions of one cell.
using Points = std::vector<Fractional>;
using PointsOfElements = std::map<Element, Points>;

PointsOfElements points_of(const Structure& structure);

/// A translation that is not of the lattice.
struct ApproximateTranslation {
  Fractional vector;  ///< from the first atom of the rarest element to another one of it
  double mismatch;    ///< Å; no atom is moved further than this from an atom of its kind
};

struct Translations {
  std::vector<ApproximateTranslation> all;
  /// Those of `all`, by index, that were tried on every atom: each other one is a sum of these but for its mismatch.
  std::vector<std::size_t> generators;
  std::int64_t steps = 0;  ///< atoms that were moved to find them
};

/// Every vector between atoms of the rarest element that moves all atoms to within `max_mismatch` (Å) of one of their
/// kind, but for vectors shorter than that. `reduced` is a reduced cell. The time grows with the number of atoms, not with
/// its square, where the crystal repeats exactly and where it does not at all; in between it is bounded by a number of
/// steps, after which none is returned.
Translations find_translations(const Basis& reduced, const PointsOfElements& points, double max_mismatch);

}  // namespace crystalgan
