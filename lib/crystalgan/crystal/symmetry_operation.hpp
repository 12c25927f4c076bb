#pragma once

#include "crystalgan/core/matrix3.hpp"
#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// A change of basis in whole numbers, as rows: R x for a column of fractional coordinates x. Its columns are the images of
/// the lattice vectors.
using Rotation = Matrix3<int>;

inline Fractional rotated(const Rotation& rotation, const Fractional& x) {
  Fractional image;
  for (std::size_t i = 0; i < 3; ++i) image[i] = rotation[i][0] * x[0] + rotation[i][1] * x[1] + rotation[i][2] * x[2];
  return image;
}

/// x -> rotation x + translation.
struct SymmetryOperation {
  Rotation rotation{};
  Fractional translation;

  Fractional operator()(const Fractional& x) const { return rotated(rotation, x) + translation; }
};

}  // namespace crystalgan
