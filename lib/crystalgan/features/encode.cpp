#include "crystalgan/features/encode.hpp"

#include <array>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

CellBatch<float> encode_cartesian(const std::vector<Structure>& structures, const ChemicalSystem& system,
                                  const Layout& layout) {
  CellBatch<float> cells(std::ssize(structures), layout.slots);
  for (std::int64_t i = 0; i < cells.size; ++i) {
    const Structure& structure = structures[static_cast<std::size_t>(i)];
    std::array<std::int64_t, kBlocks> used{};
    const auto put = [&](Block block, const Cartesian& vector) {
      const std::int64_t slot = used[static_cast<std::size_t>(block)]++;
      if (slot >= layout.slots)
        throw ShapeError(structure.name() + ": expected at most " + std::to_string(layout.slots) +
                         " atoms of one element, got more");
      const std::size_t row = cells.row(i, block, slot);
      for (std::size_t axis = 0; axis < 3; ++axis) cells.features[3 * row + axis] = static_cast<float>(vector[axis]);
      cells.mask[row] = 1;
    };
    for (const Cartesian& row : structure.lattice().rows()) put(Block::lattice, row);
    for (const Site& site : structure.sites())
      put(block_of(site.element, system), structure.lattice().cartesian(site.position));
  }
  return cells;
}

}  // namespace crystalgan
