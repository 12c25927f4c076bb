#pragma once

#include <array>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/features/encode.hpp"

namespace crystalgan {

/// Which old axis becomes the first, second and third.
using AxisOrder = std::array<std::int64_t, 3>;

/// Every order of three axes, the unchanged one first.
inline constexpr std::array<AxisOrder, 6> kAxisOrders{
    {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};

/// One way to describe a crystal: the order of its axes, its origin, and the order of the atoms of each block.
struct Frame {
  AxisOrder order{0, 1, 2};
  Fractional shift{};                              ///< added to every position, in the reordered axes
  std::array<std::vector<std::int64_t>, 4> atoms;  ///< by block: which old atom comes first, second, ...
};

/// A random frame for every structure of encode_fractional()'s features.
std::vector<Frame> draw_frames(const EncodedSet& set, Random& random);

/// The same crystals (mirror images for odd orders of the axes) in these frames, the lattice again with a along x and b
/// in the xy plane.
EncodedSet in_frames(const EncodedSet& set, const std::vector<Frame>& frames);

/// The same crystals with their axes in another order.
EncodedSet with_axes(const EncodedSet& set, const AxisOrder& order);

/// The mean of a change of crystals over many frames, taken back into the frame of the crystals themselves: a change
/// that depends on the description averages out, one of the crystal stays. (Puny et al., arXiv:2110.03336, average a
/// network over frames to make it equivariant; here the frames are drawn.) Lattices are averaged by their metric.
class FrameMean {
 public:
  /// `from` are the crystals as they were before any change, their metals already exchanged where the change does so.
  explicit FrameMean(const EncodedSet& from);

  /// `changed` is what became of in_frames(from, frames): features [B, K, S, 3] in Å and fractions.
  void add(const at::Tensor& changed, const std::vector<Frame>& frames);

  /// [B, K, S, 3]: the crystals with the mean change.
  at::Tensor mean() const;

 private:
  EncodedSet from_;
  std::vector<std::array<std::array<double, 3>, 3>> metric_;  // sums
  std::vector<double> shift_;                                 // sums, one per number of `from_`
  double count_ = 0.0;
};

}  // namespace crystalgan
