#pragma once

#include <cstdint>
#include <vector>

namespace crystalgan {

/// What a block of a cell holds (arXiv:1810.11203, section 3: the reference tensor).
enum class Block : std::int64_t {
  lattice = 0,  ///< lattice vectors a, b, c as rows 0-2
  x = 1,        ///< coordinates of the X atoms
  a = 2,        ///< coordinates of the A atoms; the placeholder (all zero) in the B-X domain
  b = 3,        ///< coordinates of the B atoms; the placeholder in the A-X domain
};

/// Numbers in one row of a block: x, y, z.
inline constexpr std::int64_t kComponents = 3;

/// Blocks of a cell: the lattice and three elements.
inline constexpr std::int64_t kBlocks = 4;

/// Structures as a network sees them, in Cartesian Å. An atom at the origin is zero like an empty row, so what is an atom
/// is said by the mask, never read back from coordinates. Legend: B structures, K blocks, S slots, 3 components.
template <class Number>
struct CellBatch {
  std::int64_t size;               ///< B
  std::int64_t slots;              ///< S, rows per block
  std::vector<Number> features;    ///< [B, K, S, 3], row-major
  std::vector<std::uint8_t> mask;  ///< [B, K, S], 1 where a row holds a lattice vector or an atom, else 0

  /// All rows empty.
  CellBatch(std::int64_t structures, std::int64_t slots_per_block)
      : size(structures),
        slots(slots_per_block),
        features(static_cast<std::size_t>(structures * numbers_per_cell())),
        mask(static_cast<std::size_t>(structures * rows_per_cell())) {}

  std::int64_t rows_per_cell() const { return kBlocks * slots; }
  std::int64_t numbers_per_cell() const { return kBlocks * slots * kComponents; }

  /// Where a row stands in `mask`; its three numbers begin at three times that in `features`.
  std::size_t row(std::int64_t structure, Block block, std::int64_t slot) const {
    return static_cast<std::size_t>((structure * kBlocks + static_cast<std::int64_t>(block)) * slots + slot);
  }
};

}  // namespace crystalgan
