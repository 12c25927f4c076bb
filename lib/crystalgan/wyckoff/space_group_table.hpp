#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crystalgan/crystal/space_group_orbits.hpp"

namespace crystalgan::wyckoff {

enum class CrystalSystem : std::uint8_t { triclinic, monoclinic, orthorhombic, tetragonal, trigonal, hexagonal, cubic };

inline constexpr int kSpaceGroups = 230;
inline constexpr std::size_t kMaxPositions = 27;  ///< those of space group 47

/// A Wyckoff position with its letter, as the enumeration and the builder of structures need it.
struct Position {
  char letter;
  int multiplicity;         ///< points of an orbit in the conventional cell
  int parameters;           ///< free coordinates d, 0 to 3
  int site_symmetry_order;  ///< operations of the conventional cell / multiplicity
  /// The points of an orbit in the conventional cell: a map takes the free coordinates (the first `parameters` components,
  /// the others are ignored) to a point. Entries are whole numbers, shifts multiples of 1/24. The first
  /// multiplicity / lattice_points of them are one of each class under the centring; the first map keeps the value of
  /// each free coordinate as one of x, y, z.
  std::vector<AffineMap> points;
};

/// Where the position of each index goes; beyond the last position the entries are 0.
using LetterPermutation = std::array<std::uint8_t, kMaxPositions>;

/// A space group in the standard setting: b unique and cell choice 1 where monoclinic, hexagonal axes where
/// trigonal, the inversion at the origin where the International Tables have two origins.
struct SpaceGroupTable {
  int number;
  CrystalSystem system;
  char centring;                    ///< P, A, C, I, F or R (obverse)
  int lattice_points;               ///< primitive cells in the conventional cell
  int point_group_order;            ///< operations of the primitive cell
  std::vector<Position> positions;  ///< the general position first, letter a last; 1,731 in the 230 groups
  /// What the normaliser does to the letters, identity included: two lists of occupied positions that differ by one
  /// of these describe the same arrangement. Sorted.
  std::vector<LetterPermutation> letter_permutations;

  /// The index of a letter; positions.size() where the group has no such letter.
  std::size_t index_of(char letter) const;
};

/// Of the space group with this number, derived at the first call and kept; any number of threads may call. Throws
/// StructureError outside 1 to 230.
const SpaceGroupTable& space_group_table(int number);

CrystalSystem crystal_system(int space_group);

}  // namespace crystalgan::wyckoff
