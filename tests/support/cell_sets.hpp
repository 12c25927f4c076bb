#pragma once

#include <cstdint>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/seed.hpp"

// Sets of cells to train on.
namespace crystalgan::test {

/// Cells of about 4 Å with up to `slots` atoms of each element, others for every seed.
template <class Number = float>
CellBatch<Number> cell_set(std::int64_t count, std::int64_t slots, std::uint64_t seed) {
  Random random((Seed(seed)));
  CellBatch<Number> cells(count, slots);
  for (std::int64_t structure = 0; structure < count; ++structure)
    for (const Block block : {Block::lattice, Block::x, Block::a, Block::b})
      for (std::int64_t slot = 0; slot < slots; ++slot) {
        const bool held = slot == 0 || block == Block::lattice || random.uniform() < 0.7;
        const std::size_t row = cells.row(structure, block, slot);
        cells.mask[row] = held ? 1 : 0;
        for (std::int64_t axis = 0; axis < kComponents; ++axis) {
          const double middle = block != Block::lattice ? 1.5 : axis == slot ? 4.0 : 0.0;
          const double drawn = middle + 2.0 * random.uniform() - 1.0;
          cells.features[3 * row + static_cast<std::size_t>(axis)] = held ? static_cast<Number>(drawn) : Number{0};
        }
      }
  return cells;
}

}  // namespace crystalgan::test
