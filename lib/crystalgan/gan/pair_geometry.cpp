#include "crystalgan/gan/pair_geometry.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/closest_image.hpp"

namespace crystalgan {
namespace {

// Å². Below this squared distance the square root has no useful slope; atoms on top of each other get gradient 0, not
// nan.
constexpr double kSmallestSquare = 1e-12;

constexpr std::int64_t kX = 0;

// Contacts of a whole batch that break a limit, one behind the other.
struct Contacts {
  std::vector<std::int64_t> cell;    // of M B
  std::vector<std::int64_t> first;   // row among M B P
  std::vector<std::int64_t> second;  // the same
  std::vector<double> image;         // three per contact
  std::vector<double> bound;         // Å: what the distance should be at least, or at most

  void add(std::int64_t cell_index, std::int64_t one, std::int64_t other, const ImageIndex& n, double limit) {
    cell.push_back(cell_index);
    first.push_back(one);
    second.push_back(other);
    for (const std::int64_t component : n) image.push_back(static_cast<double>(component));
    bound.push_back(limit);
  }
};

struct Found {
  Contacts too_short;
  Contacts too_long;
};

Cartesian row(const double* numbers, std::int64_t i) {
  return {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
}

// The search of one cell, in plain numbers.
class PairSearch {
 public:
  PairSearch(const std::vector<std::int64_t>& kinds, const PairWindow& window) : kinds_(kinds), window_(window) {}

  void run(const double* lattice, const double* positions, const bool* present, std::int64_t cell, Found& found) {
    const auto rows = static_cast<std::int64_t>(kinds_.size());
    const Basis basis{row(lattice, 0), row(lattice, 1), row(lattice, 2)};
    const ClosestImage images(basis);
    nearest_.assign(kinds_.size(), {std::numeric_limits<double>::infinity(), -1, {0, 0, 0}});
    for (std::int64_t one = 0; one < rows; ++one) {
      if (!present[one]) continue;
      for (std::int64_t other = one; other < rows; ++other) {
        if (!present[other]) continue;
        const Cartesian apart = row(positions, other) - row(positions, one);
        const ImageIndex n = one == other ? images.shortest() : images.nearest(apart);
        const double distance = length(apart + static_cast<double>(n[0]) * basis[0] +
                                       static_cast<double>(n[1]) * basis[1] + static_cast<double>(n[2]) * basis[2]);
        const double limit = least_of(one, other);
        const double least = limit > 0.0 ? limit + window_.margin : 0.0;  // 0: the pair is free
        if (distance < least) found.too_short.add(cell, cell * rows + one, cell * rows + other, n, least);
        if (kinds_of(one) == kX || kinds_of(other) == kX) continue;
        offer(one, other, n, distance);
        offer(other, one, {-n[0], -n[1], -n[2]}, distance);
      }
    }
    const double most = window_.most_metal - window_.margin;
    for (std::int64_t one = 0; one < rows; ++one) {
      const Nearest& nearest = nearest_[static_cast<std::size_t>(one)];
      if (nearest.neighbor >= 0 && nearest.distance > most)
        found.too_long.add(cell, cell * rows + one, cell * rows + nearest.neighbor, nearest.image, most);
    }
  }

 private:
  struct Nearest {
    double distance;
    std::int64_t neighbor;
    ImageIndex image;
  };

  std::int64_t kinds_of(std::int64_t one) const { return kinds_[static_cast<std::size_t>(one)]; }
  double least_of(std::int64_t one, std::int64_t other) const {
    return window_.least[static_cast<std::size_t>(kinds_of(one))][static_cast<std::size_t>(kinds_of(other))];
  }
  void offer(std::int64_t metal, std::int64_t neighbor, const ImageIndex& n, double distance) {
    Nearest& nearest = nearest_[static_cast<std::size_t>(metal)];
    if (distance < nearest.distance) nearest = {distance, neighbor, n};
  }

  const std::vector<std::int64_t>& kinds_;
  const PairWindow& window_;
  std::vector<Nearest> nearest_;
};

Found search(const AtomBatch& atoms, const std::vector<std::int64_t>& kinds, const PairWindow& window) {
  const at::NoGradGuard no_gradient;
  const auto lattice = atoms.lattice.to(at::kCPU, at::kDouble).contiguous();      // [M, B, 3, 3]
  const auto positions = atoms.positions.to(at::kCPU, at::kDouble).contiguous();  // [M, B, P, 3]
  const auto present = atoms.present.to(at::kCPU).contiguous();                   // [M, B, P]
  const std::int64_t rows = present.size(2);
  PairSearch of_cell(kinds, window);
  Found found;
  for (std::int64_t cell = 0; cell < present.size(0) * present.size(1); ++cell)
    of_cell.run(lattice.data_ptr<double>() + 9 * cell, positions.data_ptr<double>() + 3 * rows * cell,
                present.data_ptr<bool>() + rows * cell, cell, found);
  return found;
}

// Σ over the contacts of a member of max(0, sign (bound - d))², mean over its structures: [M]
at::Tensor hinge(const AtomBatch& atoms, const Contacts& contacts, double sign) {
  const auto& positions = atoms.positions;
  const std::int64_t members = positions.size(0);
  auto sum = at::zeros({members}, positions.options());
  const auto count = static_cast<std::int64_t>(contacts.cell.size());
  if (count == 0) return sum;
  const auto index = [&](const std::vector<std::int64_t>& list) {
    return at::tensor(list, at::kLong).to(sum.device());
  };
  const auto cell = index(contacts.cell);
  const auto image = at::tensor(contacts.image, at::kDouble).view({count, 1, 3}).to(positions.options());
  const auto bound = at::tensor(contacts.bound, at::kDouble).to(positions.options());
  const auto flat = positions.reshape({-1, 3});                                // [M B P, 3]
  const auto basis = atoms.lattice.reshape({-1, 3, 3}).index_select(0, cell);  // [contacts, 3, 3]
  const auto apart = flat.index_select(0, index(contacts.second)) - flat.index_select(0, index(contacts.first)) +
                     at::matmul(image, basis).squeeze(1);                          // [contacts, 3]
  const auto distance = apart.square().sum(-1).clamp_min(kSmallestSquare).sqrt();  // [contacts]
  const auto terms = (sign * (bound - distance)).clamp_min(0).square();
  const auto member = at::floor_divide(cell, positions.size(1));
  return sum.index_add(0, member, terms) / static_cast<double>(positions.size(1));
}

}  // namespace

GeometryTerms pair_geometry(const AtomBatch& atoms, const std::vector<std::int64_t>& kinds, const PairWindow& window) {
  check_shape("atom positions",
              std::array{kAnySize, kAnySize, static_cast<std::int64_t>(kinds.size()), std::int64_t{3}},
              atoms.positions.sizes());
  const auto sizes = atoms.positions.sizes();
  check_shape("lattices", std::array{sizes[0], sizes[1], std::int64_t{3}, std::int64_t{3}}, atoms.lattice.sizes());
  check_shape("atom mask", std::array{sizes[0], sizes[1], sizes[2]}, atoms.present.sizes());
  const Found found = search(atoms, kinds, window);
  return {hinge(atoms, found.too_short, 1.0), hinge(atoms, found.too_long, -1.0)};
}

}  // namespace crystalgan
