#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// The points of a periodic cell in boxes: those near a point are found without looking at all of them.
class SiteGrid {
 public:
  /// `points` in fractions of the cell with these rows, anywhere; their number is what a visit names. The boxes hold two
  /// points or so on average. Any cell is right; in a reduced one fewest boxes are looked at.
  SiteGrid(const Basis& rows, std::span<const Fractional> points);

  /// Visits every point that has an image within `reach` (Å, >= 0) of `place`, each once, and others that are further away;
  /// the points of a box ascending. A visit that returns false ends it.
  template <class Visit>
  void near(const Fractional& place, double reach, Visit visit) const {
    std::array<Boxes, 3> boxes;
    for (std::size_t axis = 0; axis < 3; ++axis) boxes[axis] = boxes_along(axis, place[axis], reach);
    for (std::size_t i = 0; i < boxes[0].count; ++i)
      for (std::size_t j = 0; j < boxes[1].count; ++j)
        for (std::size_t k = 0; k < boxes[2].count; ++k) {
          const std::size_t box = (boxes[0].at(i) * counts_[1] + boxes[1].at(j)) * counts_[2] + boxes[2].at(k);
          for (std::size_t n = begins_[box]; n < begins_[box + 1]; ++n)
            if (!visit(static_cast<std::size_t>(order_[n]))) return;
        }
  }

 private:
  /// Neighbouring boxes along an axis, round the cell.
  struct Boxes {
    std::size_t first;
    std::size_t count;
    std::size_t all;

    std::size_t at(std::size_t n) const { return first + n < all ? first + n : first + n - all; }
  };

  Boxes boxes_along(std::size_t axis, double place, double reach) const;
  std::size_t box_of(const Fractional& point) const;

  std::array<double, 3> spacings_{};
  std::array<std::size_t, 3> counts_{};
  std::vector<std::uint32_t> begins_;  // of each box in order_; one more at the end
  std::vector<std::uint32_t> order_;
};

}  // namespace crystalgan
