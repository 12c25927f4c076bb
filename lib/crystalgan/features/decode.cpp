#include "crystalgan/features/decode.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {

std::variant<Structure, Rejection> decode_cartesian(const CellBatch<float>& cells, std::int64_t index,
                                                    const ChemicalSystem& system, const std::string& name) {
  check_shape("features", std::array{cells.size * cells.numbers_per_cell()}, std::array{std::ssize(cells.features)});
  check_shape("mask", std::array{cells.size * cells.rows_per_cell()}, std::array{std::ssize(cells.mask)});
  if (cells.slots < 3)
    throw ShapeError("features: expected at least 3 rows for the lattice, got " + std::to_string(cells.slots));
  if (index < 0 || index >= cells.size)
    throw ShapeError("cell of a batch: expected an index below " + std::to_string(cells.size) + ", got " +
                     std::to_string(index));
  const auto vector = [&](Block block, std::int64_t slot) {
    const float* numbers = cells.features.data() + 3 * cells.row(index, block, slot);
    return Cartesian{static_cast<double>(numbers[0]), static_cast<double>(numbers[1]), static_cast<double>(numbers[2])};
  };

  try {
    const Lattice lattice({vector(Block::lattice, 0), vector(Block::lattice, 1), vector(Block::lattice, 2)});
    std::vector<Site> sites;
    for (const auto& [block, element] :
         {std::pair{Block::x, system.x}, std::pair{Block::a, system.a}, std::pair{Block::b, system.b}})
      for (std::int64_t slot = 0; slot < cells.slots; ++slot)
        if (cells.mask[cells.row(index, block, slot)] != 0)
          sites.push_back({element, lattice.fractional(vector(block, slot))});
    return Structure(lattice, std::move(sites), name);
  } catch (const StructureError& error) {
    // the constructors check validity; a refusal is a count, not a failure
    return Rejection{std::string(kNotACrystal), error.what()};
  }
}

}  // namespace crystalgan
