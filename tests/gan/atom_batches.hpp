#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/gan/geometry.hpp"

// Small batches of atoms.
namespace crystalgan::test {

/// One structure, an atom in every row.
inline AtomBatch cell(const Basis& basis, const std::vector<Cartesian>& atoms) {
  return {static_cast<std::int64_t>(atoms.size()), {basis}, atoms, std::vector<std::uint8_t>(atoms.size(), 1)};
}

inline Basis cube(double a) { return {Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}}; }

/// One batch of the structures of several, all with the same number of rows.
inline AtomBatch stacked(const std::vector<AtomBatch>& batches) {
  AtomBatch all{batches.front().rows, {}, {}, {}};
  for (const AtomBatch& batch : batches) {
    all.lattices.insert(all.lattices.end(), batch.lattices.begin(), batch.lattices.end());
    all.positions.insert(all.positions.end(), batch.positions.begin(), batch.positions.end());
    all.present.insert(all.present.end(), batch.present.begin(), batch.present.end());
  }
  return all;
}

}  // namespace crystalgan::test
