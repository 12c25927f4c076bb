#include "crystalgan/potentials/chgnet/geometry.hpp"

#include <algorithm>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan::chgnet {
namespace {

std::string atom_text(const Structure& structure, std::size_t atom) {
  return "atom " + std::to_string(atom + 1) + " (" + std::string(structure.sites()[atom].element.symbol()) + ")";
}

void name_elements(const Structure& structure, Geometry& geometry) {
  geometry.elements.clear();
  for (std::size_t atom = 0; atom < structure.size(); ++atom) {
    const int number = structure.sites()[atom].element.atomic_number();
    if (number > kMaxAtomicNumber)
      throw StructureError(structure.name() + ": expected elements that CHGNet knows, H to Pu, got " +
                           atom_text(structure, atom));
    geometry.elements.push_back(static_cast<Index>(number - 1));
  }
}

// One of the two ends that see a bond.
bool counts(const Neighbor& neighbor) {
  if (neighbor.first != neighbor.second) return neighbor.first < neighbor.second;
  return neighbor.image > ImageIndex{};
}

void add_bond(const Structure& structure, const Neighbor& neighbor, Geometry& geometry) {
  Fractional apart = structure.sites()[neighbor.second].position - structure.sites()[neighbor.first].position;
  for (std::size_t axis = 0; axis < 3; ++axis) apart[axis] += static_cast<double>(neighbor.image[axis]);
  geometry.first.push_back(static_cast<Index>(neighbor.first));
  geometry.second.push_back(static_cast<Index>(neighbor.second));
  geometry.images.push_back(neighbor.image);
  geometry.vectors.push_back(structure.lattice().cartesian(apart));
  geometry.lengths.push_back(neighbor.distance);
}

// Each bond is found from both of its ends.
std::vector<Neighbor> bounded_neighbors(const Structure& structure) {
  const std::int64_t limit = read_limits().chgnet_bonds;
  if (auto neighbors = neighbors_within(structure, kAtomCutoff, 2 * static_cast<std::size_t>(limit)))
    return *std::move(neighbors);
  throw StructureError(structure.name() + ": expected at most " + std::to_string(limit) +
                       " pairs of atoms within 6 Å for CHGNet, got more" + limit_advice("chgnet_bonds"));
}

void list_bonds(const Structure& structure, Geometry& geometry) {
  geometry.first.clear();
  geometry.second.clear();
  geometry.images.clear();
  geometry.vectors.clear();
  geometry.lengths.clear();
  const std::vector<Neighbor> neighbors = bounded_neighbors(structure);
  for (const Neighbor& neighbor : neighbors) {
    if (!(neighbor.distance > kSamePlace))
      throw StructureError(structure.name() + ": expected atoms on different places, got " +
                           atom_text(structure, neighbor.first) + " and " + atom_text(structure, neighbor.second) +
                           " on one");
    if (counts(neighbor) && neighbor.distance < kBondCutoff) add_bond(structure, neighbor, geometry);
  }
  geometry.short_bonds = geometry.bonds();
  for (const Neighbor& neighbor : neighbors)
    if (counts(neighbor) && neighbor.distance >= kBondCutoff && neighbor.distance < kAtomCutoff)
      add_bond(structure, neighbor, geometry);
}

void require_neighbours(const Structure& structure, const Geometry& geometry) {
  std::vector<bool> bonded(geometry.atoms, false);
  for (const auto* ends : {&geometry.first, &geometry.second})
    for (const Index atom : *ends) bonded[atom] = true;
  const auto lonely = std::ranges::find(bonded, false);
  if (lonely != bonded.end())
    throw StructureError(structure.name() + ": expected every atom to have a neighbour within 6 Å, got " +
                         atom_text(structure, static_cast<std::size_t>(lonely - bonded.begin())) + " without");
}

void list_stars(Geometry& geometry) {
  geometry.stars.resize(geometry.atoms);
  for (auto& star : geometry.stars) star.clear();
  geometry.places.clear();
  for (std::size_t bond = 0; bond < geometry.short_bonds; ++bond) {
    auto& of_first = geometry.stars[geometry.first[bond]];
    of_first.push_back({static_cast<Index>(bond), true});
    const auto place = static_cast<Index>(of_first.size() - 1);
    auto& of_second = geometry.stars[geometry.second[bond]];
    of_second.push_back({static_cast<Index>(bond), false});
    geometry.places.push_back({place, static_cast<Index>(of_second.size() - 1)});
  }
}

void require_few_angles(const Structure& structure, const Geometry& geometry) {
  const auto limit = static_cast<std::size_t>(read_limits().chgnet_angles);
  std::size_t angles = 0;
  for (const auto& star : geometry.stars) angles += star.empty() ? 0 : star.size() * (star.size() - 1);
  if (angles > limit)
    throw StructureError(structure.name() + ": expected at most " + std::to_string(limit) +
                         " ordered pairs of neighbours within 3 Å for CHGNet, got " + std::to_string(angles) +
                         limit_advice("chgnet_angles"));
}

void list_pairs(Geometry& geometry) {
  geometry.pairs.clear();
  geometry.first_pairs.clear();
  for (const auto& star : geometry.stars) {
    geometry.first_pairs.push_back(static_cast<Index>(geometry.pairs.size()));
    for (std::size_t one = 0; one < star.size(); ++one)
      for (std::size_t other = one + 1; other < star.size(); ++other)
        geometry.pairs.push_back({star[one], star[other]});
  }
}

}  // namespace

// Pairs of a centre are counted along the rows of the upper triangle.
std::size_t Geometry::pair_at(Index centre, std::size_t place, std::size_t other) const {
  const std::size_t low = std::min(place, other);
  const std::size_t high = std::max(place, other);
  return first_pairs[centre] + low * (2 * stars[centre].size() - low - 1) / 2 + (high - low - 1);
}

double Geometry::cosine_of(std::size_t pair) const {
  const auto& [one, other] = pairs[pair];
  return dot(vector_of(one), vector_of(other)) / (lengths[one.bond] * lengths[other.bond]);
}

void find_geometry(const Structure& structure, Geometry& geometry) {
  geometry.atoms = structure.size();
  name_elements(structure, geometry);
  list_bonds(structure, geometry);
  require_neighbours(structure, geometry);
  list_stars(geometry);
  require_few_angles(structure, geometry);
  list_pairs(geometry);
}

}  // namespace crystalgan::chgnet
