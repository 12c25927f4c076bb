#pragma once

#include <array>
#include <span>
#include <vector>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/potentials/ionic/ionic_model.hpp"
#include "crystalgan/potentials/ionic/ionic_symmetry.hpp"

namespace crystalgan {

/// Distance limits by kind: A, B, X are 0, 1, 2 (Å).
using KindLimits = std::array<std::array<double, 3>, 3>;

/// How close the atoms of a cell are. Keeps its memory between calls: one object per thread.
class DistanceRatio {
 public:
  /// The least distance / limit over all pairs of atoms, own images included; exact in any cell, however flat. `limits`
  /// are symmetric and positive. `pairs`, where given, stand for all pairs of a symmetric cell.
  double least(const IonicCell& cell, const KindLimits& limits, std::span<const AtomPair> pairs = {});

 private:
  void add_pair(const IonicCell& cell, const KindLimits& limits, std::size_t one, std::size_t other);

  std::vector<Cartesian> apart_;
  std::vector<double> limit_squares_;
  std::vector<NearestImage> images_;
};

}  // namespace crystalgan
