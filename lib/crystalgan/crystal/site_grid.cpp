#include "crystalgan/crystal/site_grid.hpp"

#include <algorithm>

namespace crystalgan {
namespace {

// On average. Chosen: fewer leave most boxes empty.
constexpr double kPointsPerBox = 2.0;

// Along one axis, for flat and long cells. Chosen: three axes give a number that a table of boxes has room for.
constexpr double kMaxBoxes = 1000.0;

// Of the cell: rounding puts a point at most so far into the next one. Chosen.
constexpr double kGridSlack = 1e-9;

// From 0 to below 1; 0 for nan.
double inside(double x) {
  const double part = x - std::floor(x);
  return part < 1.0 ? part : 0.0;
}

}  // namespace

SiteGrid::SiteGrid(const Basis& rows, std::span<const Fractional> points) {
  const double volume = std::fabs(triple_product(rows));
  const double boxes = std::max(1.0, static_cast<double>(points.size()) / kPointsPerBox);
  const double edge = std::cbrt(volume / boxes);
  double left = boxes;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    spacings_[axis] = volume / length(cross(rows[(axis + 1) % 3], rows[(axis + 2) % 3]));
    // no more boxes than points in total: those of a long axis leave few for the others
    const double count = std::clamp(std::min(std::floor(spacings_[axis] / edge), std::floor(left)), 1.0, kMaxBoxes);
    counts_[axis] = static_cast<std::size_t>(count);
    left /= count;
  }
  begins_.assign(counts_[0] * counts_[1] * counts_[2] + 1, 0);
  for (const Fractional& point : points) ++begins_[box_of(point) + 1];
  for (std::size_t box = 1; box < begins_.size(); ++box) begins_[box] += begins_[box - 1];
  order_.resize(points.size());
  std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
  for (std::size_t n = 0; n < points.size(); ++n) order_[next[box_of(points[n])]++] = static_cast<std::uint32_t>(n);
  for (std::size_t box = 0; box + 1 < begins_.size(); ++box) {
    if (begins_[box + 1] - begins_[box] <= kCrowded) continue;
    roots_.push_back(static_cast<std::uint32_t>(parts_.size()));
    divide(begins_[box], begins_[box + 1], points);
  }
}

/// Halves at the median along the axis of the largest extent, so that the depth is bounded wherever the points are.
void SiteGrid::divide(std::size_t begin, std::size_t end, std::span<const Fractional> points) {
  Fractional low{1, 1, 1}, high{0, 0, 0};
  for (std::size_t n = begin; n < end; ++n)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] = std::min(low[axis], inside(points[order_[n]][axis]));
      high[axis] = std::max(high[axis], inside(points[order_[n]][axis]));
    }
  const std::size_t part = parts_.size();
  parts_.push_back(
      {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0.5 * (low + high), 0.5 * (high - low), 0});
  if (end - begin <= kCrowded) return;
  std::size_t widest = 0;
  for (std::size_t axis = 1; axis < 3; ++axis)
    if ((high[axis] - low[axis]) * spacings_[axis] > (high[widest] - low[widest]) * spacings_[widest]) widest = axis;
  const auto at = [&](std::size_t n) { return order_.begin() + static_cast<std::ptrdiff_t>(n); };
  const std::size_t median = (begin + end) / 2;
  std::nth_element(at(begin), at(median), at(end), [&](std::uint32_t one, std::uint32_t other) {
    const double first = inside(points[one][widest]), second = inside(points[other][widest]);
    return first != second ? first < second : one < other;
  });
  divide(begin, median, points);
  parts_[part].second = static_cast<std::uint32_t>(parts_.size());
  divide(median, end, points);
}

std::size_t SiteGrid::root_of(std::size_t box) const {
  return *std::ranges::lower_bound(roots_, begins_[box], {}, [&](std::uint32_t part) { return parts_[part].begin; });
}

bool SiteGrid::is_beyond(const Part& part, const Fractional& place, double reach) const {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double apart = place[axis] - part.middle[axis];
    const double from = std::fabs(apart - std::nearbyint(apart)) - part.half[axis];
    if (from > reach / spacings_[axis] + kGridSlack) return true;
  }
  return false;
}

std::size_t SiteGrid::box_of(const Fractional& point) const {
  std::array<std::size_t, 3> box{};
  for (std::size_t axis = 0; axis < 3; ++axis)
    box[axis] =
        std::min(static_cast<std::size_t>(inside(point[axis]) * static_cast<double>(counts_[axis])), counts_[axis] - 1);
  return (box[0] * counts_[1] + box[1]) * counts_[2] + box[2];
}

SiteGrid::Boxes SiteGrid::boxes_along(std::size_t axis, double place, double reach) const {
  const auto all = static_cast<double>(counts_[axis]);
  // Two points whose fractions differ by more than reach / spacing are further apart.
  const double by = (reach / spacings_[axis] + kGridSlack) * all;
  const double middle = inside(place) * all;
  const double low = std::floor(middle - by);
  const double count = std::floor(middle + by) - low + 1.0;
  if (!(count < all)) return {0, counts_[axis], counts_[axis]};
  const double first = low < 0.0 ? low + all : low;
  return {static_cast<std::size_t>(first), static_cast<std::size_t>(count), counts_[axis]};
}

}  // namespace crystalgan
