#include "crystalgan/gan/geometry.hpp"

#include <ATen/ATen.h>

#include <array>
#include <limits>
#include <vector>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/closest_image.hpp"

namespace crystalgan {
namespace {

// Å². Below this squared distance the square root has no useful slope; atoms on top of each other get gradient 0, not
// nan.
constexpr double kSmallestSquare = 1e-12;

// For every atom the index of its nearest neighbour and the image of it, chosen without gradient.
struct Choice {
  at::Tensor neighbor;  // [M, B, P], int64; the atom itself stands for its own image
  at::Tensor image;     // [M, B, P, 3], whole numbers
  at::Tensor found;     // [M, B, P], bool
};

// One cell of the batch, seen as plain numbers.
class NearestSearch {
 public:
  NearestSearch(const double* lattice, const double* positions, const bool* present, std::int64_t rows)
      : basis_{row(lattice, 0), row(lattice, 1), row(lattice, 2)}, positions_(positions), images_(basis_) {
    for (std::int64_t i = 0; i < rows; ++i)
      if (present[i]) atoms_.push_back(i);
    best_.assign(static_cast<std::size_t>(rows), {std::numeric_limits<double>::infinity(), -1, {0, 0, 0}});
  }

  void run(bool periodic, std::int64_t* neighbor, double* image, bool* found) {
    for (std::size_t first = 0; first < atoms_.size(); ++first) {
      if (periodic) offer(atoms_[first], atoms_[first], images_.shortest());
      for (std::size_t second = first + 1; second < atoms_.size(); ++second) {
        const ImageIndex n = periodic ? images_.nearest(apart(atoms_[first], atoms_[second])) : ImageIndex{0, 0, 0};
        offer(atoms_[first], atoms_[second], n);
        offer(atoms_[second], atoms_[first], {-n[0], -n[1], -n[2]});
      }
    }
    for (const std::int64_t atom : atoms_) {
      const Best& best = best_[static_cast<std::size_t>(atom)];
      if (best.neighbor < 0) continue;
      found[atom] = true;
      neighbor[atom] = best.neighbor;
      for (std::size_t axis = 0; axis < 3; ++axis)
        image[3 * atom + static_cast<std::int64_t>(axis)] = static_cast<double>(best.image[axis]);
    }
  }

 private:
  struct Best {
    double square;
    std::int64_t neighbor;
    ImageIndex image;
  };

  static Cartesian row(const double* numbers, std::int64_t i) {
    return {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
  }

  Cartesian apart(std::int64_t from, std::int64_t to) const { return row(positions_, to) - row(positions_, from); }

  void offer(std::int64_t atom, std::int64_t neighbor, const ImageIndex& n) {
    const Cartesian reach = apart(atom, neighbor) + static_cast<double>(n[0]) * basis_[0] +
                            static_cast<double>(n[1]) * basis_[1] + static_cast<double>(n[2]) * basis_[2];
    const double square = dot(reach, reach);
    Best& best = best_[static_cast<std::size_t>(atom)];
    if (square < best.square) best = {square, neighbor, n};
  }

  Basis basis_;
  const double* positions_;
  ClosestImage images_;
  std::vector<std::int64_t> atoms_;
  std::vector<Best> best_;
};

Choice choose_nearest(const AtomBatch& atoms, bool periodic) {
  const at::NoGradGuard no_gradient;
  const auto lattice = atoms.lattice.to(at::kCPU, at::kDouble).contiguous();      // [M, B, 3, 3]
  const auto positions = atoms.positions.to(at::kCPU, at::kDouble).contiguous();  // [M, B, P, 3]
  const auto present = atoms.present.to(at::kCPU).contiguous();                   // [M, B, P]
  const std::int64_t rows = present.size(2);
  auto neighbor = at::zeros(present.sizes(), at::kLong);   // [M, B, P]
  auto image = at::zeros(positions.sizes(), at::kDouble);  // [M, B, P, 3]
  auto found = at::zeros(present.sizes(), at::kBool);      // [M, B, P]
  for (std::int64_t cell = 0; cell < present.size(0) * present.size(1); ++cell) {
    const double* basis = lattice.data_ptr<double>() + 9 * cell;
    const double* places = positions.data_ptr<double>() + 3 * rows * cell;
    NearestSearch(basis, places, present.data_ptr<bool>() + rows * cell, rows)
        .run(periodic, neighbor.data_ptr<std::int64_t>() + rows * cell, image.data_ptr<double>() + 3 * rows * cell,
             found.data_ptr<bool>() + rows * cell);
  }
  const auto& like = atoms.positions;
  return {neighbor.to(like.device()), image.to(like.device(), like.scalar_type()), found.to(like.device())};
}

// Σ over atoms, mean over structures: [M, B, P] -> [M]
at::Tensor per_member(const at::Tensor& terms, const at::Tensor& valid) {
  return at::where(valid, terms, at::zeros_like(terms)).sum(2).mean(1);
}

// min over atoms, mean over structures: [M, B, P] -> [M]
at::Tensor least_per_member(const at::Tensor& terms, const at::Tensor& valid) {
  const auto never = at::full_like(terms, std::numeric_limits<double>::infinity());
  const auto least = std::get<0>(at::where(valid, terms, never).min(2));  // [M, B]
  return at::where(valid.any(2), least, at::zeros_like(least)).mean(1);
}

}  // namespace

NearestDistances nearest_distances(const AtomBatch& atoms, bool images) {
  check_shape("atom positions", std::array{kAnySize, kAnySize, kAnySize, std::int64_t{3}}, atoms.positions.sizes());
  const auto sizes = atoms.positions.sizes();
  check_shape("lattices", std::array{sizes[0], sizes[1], std::int64_t{3}, std::int64_t{3}}, atoms.lattice.sizes());
  check_shape("atom mask", std::array{sizes[0], sizes[1], sizes[2]}, atoms.present.sizes());

  const Choice choice = choose_nearest(atoms, images);
  const auto index = choice.neighbor.unsqueeze(-1).expand(sizes);  // [M, B, P, 3]
  const auto apart =
      atoms.positions.gather(2, index) - atoms.positions + at::matmul(choice.image, atoms.lattice);  // [M, B, P, 3]
  const auto distance = apart.square().sum(-1).clamp_min(kSmallestSquare).sqrt();                    // [M, B, P]
  return {distance, choice.found};
}

GeometryTerms literal_geometry(const NearestDistances& s, const DistanceWindow& window) {
  return {least_per_member((window.smallest - s.distance).square(), s.valid),
          -least_per_member((window.largest - s.distance).square(), s.valid)};
}

GeometryTerms spring_geometry(const NearestDistances& s, const DistanceWindow& window) {
  return {per_member((s.distance - window.smallest).square(), s.valid),
          per_member((window.largest - s.distance).square(), s.valid)};
}

GeometryTerms hinge_geometry(const NearestDistances& s, const DistanceWindow& window) {
  return {per_member((window.smallest - s.distance).clamp_min(0).square(), s.valid),
          per_member((s.distance - window.largest).clamp_min(0).square(), s.valid)};
}

}  // namespace crystalgan
