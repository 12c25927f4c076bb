#pragma once

#include <string>
#include <vector>

#include "crystalgan/potentials/chgnet/orbits.hpp"

namespace crystalgan::chgnet {

// Paper:   Deng et al., Nature Machine Intelligence 5, 1031 (2023), "Graph construction"; package chgnet 0.4.2
// Symbols: (i, j, T) an atom, a neighbour, and the cell of the neighbour
// Here:    each pair {(i, j, T), (j, i, -T)} below 6 Å is one undirected bond and two directed ones, own images included;
//          for each centre, all ordered pairs of different directed bonds below 3 Å are angles, a bond of an atom with its
//          own image and the reverse of it too
// Differs: bonds below 3 Å come first; directed bonds are sorted by centre, angles by their first bond; of a symmetric
//          crystal one row stands for each orbit, and sums count it as often as it occurs
// Test:    chgnet_graph_test.cpp, chgnet_symmetry_test.cpp
/// What CHGNet computes of a crystal: rows of atoms, bonds and angles, or of orbits of them. Lengths in Å.
struct Graph {
  // atoms, [N]
  std::vector<Index> elements;     ///< atomic number - 1
  std::vector<Index> atom_counts;  ///< in the cell

  // undirected bonds, [U]
  std::vector<double> lengths;
  std::size_t short_bonds = 0;  ///< S

  // directed bonds, [D]
  std::vector<Index> centre, neighbour, bond;
  std::vector<Index> times;  ///< at one centre

  // angles, [A]
  std::vector<Index> angle_first, angle_second, angle_centre;
  std::vector<Index> angle_pair;   ///< the pair of bonds, in [P]
  std::vector<Index> angle_times;  ///< with one first bond, from both of its ends

  // pairs of bonds without order, [P]
  std::vector<double> cosines;

  std::size_t atoms() const { return elements.size(); }
  std::size_t bonds() const { return lengths.size(); }
  std::size_t directed_bonds() const { return centre.size(); }
  std::size_t angles() const { return angle_first.size(); }
  std::size_t pairs() const { return cosines.size(); }
};

/// Makes `graph` the rows of these orbits, in the memory that it has.
void make_graph(const Geometry& geometry, const Equivalence& equivalence, Graph& graph);

/// All three of a crystal; its operations as for find_orbits().
struct CrystalGraph {
  Geometry geometry;
  Equivalence equivalence;
  Graph graph;

  /// In the memory that there is. Throws as find_geometry() and find_orbits().
  void make(const Structure& structure, const std::vector<SiteOperation>& operations = {});
};

}  // namespace crystalgan::chgnet
