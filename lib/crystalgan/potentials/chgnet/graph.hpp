#pragma once

#include <array>
#include <vector>

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

// Paper:   Deng et al., Nature Machine Intelligence 5, 1031 (2023), "Graph construction"; package chgnet 0.4.2
// Symbols: (i, j, T) an atom, a neighbour, and the cell of the neighbour
// Here:    each pair {(i, j, T), (j, i, -T)} below 6 Å is one undirected bond and two directed ones, own images included;
//          for each centre, all ordered pairs of different directed bonds below 3 Å are angles, a bond of an atom with its
//          own image and the reverse of it too
// Differs: bonds below 3 Å come first; directed bonds are sorted by centre, angles by their first bond
// Test:    chgnet_graph_test.cpp
/// What CHGNet sees of a crystal. Lengths in Å.
struct Graph {
  std::size_t atoms = 0;
  std::vector<Index> elements;  ///< [N], atomic number - 1

  // undirected bonds, [U]
  std::vector<Index> first, second;  ///< atoms
  std::vector<Cartesian> vectors;    ///< from first to second
  std::vector<double> lengths;
  std::size_t short_bonds = 0;  ///< S

  // directed bonds, [D]
  std::vector<Index> centre, neighbour, bond;

  // angles, [A]
  std::vector<Index> angle_first, angle_second, angle_centre;
  std::vector<Index> angle_pair;  ///< the pair of bonds, in [P]
  // their pairs of bonds without order, [P], both seen from the centre
  std::vector<std::array<DirectedBond, 2>> pairs;

  std::size_t bonds() const { return lengths.size(); }
  std::size_t directed_bonds() const { return centre.size(); }
  std::size_t angles() const { return angle_first.size(); }

  /// Of a directed bond: away from its centre.
  Cartesian vector_of(const DirectedBond& directed) const {
    return directed.forward ? vectors[directed.bond] : -vectors[directed.bond];
  }
};

/// Makes `graph` that of `structure`, in the memory that it has. Throws StructureError, naming the atom, for an element
/// beyond plutonium, an atom without neighbours within 6 Å, and two atoms on one place.
void make_graph(const Structure& structure, Graph& graph);

}  // namespace crystalgan::chgnet
