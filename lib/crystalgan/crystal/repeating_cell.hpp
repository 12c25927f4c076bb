#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The smallest cell in which a crystal repeats within `tolerance` (Å), with every atom at the mean of its copies. Which
/// cell that is depends on the crystal alone, not on the cell, the origin or the order that describes it: of all lattices
/// that contain the given one, the finest on which the atoms fall together in sets, one atom of each translation, no two
/// of a set further apart than the tolerance; of equally fine ones that with the least sum of squared distances from the
/// means, and of those that are equal in this the one with the shortest vectors. A crystal without such translations comes back unchanged; in a smaller cell the atoms are sorted by element.
/// Expects a reduced cell (niggli_reduced); that of the result is not reduced. Atoms of one element closer to each other
/// than twice the tolerance are never copies of each other.
Structure repeating_cell(const Structure& reduced, double tolerance);

}  // namespace crystalgan
