#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crystalgan/potentials/ionic/lanes.hpp"

// Legend of the axes: N atoms, U undirected bonds, S those shorter than 3 Å (they come first), D directed bonds,
// A angles in both orders, P pairs of bonds (angles in one order), R rows of a layer (D or A), T rows of a tile.
namespace crystalgan::chgnet {

inline constexpr std::int64_t kFeatures = 64;          ///< of an atom, a bond, an angle
inline constexpr std::int64_t kUnits = 2 * kFeatures;  ///< of a gated unit: core, then gate
inline constexpr std::int64_t kFunctions = 31;         ///< of a basis
inline constexpr std::int64_t kColumns = 32;           ///< kFunctions and a 0: whole vectors
inline constexpr std::int64_t kTile = 32;              ///< rows that are worked on together: they fit into the caches
inline constexpr std::int64_t kRowGroup = 16;          ///< products have whole groups of rows, so few shapes

/// Memory that starts at a whole vector.
template <class Number>
using Array = std::vector<Number, LaneAllocator<Number>>;

/// An atom, bond, angle or pair.
using Index = std::uint32_t;

constexpr std::int64_t whole_groups(std::int64_t rows) { return (rows + kRowGroup - 1) / kRowGroup * kRowGroup; }

/// Rows of an array: whole groups may begin at any of them.
constexpr std::size_t rows_with_room(std::size_t rows) {
  return static_cast<std::size_t>(whole_groups(static_cast<std::int64_t>(rows)) + kRowGroup);
}

/// Gives `array` rows_with_room(rows); its content is undefined.
template <class Number>
void reserve_rows(Array<Number>& array, std::size_t rows, std::int64_t columns) {
  const auto size = rows_with_room(rows) * static_cast<std::size_t>(columns);
  if (array.size() < size) array.resize(size);
}

/// The same, all numbers 0.
template <class Number>
void reset_rows(Array<Number>& array, std::size_t rows, std::int64_t columns) {
  array.assign(rows_with_room(rows) * static_cast<std::size_t>(columns), Number{0});
}

}  // namespace crystalgan::chgnet
