#include "crystalgan/potentials/chgnet/graph.hpp"

#include <limits>

namespace crystalgan::chgnet {
namespace {

constexpr Index kNoRow = std::numeric_limits<Index>::max();

void list_atoms(const Geometry& geometry, const Equivalence& equivalence, Graph& graph) {
  graph.elements.clear();
  for (const Index atom : equivalence.atoms.first) graph.elements.push_back(geometry.elements[atom]);
  graph.atom_counts = equivalence.atoms.counts;
}

void list_lengths(const Geometry& geometry, const Equivalence& equivalence, Graph& graph) {
  graph.lengths.clear();
  graph.short_bonds = 0;
  for (const Index bond : equivalence.bonds.first) {
    graph.lengths.push_back(geometry.lengths[bond]);
    if (bond < geometry.short_bonds) graph.short_bonds = graph.lengths.size();
  }
  graph.cosines.clear();
  for (const Index pair : equivalence.pairs.first) graph.cosines.push_back(geometry.cosine_of(pair));
}

struct DirectedRow {
  Index centre, neighbour, bond;
  Index times;
};

// The orbits of directed bonds at the first atom of each orbit, by bond.
std::vector<DirectedRow> directed_rows(const Geometry& geometry, const Equivalence& equivalence) {
  const Orbits& bonds = equivalence.bonds;
  const auto& rows_of_atoms = equivalence.atoms.of;
  std::vector<DirectedRow> rows;
  std::vector<Index> row_of(2 * bonds.size(), kNoRow);
  for (std::size_t bond = 0; bond < geometry.bonds(); ++bond)
    for (const bool forward : {true, false}) {
      const DirectedBond directed{static_cast<Index>(bond), forward};
      const Index centre = geometry.centre_of(directed);
      if (!equivalence.atoms.is_first(centre)) continue;
      Index& row = row_of[bonds.directed(bond, !forward)];
      if (row == kNoRow) {
        row = static_cast<Index>(rows.size());
        rows.push_back({rows_of_atoms[centre], rows_of_atoms[geometry.neighbour_of(directed)], bonds.of[bond], 0});
      }
      ++rows[row].times;
    }
  return rows;
}

// By centre, then by bond; so the short ones of a centre come first.
void list_directed(const std::vector<DirectedRow>& rows, Graph& graph) {
  std::vector<std::size_t> next(graph.atoms() + 1, 0);
  for (const DirectedRow& row : rows) ++next[row.centre + 1];
  for (std::size_t atom = 0; atom < graph.atoms(); ++atom) next[atom + 1] += next[atom];
  for (auto* list : {&graph.centre, &graph.neighbour, &graph.bond, &graph.times}) list->resize(rows.size());
  for (const DirectedRow& row : rows) {
    const std::size_t place = next[row.centre]++;
    graph.centre[place] = row.centre;
    graph.neighbour[place] = row.neighbour;
    graph.bond[place] = row.bond;
    graph.times[place] = row.times;
  }
}

// The orbits of angles that begin with the first bond of each orbit.
void list_angles(const Geometry& geometry, const Equivalence& equivalence, Graph& graph) {
  for (auto* list :
       {&graph.angle_first, &graph.angle_second, &graph.angle_centre, &graph.angle_pair, &graph.angle_times})
    list->clear();
  std::vector<Index> row_of(2 * equivalence.pairs.size(), kNoRow);
  for (std::size_t row = 0; row < graph.short_bonds; ++row)
    for (const bool forward : {true, false}) {
      const DirectedBond first{equivalence.bonds.first[row], forward};
      const Index centre = geometry.centre_of(first);
      const std::size_t place = geometry.place_of(first);
      const auto& star = geometry.stars[centre];
      for (std::size_t other = 0; other < star.size(); ++other) {
        if (other == place) continue;
        const std::size_t pair = geometry.pair_at(centre, place, other);
        Index& angle = row_of[equivalence.pairs.directed(pair, place > other)];
        if (angle == kNoRow) {
          angle = static_cast<Index>(graph.angles());
          graph.angle_first.push_back(static_cast<Index>(row));
          graph.angle_second.push_back(equivalence.bonds.of[star[other].bond]);
          graph.angle_centre.push_back(equivalence.atoms.of[centre]);
          graph.angle_pair.push_back(equivalence.pairs.of[pair]);
          graph.angle_times.push_back(0);
        }
        ++graph.angle_times[angle];
      }
    }
}

}  // namespace

void make_graph(const Geometry& geometry, const Equivalence& equivalence, Graph& graph) {
  list_atoms(geometry, equivalence, graph);
  list_lengths(geometry, equivalence, graph);
  list_directed(directed_rows(geometry, equivalence), graph);
  list_angles(geometry, equivalence, graph);
}

void CrystalGraph::make(const Structure& structure, const std::vector<SiteOperation>& operations) {
  find_geometry(structure, geometry);
  find_orbits(geometry, operations, structure.name(), equivalence);
  make_graph(geometry, equivalence, graph);
}

}  // namespace crystalgan::chgnet
