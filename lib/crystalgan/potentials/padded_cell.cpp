#include "crystalgan/potentials/padded_cell.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Images that are looked at. Chosen: 40 atoms in a cell of 1 Å^3, far beyond any crystal, have half as many within 12 Å.
constexpr double kMaxImages = 1e6;

}  // namespace

void PaddedCell::lay_out(const Structure& structure, double reach, std::span<const double> cutoffs, Lists lists) {
  // The least skewed cell needs the fewest images.
  const Lattice cell(ClosestImage(structure.lattice().rows()).reduced());
  place_sites(structure, cell);
  lists_.resize(cutoffs.size());
  for (auto& list : lists_)
    for (auto& neighbors : list) neighbors.clear();
  list_pairs(cutoffs);
  add_images(cell, reach, cutoffs);
  for (auto& list : lists_)
    if (list.size() < size()) list.resize(size());
  if (lists == Lists::of_all) list_pairs_of_images(cutoffs);
}

void PaddedCell::place_sites(const Structure& structure, const Lattice& cell) {
  site_count_ = structure.size();
  fractions_.clear();
  coordinates_.clear();
  sites_.clear();
  lowest_.fill(std::numeric_limits<double>::infinity());
  highest_.fill(-std::numeric_limits<double>::infinity());
  for (auto& axis : site_axes_) axis.clear();
  for (std::size_t site = 0; site < site_count_; ++site) {
    const Cartesian anywhere = structure.lattice().cartesian(structure.sites()[site].position);
    const Fractional inside = wrapped(cell.fractional(anywhere));
    const Cartesian position = cell.cartesian(inside);
    fractions_.push_back(inside);
    sites_.push_back(site);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      lowest_[axis] = std::min(lowest_[axis], inside[axis]);
      highest_[axis] = std::max(highest_[axis], inside[axis]);
      site_axes_[axis].push_back(position[axis]);
      coordinates_.push_back(position[axis]);
    }
  }
}

double PaddedCell::measure(double x, double y, double z) {
  squares_.resize(site_count_);
  const double* const xs = site_axes_[0].data();
  const double* const ys = site_axes_[1].data();
  const double* const zs = site_axes_[2].data();
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t site = 0; site < site_count_; ++site) {
    const double dx = xs[site] - x;
    const double dy = ys[site] - y;
    const double dz = zs[site] - z;
    const double square = dx * dx + dy * dy + dz * dz;
    squares_[site] = square;
    smallest = square < smallest ? square : smallest;
  }
  return smallest;
}

void PaddedCell::list_pairs(std::span<const double> cutoffs) {
  for (auto& list : lists_)
    if (list.size() < site_count_) list.resize(site_count_);
  for (std::size_t first = 0; first < site_count_; ++first) {
    measure(site_axes_[0][first], site_axes_[1][first], site_axes_[2][first]);
    for (std::size_t list = 0; list < cutoffs.size(); ++list)
      for (std::size_t second = 0; second < site_count_; ++second)
        if (second != first && squares_[second] <= cutoffs[list] * cutoffs[list])
          lists_[list][first].push_back(static_cast<int>(second));
  }
}

std::array<PaddedCell::Range, 3> PaddedCell::ranges_of(std::size_t site, const std::array<double, 3>& margin) const {
  std::array<Range, 3> ranges;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double fraction = fractions_[site][axis];
    ranges[axis] = {static_cast<int>(std::ceil(lowest_[axis] - margin[axis] - fraction)),
                    static_cast<int>(std::floor(highest_[axis] + margin[axis] - fraction))};
  }
  return ranges;
}

void PaddedCell::add_images(const Lattice& cell, double reach, std::span<const double> cutoffs) {
  // A point further than `reach` along a reciprocal axis from all sites is further than `reach` from them in space.
  std::array<double, 3> margin;
  double images = static_cast<double>(site_count_);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    margin[axis] = reach / cell.spacings()[axis];
    images *= 2.0 * margin[axis] + 1.0 + (highest_[axis] - lowest_[axis]);
  }
  if (!(images <= kMaxImages))
    throw NumericalError("periodic images: expected a cell with at most " + std::to_string(kMaxImages) +
                         " images within " + std::to_string(reach) + " Å, got " + std::to_string(images));

  const Basis& rows = cell.rows();
  for (std::size_t site = 0; site < site_count_; ++site) {
    const Cartesian position{site_axes_[0][site], site_axes_[1][site], site_axes_[2][site]};
    const auto [along_a, along_b, along_c] = ranges_of(site, margin);
    for (int i = along_a.first; i <= along_a.last; ++i)
      for (int j = along_b.first; j <= along_b.last; ++j)
        for (int k = along_c.first; k <= along_c.last; ++k) {
          if (i == 0 && j == 0 && k == 0) continue;
          const Cartesian image = position + static_cast<double>(i) * rows[0] + static_cast<double>(j) * rows[1] +
                                  static_cast<double>(k) * rows[2];
          if (measure(image[0], image[1], image[2]) > reach * reach) continue;
          const int atom = static_cast<int>(sites_.size());
          sites_.push_back(site);
          coordinates_.insert(coordinates_.end(), image.components.begin(), image.components.end());
          for (std::size_t list = 0; list < cutoffs.size(); ++list)
            for (std::size_t near = 0; near < site_count_; ++near)
              if (squares_[near] <= cutoffs[list] * cutoffs[list]) lists_[list][near].push_back(atom);
        }
  }
}

void PaddedCell::list_pairs_of_images(std::span<const double> cutoffs) {
  const auto square = [&](std::size_t first, std::size_t second) {
    double sum = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double apart = coordinates_[3 * first + axis] - coordinates_[3 * second + axis];
      sum += apart * apart;
    }
    return sum;
  };
  for (std::size_t list = 0; list < cutoffs.size(); ++list)
    for (std::size_t image = site_count_; image < size(); ++image)
      for (std::size_t other = 0; other < size(); ++other)
        if (other != image && square(image, other) <= cutoffs[list] * cutoffs[list])
          lists_[list][image].push_back(static_cast<int>(other));
}

}  // namespace crystalgan
