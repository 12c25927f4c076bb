#pragma once

#include <array>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/potentials/chgnet/arrays.hpp"

namespace crystalgan::chgnet {

inline constexpr double kAtomCutoff = 6.0;  ///< Å: bonds of the atom graph
inline constexpr double kBondCutoff = 3.0;  ///< Å: bonds that make angles
/// Å; chosen: atoms this near to each other are one place, where the network gives no finite number.
inline constexpr double kSamePlace = 0.01;
inline constexpr int kMaxAtomicNumber = 94;

/// A bond seen from one end.
struct DirectedBond {
  Index bond;
  bool forward;  ///< from the bond's `first` to its `second`
};

/// The bonds of a crystal below 6 Å, own images included, and the pairs of bonds below 3 Å that make its angles.
struct Geometry {
  std::size_t atoms = 0;
  std::vector<Index> elements;  ///< [N], atomic number - 1

  // undirected bonds, [U]: one of each {(i, j, T), (j, i, -T)}; those below 3 Å come first
  std::vector<Index> first, second;  ///< atoms
  std::vector<ImageIndex> images;    ///< T, the cell of `second`
  std::vector<Cartesian> vectors;    ///< from first to second, Å
  std::vector<double> lengths;       ///< Å
  std::size_t short_bonds = 0;       ///< S

  // bonds below 3 Å from each centre. A bond of an atom with its own image is there twice, forward first
  std::vector<std::vector<DirectedBond>> stars;  ///< [N]
  std::vector<std::array<Index, 2>> places;      ///< [S], in the star of `first` and in that of `second`

  // pairs of different bonds of one star, without order, both seen from the centre, [P]; by centre, then place
  std::vector<std::array<DirectedBond, 2>> pairs;
  std::vector<Index> first_pairs;  ///< [N], of each centre

  std::size_t bonds() const { return lengths.size(); }

  Index centre_of(const DirectedBond& directed) const {
    return directed.forward ? first[directed.bond] : second[directed.bond];
  }
  Index neighbour_of(const DirectedBond& directed) const {
    return directed.forward ? second[directed.bond] : first[directed.bond];
  }
  /// Away from the centre.
  Cartesian vector_of(const DirectedBond& directed) const {
    return directed.forward ? vectors[directed.bond] : -vectors[directed.bond];
  }
  Index place_of(const DirectedBond& directed) const { return places[directed.bond][directed.forward ? 0 : 1]; }
  /// Of the bonds at these two places in the star of `centre`; they differ.
  std::size_t pair_at(Index centre, std::size_t place, std::size_t other) const;
  /// Of the angle of a pair, without the factor of the network.
  double cosine_of(std::size_t pair) const;
};

/// Makes `geometry` that of `structure`, in the memory that it has. Throws StructureError, naming the atom, for an element
/// beyond plutonium, an atom without neighbours within 6 Å, two atoms on one place, and more bonds or angles than the limits
/// chgnet_bonds and chgnet_angles (record/read_limits.hpp): before memory is taken for them.
void find_geometry(const Structure& structure, Geometry& geometry);

}  // namespace crystalgan::chgnet
