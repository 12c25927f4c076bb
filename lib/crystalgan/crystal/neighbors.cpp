#include "crystalgan/crystal/neighbors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace crystalgan {

std::vector<Neighbor> neighbors_within(const Structure& structure, double cutoff) {
  const Lattice& lattice = structure.lattice();
  // The images are counted along the reduced vectors: in a skewed cell its own would search thousands of times the
  // volume of the sphere.
  const ClosestImage images(lattice.rows());
  const auto& transform = images.transform();
  const Lattice reduced(images.reduced());
  const auto spacings = reduced.spacings();
  std::vector<Neighbor> neighbors;
  for (std::size_t first = 0; first < structure.size(); ++first) {
    for (std::size_t second = 0; second < structure.size(); ++second) {
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
            if (distance <= cutoff) neighbors.push_back({first, second, image, distance});
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

std::map<ElementPair, double> shortest_distances(const Structure& structure) {
  const NearestImages images(structure);
  std::map<ElementPair, double> shortest;
  for (std::size_t first = 0; first < structure.size(); ++first) {
    for (std::size_t second = first; second < structure.size(); ++second) {
      const auto pair = element_pair(structure.sites()[first].element, structure.sites()[second].element);
      const double distance = images.between(first, second).distance;
      const auto [entry, added] = shortest.emplace(pair, distance);
      if (!added) entry->second = std::min(entry->second, distance);
    }
  }
  return shortest;
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
