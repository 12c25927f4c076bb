#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"

namespace crystalgan {

/// The whole number nearest to `number`, for |number| below 2^51.
inline double nearest_whole(double number) {
  // Adding 1.5 · 2^52 leaves no bits for a fraction: std::round without a call.
  constexpr double kShift = 6755399441055744.0;
  return (number + kShift) - kShift;
}

/// Each component less its nearest whole number.
inline Fractional nearest_to_zero(const Fractional& x) {
  return {x[0] - nearest_whole(x[0]), x[1] - nearest_whole(x[1]), x[2] - nearest_whole(x[2])};
}

/// G_ij = a_i · a_j, Å²
using Metric = Matrix3<double>;
Metric metric_of(const Basis& basis);

/// An operation that a crystal has to some tolerance: site i, rotated and translated, is near site targets[i] up to
/// lattice vectors.
struct NearSymmetry {
  Rotation rotation;
  std::span<const std::size_t> targets;
};

/// How far each rotated site is from its target, by target. The mean is subtracted: it is the translation. The image of
/// site `anchor` tells which lattice vector is meant, so no site may be half a lattice vector off.
std::vector<Fractional> displacements(const NearSymmetry& operation, const std::vector<Fractional>& positions,
                                      std::size_t anchor);

/// The positions that a group of operations maps onto each other and that are nearest to these: the mean of the
/// displacements is added to every site.
std::vector<Fractional> averaged_positions(const std::vector<Fractional>& positions,
                                           const std::vector<NearSymmetry>& group, std::size_t anchor);

/// The lattice vectors that every rotation of a group preserves: their metric is the mean of RᵀGR, and they are the old
/// ones under a symmetric strain.
Basis averaged_basis(const Basis& basis, const std::vector<NearSymmetry>& group);

}  // namespace crystalgan
