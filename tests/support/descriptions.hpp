#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/support/crystals.hpp"

namespace crystalgan::test {

/// Any of the matrices of determinant ±1 whose entries are -3 to 3.
inline Change unimodular(Random& random) {
  for (;;) {
    Change change;
    for (ImageIndex& row : change)
      for (std::int64_t& entry : row) entry = static_cast<std::int64_t>(random.below(7)) - 3;
    if (determinant(change) == 1 || determinant(change) == -1) return change;
  }
}

/// The crystal in another cell, every other time a supercell of 2 or 3, from another origin, turned, in another order.
inline Structure described_otherwise(const Structure& structure, Random& random) {
  Structure other = structure;
  if (random.below(2) == 0) {
    const int copies = 2 + static_cast<int>(random.below(2));
    const std::size_t axis = random.below(3);
    other = supercell(other, axis == 0 ? copies : 1, axis == 1 ? copies : 1, axis == 2 ? copies : 1);
  }
  other = translated(recut(other, unimodular(random)), {random.uniform(), random.uniform(), random.uniform()});
  return wrapped(permuted(rotated(other, between(random, 0.0, 6.0)), random.permutation(other.size())));
}

}  // namespace crystalgan::test
