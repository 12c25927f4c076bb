#include "crystalgan/methods/symmetry/distance_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace crystalgan {

double DistanceRatio::least(const IonicCell& cell, const KindLimits& limits) {
  const ClosestImage closest(cell.rows);
  const double own_square = dot(closest.reduced()[0], closest.reduced()[0]);
  const auto limit_square = [&](std::size_t one, std::size_t other) {
    const double limit = limits[cell.kinds[one]][cell.kinds[other]];
    return limit * limit;
  };
  double least_square = std::numeric_limits<double>::infinity();
  apart_.clear();
  limit_squares_.clear();
  for (std::size_t i = 0; i < cell.positions.size(); ++i) {
    least_square = std::min(least_square, own_square / limit_square(i, i));
    for (std::size_t j = 0; j < i; ++j) {
      apart_.push_back(cell.positions[i] - cell.positions[j]);
      limit_squares_.push_back(limit_square(i, j));
    }
  }
  images_.resize(apart_.size());
  closest.nearest(apart_, images_);
  for (std::size_t pair = 0; pair < images_.size(); ++pair)
    least_square = std::min(least_square, images_[pair].square / limit_squares_[pair]);
  return std::sqrt(least_square);
}

}  // namespace crystalgan
