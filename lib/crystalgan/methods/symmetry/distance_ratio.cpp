#include "crystalgan/methods/symmetry/distance_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace crystalgan {

void DistanceRatio::add_pair(const IonicCell& cell, const KindLimits& limits, std::size_t one, std::size_t other) {
  const double limit = limits[cell.kinds[one]][cell.kinds[other]];
  apart_.push_back(cell.positions[one] - cell.positions[other]);
  limit_squares_.push_back(limit * limit);
}

double DistanceRatio::least(const IonicCell& cell, const KindLimits& limits, std::span<const AtomPair> pairs) {
  const ClosestImage closest(cell.rows);
  const double own_square = dot(closest.reduced()[0], closest.reduced()[0]);
  double least_square = std::numeric_limits<double>::infinity();
  for (const std::uint8_t kind : cell.kinds)
    least_square = std::min(least_square, own_square / (limits[kind][kind] * limits[kind][kind]));
  apart_.clear();
  limit_squares_.clear();
  for (const AtomPair& pair : pairs)
    if (pair.first != pair.second) add_pair(cell, limits, pair.second, pair.first);
  for (std::size_t i = 0; pairs.empty() && i < cell.positions.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) add_pair(cell, limits, i, j);
  images_.resize(apart_.size());
  closest.nearest(apart_, images_);
  for (std::size_t pair = 0; pair < images_.size(); ++pair)
    least_square = std::min(least_square, images_[pair].square / limit_squares_[pair]);
  return std::sqrt(least_square);
}

}  // namespace crystalgan
