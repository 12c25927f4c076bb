#include "crystalgan/gan/constraint.hpp"

#include <ATen/ATen.h>

#include <cmath>

namespace crystalgan {
namespace {

// Å^3. A generated lattice may span no volume; its scaling then stays finite.
constexpr double kSmallestVolume = 1e-2;

constexpr std::int64_t kLatticeBlock = 0;

// |a · (b x c)| of every lattice: [M, B, 3, 3] -> [M, B]
at::Tensor volumes(const at::Tensor& lattice) {
  const auto a = lattice.select(2, 0);
  const auto b = lattice.select(2, 1);
  const auto c = lattice.select(2, 2);
  return (a * at::cross(b, c, -1)).sum(-1).abs();
}

// Every length times (V / volume)^(1/3).
at::Tensor scaled_to(const at::Tensor& lattice, const at::Tensor& volume) {
  const auto factor = (volume / volumes(lattice).clamp_min(kSmallestVolume)).pow(1.0 / 3.0);  // [M, B]
  return lattice * factor.unsqueeze(-1).unsqueeze(-1);                                        // [M, B, 3, 3]
}

at::Tensor joined(const at::Tensor& blocks, const std::vector<std::int64_t>& which) {
  std::vector<at::Tensor> parts;
  for (const std::int64_t block : which) parts.push_back(blocks.select(2, block));
  return at::cat(parts, 2);
}

AtomBatch atoms_of(const CellBatch& cells, const std::vector<std::int64_t>& blocks,
                   const GeometryConstraint& constraint) {
  auto lattice = cells.features.select(2, kLatticeBlock).slice(2, 0, 3);  // [M, B, 3, 3]
  auto positions = joined(cells.features, blocks);                        // [M, B, P, 3]
  if (constraint.scale) {
    const FeatureScale& scale = *constraint.scale;
    lattice = scale.lattice_mean + scale.lattice_deviation * lattice;
    if (constraint.volume) lattice = scaled_to(lattice, constraint.volume(cells.mask));
    positions = at::matmul(scale.fraction_mean + scale.fraction_deviation * positions, lattice);
  }
  return {lattice, positions, joined(cells.mask, blocks)};
}

GeometryTerms terms_of_form(GeometryForm form, const NearestDistances& s, const DistanceWindow& window) {
  switch (form) {
    case GeometryForm::literal:
      return literal_geometry(s, window);
    case GeometryForm::spring:
      return spring_geometry(s, window);
    case GeometryForm::hinge:
      return hinge_geometry(s, window);
    case GeometryForm::none:
      break;
  }
  const auto zero = at::zeros({s.distance.size(0)}, s.distance.options());
  return {zero, zero};
}

// Which kind of atom each row of the blocks 1, 2, 3 side by side is: 0 X, 1 A, 2 B.
std::vector<std::int64_t> kinds_of_rows(std::int64_t slots) {
  std::vector<std::int64_t> kinds;
  for (std::int64_t block = 0; block < 3; ++block) kinds.insert(kinds.end(), static_cast<std::size_t>(slots), block);
  return kinds;
}

}  // namespace

GeometryTerms geometry_terms(const CellBatch& cells, const GeometryConstraint& constraint) {
  if (constraint.pairs)
    return pair_geometry(atoms_of(cells, {1, 2, 3}, constraint), kinds_of_rows(cells.features.size(3)),
                         *constraint.pairs);
  GeometryTerms sum;
  for (const auto& blocks : constraint.groups) {
    const auto distances = nearest_distances(atoms_of(cells, blocks, constraint), constraint.images);
    const GeometryTerms terms = terms_of_form(constraint.form, distances, constraint.window);
    sum.geo1 = sum.geo1.defined() ? sum.geo1 + terms.geo1 : terms.geo1;
    sum.geo2 = sum.geo2.defined() ? sum.geo2 + terms.geo2 : terms.geo2;
  }
  return sum;
}

}  // namespace crystalgan
