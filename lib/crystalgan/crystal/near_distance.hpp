#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/matrix3.hpp"
#include "crystalgan/crystal/lattice.hpp"

namespace crystalgan {

/// Distances below a bound in a reduced cell.
class NearDistance {
 public:
  NearDistance(const Basis& reduced, double most) : basis_(reduced), most_square_(most * most) {
    const Lattice lattice(reduced);
    const auto apart = lattice.spacings();
    // A vector v has fractions of at most |v| over the spacing: below 1/2, rounding finds it.
    if (!(std::min({apart[0], apart[1], apart[2]}) > 2.0 * most)) images_.emplace(reduced);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) metric_[i][j] = dot(reduced[i], reduced[j]);
  }

  /// Å^2, of the shortest vector between two points `apart`; anything above the bound where that is.
  double square(Fractional apart) const {
    if (images_) return square_of(nearest(apart));
    for (double& component : apart.components) component -= std::nearbyint(component);
    return square_of(apart);
  }

  bool within(const Fractional& apart) const { return square(apart) <= most_square_; }

  /// Of the images of a point `apart`, the one that is as near as square() says.
  Fractional nearest(Fractional apart) const {
    if (!images_) {
      for (double& component : apart.components) component -= std::nearbyint(component);
      return apart;
    }
    const ImageIndex image = images_->nearest(apart[0] * basis_[0] + apart[1] * basis_[1] + apart[2] * basis_[2]);
    for (std::size_t axis = 0; axis < 3; ++axis) apart[axis] += static_cast<double>(image[axis]);
    return apart;
  }

 private:
  double square_of(const Fractional& x) const {
    return x[0] * (metric_[0][0] * x[0] + 2.0 * (metric_[0][1] * x[1] + metric_[0][2] * x[2])) +
           x[1] * (metric_[1][1] * x[1] + 2.0 * metric_[1][2] * x[2]) + metric_[2][2] * x[2] * x[2];
  }

  Basis basis_;
  double most_square_;
  Matrix3<double> metric_;
  std::optional<ClosestImage> images_;
};

}  // namespace crystalgan
