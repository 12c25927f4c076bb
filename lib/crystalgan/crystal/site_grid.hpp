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
  /// points or so on average; one that holds many, as where a molecule is in a large empty cell, is divided further. Any
  /// cell is right; in a reduced one fewest boxes are looked at.
  SiteGrid(const Basis& rows, std::span<const Fractional> points);

  /// Visits every point that has an image within `reach` (Å, >= 0) of `place`, each once, and others that are further away.
  /// A visit that returns false ends it.
  template <class Visit>
  void near(const Fractional& place, double reach, Visit visit) const {
    std::array<Boxes, 3> boxes;
    for (std::size_t axis = 0; axis < 3; ++axis) boxes[axis] = boxes_along(axis, place[axis], reach);
    for (std::size_t i = 0; i < boxes[0].count; ++i)
      for (std::size_t j = 0; j < boxes[1].count; ++j)
        for (std::size_t k = 0; k < boxes[2].count; ++k) {
          const std::size_t box = (boxes[0].at(i) * counts_[1] + boxes[1].at(j)) * counts_[2] + boxes[2].at(k);
          if (begins_[box + 1] - begins_[box] > kCrowded) {
            if (!near_in(root_of(box), place, reach, visit)) return;
            continue;
          }
          for (std::size_t n = begins_[box]; n < begins_[box + 1]; ++n)
            if (!visit(static_cast<std::size_t>(order_[n]))) return;
        }
  }

 private:
  // Points of a box that is divided. Chosen: fewer are looked at as fast as their halves are found.
  static constexpr std::size_t kCrowded = 16;

  /// A part of the points of a crowded box and what they extend over, in fractions; halved until it holds few.
  struct Part {
    std::uint32_t begin;  // in order_
    std::uint32_t end;
    Fractional middle;
    Fractional half;
    std::uint32_t second;  // of the two halves, the first is the next part; 0 where there are none
  };

  template <class Visit>
  bool near_in(std::size_t part, const Fractional& place, double reach, Visit& visit) const {
    const Part& here = parts_[part];
    if (is_beyond(here, place, reach)) return true;
    if (here.second != 0) return near_in(part + 1, place, reach, visit) && near_in(here.second, place, reach, visit);
    for (std::size_t n = here.begin; n < here.end; ++n)
      if (!visit(static_cast<std::size_t>(order_[n]))) return false;
    return true;
  }

  /// Neighbouring boxes along an axis, round the cell.
  struct Boxes {
    std::size_t first;
    std::size_t count;
    std::size_t all;

    std::size_t at(std::size_t n) const { return first + n < all ? first + n : first + n - all; }
  };

  Boxes boxes_along(std::size_t axis, double place, double reach) const;
  std::size_t box_of(const Fractional& point) const;
  std::size_t root_of(std::size_t box) const;
  bool is_beyond(const Part& part, const Fractional& place, double reach) const;
  void divide(std::size_t begin, std::size_t end, std::span<const Fractional> points);

  std::array<double, 3> spacings_{};
  std::array<std::size_t, 3> counts_{};
  std::vector<std::uint32_t> begins_;  // of each box in order_; one more at the end
  std::vector<std::uint32_t> order_;
  std::vector<Part> parts_;           // of all crowded boxes
  std::vector<std::uint32_t> roots_;  // the parts that are whole boxes, ascending in begin
};

}  // namespace crystalgan
