#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/site_grid.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/translations.hpp"

namespace crystalgan {

/// Atom `second`, moved by `image` cells, as seen from atom `first` (indices into sites()).
struct Neighbor {
  std::size_t first;
  std::size_t second;
  ImageIndex image;
  double distance;  ///< Å
};

/// All neighbours of every atom up to and including `cutoff` (Å, >= 0), own images included, exact for any cell: by
/// first, then distance, then second. Each pair stands twice, once from either end.
std::vector<Neighbor> neighbors_within(const Structure& structure, double cutoff);

/// The same, or nothing where there are more than `most`: found out before more than that are kept.
std::optional<std::vector<Neighbor>> neighbors_within(const Structure& structure, double cutoff, std::size_t most);

/// The nearest neighbour of every atom among the atoms for which `counts(first, second)` holds, own images included.
/// One entry per atom that has any.
template <class Counts>
std::vector<Neighbor> nearest_neighbors(const Structure& structure, Counts counts);

/// An unordered pair of elements, the smaller one first.
using ElementPair = std::pair<Element, Element>;

/// The shortest distance of every element pair present, own images included (Å).
std::map<ElementPair, double> shortest_distances(const Structure& structure);

/// The same between different atoms: without the images of an atom as seen from itself. Not of an element with one atom.
std::map<ElementPair, double> shortest_distances_of_different_atoms(const Structure& structure);

/// The pair in its one order.
inline ElementPair element_pair(Element one, Element other) {
  return one < other ? ElementPair{one, other} : ElementPair{other, one};
}

/// "Ni-Pd": the smaller atomic number first.
std::string pair_name(const ElementPair& pair);

/// The shortest of all distances between two different atoms of the structure, images included (Å).
double shortest_distance(const Structure& structure);

/// Exact distance (Å) and image of the nearest periodic copy of one site to another; for a site and itself the
/// nearest own image.
class NearestImages {
 public:
  /// Keeps a reference: `structure` must outlive this.
  explicit NearestImages(const Structure& structure) : structure_(structure), images_(structure.lattice().rows()) {}
  explicit NearestImages(Structure&&) = delete;

  Neighbor between(std::size_t first, std::size_t second) const;

 private:
  const Structure& structure_;
  ClosestImage images_;
};

/// Which atoms may be near an atom, without looking at all of them: of small structures all, of large ones those in boxes.
class AtomsAround {
 public:
  explicit AtomsAround(const Structure& structure);

  /// Å: the first reach to look at from an atom; all have neighbours about as near where a crystal is dense, and nearer
  /// ones where atoms crowd in a large cell.
  double first_reach(std::size_t atom) const;

  /// Every atom with an image within `reach` (Å) of that of this index, and others; ascending. Itself too.
  std::vector<std::size_t> within(std::size_t atom, double reach) const;

  /// Whether `reach` takes in every atom from everywhere.
  bool is_all(double reach) const { return !grid_ || reach >= furthest_; }

 private:
  std::size_t size_;
  double first_reach_;
  double furthest_;   // Å, no two atoms are further apart
  Points positions_;  // in fractions of the reduced cell, where there is a grid
  std::optional<SiteGrid> grid_;
};

template <class Counts>
std::vector<Neighbor> nearest_neighbors(const Structure& structure, Counts counts) {
  const NearestImages images(structure);
  const AtomsAround around(structure);
  std::vector<Neighbor> nearest;
  for (std::size_t first = 0; first < structure.size(); ++first) {
    for (double reach = around.first_reach(first);; reach *= 2.0) {
      bool found = false;
      Neighbor best{};
      for (const std::size_t second : around.within(first, reach)) {
        if (!counts(first, second)) continue;
        const Neighbor candidate = images.between(first, second);
        if (!found || candidate.distance < best.distance) best = candidate;
        found = true;
      }
      const bool complete = around.is_all(reach);
      if (found && (complete || best.distance <= reach)) nearest.push_back(best);
      if (complete || (found && best.distance <= reach)) break;
    }
  }
  return nearest;
}

}  // namespace crystalgan
