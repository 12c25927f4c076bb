#include "crystalgan/potentials/chgnet/orbits.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "crystalgan/core/error.hpp"

namespace crystalgan::chgnet {
namespace {

constexpr Index kNone = std::numeric_limits<Index>::max();

// Å; chosen: operations are exact to 1e-9 Å, and a wrong one is off by a thousandth.
constexpr double kSameLength = 1e-6;

/// A thing, and whether it was turned round on the way.
struct Image {
  std::size_t thing;
  bool turned;
};

// Finds the image of a bond by its atoms and cell: a table with open addresses.
class BondImages {
 public:
  explicit BondImages(const Geometry& geometry)
      : geometry_(geometry), table_(std::bit_ceil(2 * geometry.bonds() + 1), kNone) {
    for (std::size_t bond = 0; bond < geometry.bonds(); ++bond) {
      std::size_t place = place_of(geometry.first[bond], geometry.second[bond], geometry.images[bond]);
      while (table_[place] != kNone) place = next(place);
      table_[place] = static_cast<Index>(bond);
    }
  }

  /// Nothing where that bond is not in the list.
  std::optional<Image> image(const SiteOperation& operation, std::size_t bond) const {
    const Index i = geometry_.first[bond];
    const Index j = geometry_.second[bond];
    auto first = static_cast<Index>(operation.sites[i]);
    auto second = static_cast<Index>(operation.sites[j]);
    ImageIndex cell;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      cell[axis] = operation.cells[j][axis] - operation.cells[i][axis];
      for (std::size_t k = 0; k < 3; ++k) cell[axis] += operation.rotation[axis][k] * geometry_.images[bond][k];
    }
    const bool turned = first != second ? first > second : cell < ImageIndex{};
    if (turned) {
      std::swap(first, second);
      for (auto& component : cell) component = -component;
    }
    for (std::size_t place = place_of(first, second, cell); table_[place] != kNone; place = next(place)) {
      const Index found = table_[place];
      if (geometry_.first[found] == first && geometry_.second[found] == second && geometry_.images[found] == cell)
        return Image{found, turned};
    }
    return std::nullopt;
  }

 private:
  std::size_t next(std::size_t place) const { return (place + 1) & (table_.size() - 1); }

  std::size_t place_of(Index first, Index second, const ImageIndex& cell) const {
    std::uint64_t hash = (std::uint64_t{first} << 32U) ^ second;
    for (const auto component : cell) hash = (hash ^ static_cast<std::uint64_t>(component)) * 0x9e3779b97f4a7c15U;
    return static_cast<std::size_t>(hash >> 32U) & (table_.size() - 1);
  }

  const Geometry& geometry_;
  std::vector<Index> table_;
};

void clear(Orbits& orbits, std::size_t things) {
  orbits.of.assign(things, kNone);
  orbits.turned.assign(things, false);
  orbits.first.clear();
  orbits.counts.clear();
  orbits.reversible.clear();
}

void leave_alone(Orbits& orbits, std::size_t things) {
  clear(orbits, things);
  std::iota(orbits.of.begin(), orbits.of.end(), Index{0});
  orbits.first = orbits.of;
  orbits.counts.assign(things, 1);
  orbits.reversible.assign(things, false);
}

// `image_of(operation, thing)` is an optional Image.
template <class ImageOf>
void gather_orbits(Orbits& orbits, std::size_t things, const std::vector<SiteOperation>& operations, ImageOf image_of) {
  clear(orbits, things);
  for (std::size_t thing = 0; thing < things; ++thing) {
    if (orbits.of[thing] != kNone) continue;
    const auto orbit = static_cast<Index>(orbits.size());
    orbits.of[thing] = orbit;
    Index count = 1;
    bool reversible = false;
    for (const SiteOperation& operation : operations) {
      const std::optional<Image> image = image_of(operation, thing);
      if (!image) continue;
      if (image->thing == thing) reversible = reversible || image->turned;
      if (orbits.of[image->thing] != kNone) continue;
      orbits.of[image->thing] = orbit;
      orbits.turned[image->thing] = image->turned;
      ++count;
    }
    orbits.first.push_back(static_cast<Index>(thing));
    orbits.counts.push_back(count);
    orbits.reversible.push_back(reversible);
  }
}

std::optional<Image> image_of_pair(const Geometry& geometry, const BondImages& images, const SiteOperation& operation,
                                   std::size_t pair) {
  std::array<DirectedBond, 2> moved{};
  for (std::size_t end = 0; end < 2; ++end) {
    const DirectedBond& from = geometry.pairs[pair][end];
    const auto image = images.image(operation, from.bond);
    if (!image || image->thing >= geometry.short_bonds) return std::nullopt;
    moved[end] = {static_cast<Index>(image->thing), from.forward != image->turned};
  }
  const Index one = geometry.place_of(moved[0]);
  const Index other = geometry.place_of(moved[1]);
  return Image{geometry.pair_at(geometry.centre_of(moved[0]), one, other), one > other};
}

void require_image(const Geometry& geometry, std::size_t bond, const std::optional<Image>& image,
                   const std::string& crystal) {
  const double expected = geometry.lengths[bond];
  if (image ? std::abs(geometry.lengths[image->thing] - expected) < kSameLength : expected > kAtomCutoff - kSameLength)
    return;
  throw StructureError(crystal + ": expected symmetry operations that keep the length of a bond, " +
                       std::to_string(expected) + " Å, got " +
                       (image ? std::to_string(geometry.lengths[image->thing]) + " Å" : "no such bond"));
}

}  // namespace

void find_orbits(const Geometry& geometry, const std::vector<SiteOperation>& operations, const std::string& crystal,
                 Equivalence& equivalence) {
  if (operations.size() <= 1) {
    leave_alone(equivalence.atoms, geometry.atoms);
    leave_alone(equivalence.bonds, geometry.bonds());
    leave_alone(equivalence.pairs, geometry.pairs.size());
    return;
  }
  const BondImages images(geometry);
  const auto image_of_bond = [&](const SiteOperation& operation, std::size_t bond) {
    const auto image = images.image(operation, bond);
    require_image(geometry, bond, image, crystal);
    return image;
  };
  gather_orbits(equivalence.atoms, geometry.atoms, operations, [](const SiteOperation& operation, std::size_t atom) {
    return std::optional(Image{operation.sites[atom], false});
  });
  gather_orbits(equivalence.bonds, geometry.bonds(), operations, image_of_bond);
  gather_orbits(equivalence.pairs, geometry.pairs.size(), operations,
                [&](const SiteOperation& operation, std::size_t pair) {
                  return image_of_pair(geometry, images, operation, pair);
                });
}

}  // namespace crystalgan::chgnet
