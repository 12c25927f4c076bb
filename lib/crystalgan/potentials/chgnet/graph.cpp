#include "crystalgan/potentials/chgnet/graph.hpp"

#include <algorithm>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"

namespace crystalgan::chgnet {
namespace {

std::string atom_text(const Structure& structure, std::size_t atom) {
  return "atom " + std::to_string(atom + 1) + " (" + std::string(structure.sites()[atom].element.symbol()) + ")";
}

void name_elements(const Structure& structure, Graph& graph) {
  graph.elements.clear();
  for (std::size_t atom = 0; atom < structure.size(); ++atom) {
    const int number = structure.sites()[atom].element.atomic_number();
    if (number > kMaxAtomicNumber)
      throw StructureError(structure.name() + ": expected elements that CHGNet knows, H to Pu, got " +
                           atom_text(structure, atom));
    graph.elements.push_back(static_cast<Index>(number - 1));
  }
}

// One of the two ends that see a bond.
bool counts(const Neighbor& neighbor) {
  if (neighbor.first != neighbor.second) return neighbor.first < neighbor.second;
  return neighbor.image > ImageIndex{};
}

void add_bond(const Structure& structure, const Neighbor& neighbor, Graph& graph) {
  Fractional apart = structure.sites()[neighbor.second].position - structure.sites()[neighbor.first].position;
  for (std::size_t axis = 0; axis < 3; ++axis) apart[axis] += static_cast<double>(neighbor.image[axis]);
  graph.first.push_back(static_cast<Index>(neighbor.first));
  graph.second.push_back(static_cast<Index>(neighbor.second));
  graph.vectors.push_back(structure.lattice().cartesian(apart));
  graph.lengths.push_back(neighbor.distance);
}

void list_bonds(const Structure& structure, Graph& graph) {
  graph.first.clear();
  graph.second.clear();
  graph.vectors.clear();
  graph.lengths.clear();
  const std::vector<Neighbor> neighbors = neighbors_within(structure, kAtomCutoff);
  for (const Neighbor& neighbor : neighbors) {
    if (!(neighbor.distance > kSamePlace))
      throw StructureError(structure.name() + ": expected atoms on different places, got " +
                           atom_text(structure, neighbor.first) + " and " + atom_text(structure, neighbor.second) +
                           " on one");
    if (counts(neighbor) && neighbor.distance < kBondCutoff) add_bond(structure, neighbor, graph);
  }
  graph.short_bonds = graph.lengths.size();
  for (const Neighbor& neighbor : neighbors)
    if (counts(neighbor) && neighbor.distance >= kBondCutoff && neighbor.distance < kAtomCutoff)
      add_bond(structure, neighbor, graph);
}

// By centre, then by bond; so the short ones of a centre come first. `begin` receives the first of each centre.
void direct_bonds(const Structure& structure, Graph& graph, std::vector<Index>& begin) {
  begin.assign(graph.atoms + 1, 0);
  for (std::size_t bond = 0; bond < graph.bonds(); ++bond) {
    ++begin[graph.first[bond] + 1];
    ++begin[graph.second[bond] + 1];
  }
  for (std::size_t atom = 0; atom < graph.atoms; ++atom) {
    if (begin[atom + 1] == 0)
      throw StructureError(structure.name() + ": expected every atom to have a neighbour within 6 Å, got " +
                           atom_text(structure, atom) + " without");
    begin[atom + 1] += begin[atom];
  }
  for (auto* list : {&graph.centre, &graph.neighbour, &graph.bond}) list->resize(2 * graph.bonds());
  std::vector<Index> next(begin.begin(), begin.end() - 1);
  for (std::size_t bond = 0; bond < graph.bonds(); ++bond)
    for (const bool forward : {true, false}) {
      const Index centre = forward ? graph.first[bond] : graph.second[bond];
      const Index place = next[centre]++;
      graph.centre[place] = centre;
      graph.neighbour[place] = forward ? graph.second[bond] : graph.first[bond];
      graph.bond[place] = static_cast<Index>(bond);
    }
}

// The short bonds of each centre in order. A bond of an atom with its own image is there twice, forward first.
std::vector<std::vector<DirectedBond>> short_bonds_by_centre(const Graph& graph) {
  std::vector<std::vector<DirectedBond>> lists(graph.atoms);
  for (std::size_t bond = 0; bond < graph.short_bonds; ++bond) {
    lists[graph.first[bond]].push_back({static_cast<Index>(bond), true});
    lists[graph.second[bond]].push_back({static_cast<Index>(bond), false});
  }
  return lists;
}

// Pairs of a centre are counted along the rows of the upper triangle.
std::size_t pair_of(std::size_t one, std::size_t other, std::size_t count) {
  const std::size_t low = std::min(one, other);
  const std::size_t high = std::max(one, other);
  return low * (2 * count - low - 1) / 2 + (high - low - 1);
}

void list_angles(Graph& graph) {
  for (auto* list : {&graph.angle_first, &graph.angle_second, &graph.angle_centre, &graph.angle_pair}) list->clear();
  graph.pairs.clear();
  const auto lists = short_bonds_by_centre(graph);
  std::vector<std::size_t> first_pair;
  for (const auto& list : lists) {
    first_pair.push_back(graph.pairs.size());
    for (std::size_t one = 0; one < list.size(); ++one)
      for (std::size_t other = one + 1; other < list.size(); ++other) graph.pairs.push_back({list[one], list[other]});
  }
  std::vector<std::size_t> next(graph.atoms, 0);  // the place of a bond in the list of its centre
  for (std::size_t bond = 0; bond < graph.short_bonds; ++bond)
    for (const Index centre : {graph.first[bond], graph.second[bond]}) {
      const auto& list = lists[centre];
      const std::size_t place = next[centre]++;
      for (std::size_t other = 0; other < list.size(); ++other) {
        if (other == place) continue;
        graph.angle_first.push_back(static_cast<Index>(bond));
        graph.angle_second.push_back(list[other].bond);
        graph.angle_centre.push_back(centre);
        graph.angle_pair.push_back(static_cast<Index>(first_pair[centre] + pair_of(place, other, list.size())));
      }
    }
}

}  // namespace

void make_graph(const Structure& structure, Graph& graph) {
  graph.atoms = structure.size();
  name_elements(structure, graph);
  list_bonds(structure, graph);
  std::vector<Index> begin;
  direct_bonds(structure, graph, begin);
  list_angles(graph);
}

}  // namespace crystalgan::chgnet
