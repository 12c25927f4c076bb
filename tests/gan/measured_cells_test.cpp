#include "crystalgan/gan/measured_cells.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::largest_difference;
using test::leaf;
using test::random_tensor;

// Two members with three cells of four blocks of four slots; about every third row of the atoms is empty.
CellBatch standardised_cells(std::uint64_t seed) {
  Random random((Seed(seed)));
  const auto features = random_tensor(random, {2, 3, 4, 4, 3}, -1, 1);
  const auto mask = random_tensor(random, {2, 3, 4, 4}) > -0.4;
  mask.select(2, 0).fill_(true);
  return {features, mask};
}

FeatureScale scale() {
  const auto mean = test::numbers({3.6, 0.2, -0.3, 0.4, 2.7, 0.1, -1.1, 0.5, 4.1}).view({3, 3});
  const auto deviation = test::numbers({0.5, 0.3, 0.4, 1.2, 0.9, 0.2, 1.1, 0.7, 0.6}).view({3, 3});
  return {mean, deviation, 0.5, 0.3};
}

at::Tensor joined(const at::Tensor& all, const std::vector<std::int64_t>& blocks) {
  std::vector<at::Tensor> parts;
  for (const std::int64_t block : blocks) parts.push_back(all.select(2, block));
  return at::cat(parts, 2);
}

// The same as an expression of LibTorch.
AtomBatch expected_atoms(const CellBatch& cells, const std::vector<std::int64_t>& blocks,
                         const std::optional<FeatureScale>& by, const at::Tensor& volume) {
  const auto present = joined(cells.mask, blocks);
  auto lattice = cells.features.select(2, 0).slice(2, 0, 3);
  auto positions = joined(cells.features, blocks);
  if (by) {
    lattice = by->lattice_mean + by->lattice_deviation * lattice;
    if (volume.defined()) lattice = lattice * (volume / at::det(lattice).abs()).pow(1.0 / 3.0).view({2, 3, 1, 1});
    positions = at::matmul(by->fraction_mean + by->fraction_deviation * positions, lattice);
  }
  return {lattice, positions * present.unsqueeze(-1), present};
}

TEST(MeasuredCells, AreWhatTheFeaturesSay) {
  const CellBatch cells = standardised_cells(1);
  const auto volume = test::numbers({20, 30, 40, 50, 60, 70}).view({2, 3});
  for (const std::vector<std::int64_t>& blocks : {std::vector<std::int64_t>{1, 2, 3}, {3, 2}, {1}}) {
    const auto expect_same = [&](const std::optional<FeatureScale>& by, const at::Tensor& wanted) {
      const AtomBatch atoms = measured_atoms(cells, blocks, by, wanted);
      const AtomBatch expected = expected_atoms(cells, blocks, by, wanted);
      EXPECT_LT(largest_difference(atoms.lattice, expected.lattice), 1e-12);
      EXPECT_LT(largest_difference(atoms.positions, expected.positions), 1e-12);
      EXPECT_TRUE(atoms.present.equal(expected.present));
    };
    expect_same({}, {});
    expect_same(scale(), {});
    expect_same(scale(), volume);
  }
}

TEST(MeasuredCells, GradientsAreThoseOfCentralDifferences) {
  const CellBatch cells = standardised_cells(2);
  const auto features = leaf(cells.features);
  Random random(Seed(3));
  const auto of_lattice = random_tensor(random, {2, 3, 3, 3});
  const auto of_positions = random_tensor(random, {2, 3, 8, 3});
  const auto volume = test::numbers({20, 30, 40, 50, 60, 70}).view({2, 3});
  const auto expect_right = [&](const std::optional<FeatureScale>& by, const at::Tensor& wanted) {
    const auto check = check_gradient(
        [&] {
          const AtomBatch atoms = measured_atoms({features, cells.mask}, {3, 1}, by, wanted);
          return (atoms.lattice * of_lattice).sum() + (atoms.positions * of_positions).sum();
        },
        {features});
    EXPECT_LT(check.worst, 1e-6) << check.where;
    EXPECT_GT(check.largest, 0.5);
  };
  expect_right({}, {});
  expect_right(scale(), {});
  expect_right(scale(), volume);
}

TEST(MeasuredCells, AreInDoubleAndTheirGradientIsOfTheTypeOfTheFeatures) {
  const CellBatch cells = standardised_cells(4);
  const auto features = cells.features.to(at::kFloat).requires_grad_(true);
  const AtomBatch atoms = measured_atoms({features, cells.mask}, {1, 2}, scale());
  EXPECT_EQ(atoms.lattice.scalar_type(), at::kDouble);
  EXPECT_EQ(atoms.positions.scalar_type(), at::kDouble);
  EXPECT_EQ(torch::autograd::grad({atoms.positions.sum()}, {features})[0].scalar_type(), at::kFloat);
}

TEST(MeasuredCells, RefuseOtherShapes) {
  const CellBatch cells = standardised_cells(5);
  EXPECT_THROW(measured_atoms({cells.features[0], cells.mask}, {1}, {}), ShapeError);
  EXPECT_THROW(measured_atoms({cells.features, cells.mask[0]}, {1}, {}), ShapeError);
  EXPECT_THROW(measured_atoms({cells.features.slice(3, 0, 2), cells.mask.slice(3, 0, 2)}, {1}, {}), ShapeError);
  EXPECT_THROW(measured_atoms(cells, {1}, scale(), at::ones({2, 2})), ShapeError);
  EXPECT_THROW(measured_atoms(cells, {1, 4}, {}), ShapeError);
  EXPECT_THROW(measured_atoms(cells, {-1}, {}), ShapeError);
  EXPECT_NO_THROW(measured_atoms(cells, {1, 3}, {}));
}

}  // namespace
}  // namespace crystalgan
