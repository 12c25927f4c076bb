#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/gan/geometry.hpp"

// Single cells as a batch of one member and one structure.
namespace crystalgan::test {

inline at::Tensor tensor_of(const std::vector<Cartesian>& rows) {
  auto tensor = at::empty({1, 1, static_cast<std::int64_t>(rows.size()), 3}, at::kDouble);  // [1, 1, P, 3]
  double* numbers = tensor.data_ptr<double>();
  for (const Cartesian& row : rows)
    for (const double component : row.components) *numbers++ = component;
  return tensor;
}

inline AtomBatch cell(const Basis& basis, const std::vector<Cartesian>& atoms) {
  return {tensor_of({basis[0], basis[1], basis[2]}), tensor_of(atoms),
          at::ones({1, 1, static_cast<std::int64_t>(atoms.size())}, at::kBool)};
}

inline Basis cube(double a) { return {Cartesian{a, 0, 0}, Cartesian{0, a, 0}, Cartesian{0, 0, a}}; }

/// Along an axis, which is M or B.
inline AtomBatch stacked(const std::vector<AtomBatch>& batches, std::int64_t axis) {
  std::vector<at::Tensor> lattices;
  std::vector<at::Tensor> positions;
  std::vector<at::Tensor> present;
  for (const AtomBatch& batch : batches) {
    lattices.push_back(batch.lattice);
    positions.push_back(batch.positions);
    present.push_back(batch.present);
  }
  return {at::cat(lattices, axis), at::cat(positions, axis), at::cat(present, axis)};
}

}  // namespace crystalgan::test
