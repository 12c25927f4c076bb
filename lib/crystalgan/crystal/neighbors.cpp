#include "crystalgan/crystal/neighbors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace crystalgan {
namespace {

// Atoms up to which all pairs are looked at. Chosen: that is as fast as finding their boxes.
constexpr std::size_t kAllPairs = 64;

// In units of (volume/atoms)^(1/3). Chosen: nearest neighbours of a crystal are 0.9 to 1.2 apart.
constexpr double kFirstReach = 1.25;

// Atoms around one, in boxes, above which half the reach is looked at first, and how often at most. Chosen: five times
// those of a dense crystal; from the longest vector of a cell down to the distance of overlapping atoms.
constexpr std::size_t kMaxAround = 250;
constexpr int kMaxHalved = 20;

double sum_of_lengths(const Basis& rows) { return length(rows[0]) + length(rows[1]) + length(rows[2]); }

}  // namespace

AtomsAround::AtomsAround(const Structure& structure)
    : size_(structure.size()),
      first_reach_(kFirstReach * std::cbrt(structure.volume_per_atom())),
      furthest_(std::numeric_limits<double>::infinity()) {
  if (size_ <= kAllPairs) return;
  const Lattice reduced(ClosestImage(structure.lattice().rows()).reduced());
  for (const Site& site : structure.sites())
    positions_.push_back(reduced.fractional(structure.lattice().cartesian(site.position)));
  furthest_ = sum_of_lengths(reduced.rows());
  grid_.emplace(reduced.rows(), positions_);
}

double AtomsAround::first_reach(std::size_t atom) const {
  double reach = first_reach_;
  const auto is_crowded = [&] {
    std::size_t around = 0;
    grid_->near(positions_[atom], reach, [&](std::size_t) { return ++around <= kMaxAround; });
    return around > kMaxAround;
  };
  for (int halved = 0; grid_ && halved < kMaxHalved && is_crowded(); ++halved) reach *= 0.5;
  return reach;
}

std::vector<std::size_t> AtomsAround::within(std::size_t atom, double reach) const {
  std::vector<std::size_t> atoms;
  if (grid_) {
    grid_->near(positions_[atom], reach, [&](std::size_t other) {
      atoms.push_back(other);
      return true;
    });
    std::ranges::sort(atoms);
  } else {
    atoms.resize(size_);
    std::iota(atoms.begin(), atoms.end(), std::size_t{0});
  }
  return atoms;
}

std::vector<Neighbor> neighbors_within(const Structure& structure, double cutoff) {
  return *neighbors_within(structure, cutoff, std::numeric_limits<std::size_t>::max());
}

std::optional<std::vector<Neighbor>> neighbors_within(const Structure& structure, double cutoff, std::size_t most) {
  const Lattice& lattice = structure.lattice();
  // The images are counted along the reduced vectors: in a skewed cell its own would search thousands of times the
  // volume of the sphere.
  const ClosestImage images(lattice.rows());
  const auto& transform = images.transform();
  const Lattice reduced(images.reduced());
  const auto spacings = reduced.spacings();
  std::vector<Neighbor> neighbors;
  const AtomsAround around(structure);
  for (std::size_t first = 0; first < structure.size(); ++first) {
    for (const std::size_t second : around.within(first, cutoff)) {
      const Fractional apart = structure.sites()[second].position - structure.sites()[first].position;
      // |apart + n| · spacing <= cutoff bounds n on each axis: a point further than `cutoff` along a reciprocal axis
      // is further than `cutoff` in space. The slack outweighs rounding; the distance decides.
      const Fractional reduced_apart = reduced.fractional(lattice.cartesian(apart));
      std::array<std::int64_t, 3> low{};
      std::array<std::int64_t, 3> high{};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double reach = cutoff / spacings[axis] + 1e-6;
        low[axis] = static_cast<std::int64_t>(std::ceil(-reduced_apart[axis] - reach));
        high[axis] = static_cast<std::int64_t>(std::floor(-reduced_apart[axis] + reach));
      }
      for (std::int64_t i = low[0]; i <= high[0]; ++i) {
        for (std::int64_t j = low[1]; j <= high[1]; ++j) {
          for (std::int64_t k = low[2]; k <= high[2]; ++k) {
            if (first == second && i == 0 && j == 0 && k == 0) continue;
            ImageIndex image{};
            Fractional there = apart;
            for (std::size_t axis = 0; axis < 3; ++axis) {
              image[axis] = i * transform[0][axis] + j * transform[1][axis] + k * transform[2][axis];
              there[axis] += static_cast<double>(image[axis]);
            }
            const double distance = length(lattice.cartesian(there));
            if (distance > cutoff) continue;
            if (neighbors.size() == most) return std::nullopt;
            neighbors.push_back({first, second, image, distance});
          }
        }
      }
    }
  }
  std::sort(neighbors.begin(), neighbors.end(), [](const Neighbor& one, const Neighbor& other) {
    return std::tie(one.first, one.distance, one.second, one.image) <
           std::tie(other.first, other.distance, other.second, other.image);
  });
  return neighbors;
}

Neighbor NearestImages::between(std::size_t first, std::size_t second) const {
  const Lattice& lattice = structure_.lattice();
  const Cartesian apart = lattice.cartesian(structure_.sites()[second].position - structure_.sites()[first].position);
  const ImageIndex image = first == second ? images_.shortest() : images_.nearest(apart);
  const Cartesian nearest = apart + static_cast<double>(image[0]) * lattice.rows()[0] +
                            static_cast<double>(image[1]) * lattice.rows()[1] +
                            static_cast<double>(image[2]) * lattice.rows()[2];
  return {first, second, image, length(nearest)};
}

namespace {

/// The pairs of elements whose distance is not known yet.
class ShortestPairs {
 public:
  ShortestPairs(const Structure& structure, bool own_images)
      : structure_(structure), own_images_(own_images), images_(structure), around_(structure) {
    for (std::size_t i = 0; i < structure.size(); ++i) sites_[structure.sites()[i].element].push_back(i);
  }

  std::map<ElementPair, double> all() {
    for (auto one = sites_.begin(); one != sites_.end(); ++one)
      for (auto other = one; other != sites_.end(); ++other) {
        const ElementPair pair{one->first, other->first};
        double distance = between(one->second, other->second);
        // all own images are equally far
        if (one == other && own_images_)
          distance = std::min(distance, images_.between(one->second.front(), one->second.front()).distance);
        if (std::isfinite(distance)) shortest_[pair] = distance;
      }
    return std::move(shortest_);
  }

 private:
  /// The shortest distance of two different atoms of these. From each atom of the fewer ones: in boxes that are as far as the
  /// shortest distance that was found, at the beginning from the first atom.
  double between(const std::vector<std::size_t>& one, const std::vector<std::size_t>& other) const {
    const auto& [fewer, more] = one.size() <= other.size() ? std::tie(one, other) : std::tie(other, one);
    double shortest = std::numeric_limits<double>::infinity();
    for (const std::size_t to : more)
      if (to != fewer.front()) shortest = std::min(shortest, distance(fewer.front(), to));
    const Element wanted = structure_.sites()[more.front()].element;
    for (const std::size_t from : fewer)
      for (const std::size_t to : around_.within(from, shortest))
        if (to != from && structure_.sites()[to].element == wanted) shortest = std::min(shortest, distance(from, to));
    return shortest;
  }

  // From the one of the lower number: another rounding could make another distance of it.
  double distance(std::size_t one, std::size_t other) const {
    return images_.between(std::min(one, other), std::max(one, other)).distance;
  }

  const Structure& structure_;
  bool own_images_;
  NearestImages images_;
  AtomsAround around_;
  std::map<Element, std::vector<std::size_t>> sites_;
  std::map<ElementPair, double> shortest_;
};

std::map<ElementPair, double> shortest_of_all_pairs(const Structure& structure, bool own_images) {
  const NearestImages images(structure);
  std::map<ElementPair, double> shortest;
  for (std::size_t first = 0; first < structure.size(); ++first) {
    for (std::size_t second = own_images ? first : first + 1; second < structure.size(); ++second) {
      const auto pair = element_pair(structure.sites()[first].element, structure.sites()[second].element);
      const double distance = images.between(first, second).distance;
      const auto [entry, added] = shortest.emplace(pair, distance);
      if (!added) entry->second = std::min(entry->second, distance);
    }
  }
  return shortest;
}

std::map<ElementPair, double> shortest_of_pairs(const Structure& structure, bool own_images) {
  return structure.size() <= kAllPairs ? shortest_of_all_pairs(structure, own_images)
                                       : ShortestPairs(structure, own_images).all();
}

}  // namespace

std::map<ElementPair, double> shortest_distances(const Structure& structure) {
  return shortest_of_pairs(structure, true);
}

std::map<ElementPair, double> shortest_distances_of_different_atoms(const Structure& structure) {
  return shortest_of_pairs(structure, false);
}

std::string pair_name(const ElementPair& pair) {
  return std::string(pair.first.symbol()) + "-" + std::string(pair.second.symbol());
}

double shortest_distance(const Structure& structure) {
  double shortest = std::numeric_limits<double>::infinity();
  for (const auto& [pair, distance] : shortest_distances(structure)) shortest = std::min(shortest, distance);
  return shortest;
}

}  // namespace crystalgan
