#include "crystalgan/gan/constraint.hpp"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tests/support/cells.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::largest_difference;
using test::leaf;
using test::numbers;
using test::random_tensor;

constexpr std::int64_t kSlots = 3;

double value(const at::Tensor& tensor) { return tensor.item<double>(); }

at::Tensor tensor_of(const Basis& basis) {
  std::vector<double> components;
  for (const Cartesian& row : basis) components.insert(components.end(), row.components.begin(), row.components.end());
  return numbers(components).view({3, 3});
}

// Two members, a structure in each of the cells of three_cells(): fractions in the blocks 1, 2, 3, rows of lattice
// vectors in Å in block 0.
CellBatch fractional_cells(std::uint64_t seed = 1) {
  Random random((Seed(seed)));
  const auto bases = test::three_cells();
  const auto count = static_cast<std::int64_t>(bases.size());
  auto features = random_tensor(random, {2, count, 4, kSlots, 3}, 0, 1);  // [M, B, K, S, 3]
  for (std::int64_t i = 0; i < count; ++i)
    features.select(1, i).select(1, 0).copy_(tensor_of(bases[static_cast<std::size_t>(i)].basis) +
                                             random_tensor(random, {2, 3, 3}, -0.1, 0.1));
  auto mask = random_tensor(random, {2, count, 4, kSlots}) > -0.4;  // [M, B, K, S]
  mask.select(2, 0).fill_(true);
  mask.select(3, 0).fill_(true);
  return {features, mask};
}

at::Tensor lattices_of(const CellBatch& cells) { return cells.features.select(2, 0).slice(2, 0, 3); }  // [M, B, 3, 3]

// The same cells with positions in Å.
CellBatch in_angstrom(const CellBatch& cells) {
  auto features = cells.features.clone();
  const auto lattice = lattices_of(cells).unsqueeze(2);  // [M, B, 1, 3, 3]
  features.slice(2, 1).copy_(at::matmul(cells.features.slice(2, 1), lattice));
  return {features, cells.mask};
}

AtomBatch atoms_of(const CellBatch& in_angstrom, const std::vector<std::int64_t>& blocks) {
  std::vector<at::Tensor> positions;
  std::vector<at::Tensor> present;
  for (const std::int64_t block : blocks) {
    positions.push_back(in_angstrom.features.select(2, block));
    present.push_back(in_angstrom.mask.select(2, block));
  }
  return {lattices_of(in_angstrom), at::cat(positions, 2), at::cat(present, 2)};
}

PairWindow pairs() { return {{{{2.1, 1.6, 1.7}, {1.6, 2.5, 2.4}, {1.7, 2.4, 2.3}}}, 2.0, 0.1}; }

const std::vector<std::int64_t> kKinds{0, 0, 0, 1, 1, 1, 2, 2, 2};

// A scale for the cells of three_cells(), none of its numbers 0 or 1.
FeatureScale scale() {
  return {tensor_of({Cartesian{3.6, 0.2, -0.3}, Cartesian{0.4, 2.7, 0.1}, Cartesian{-1.1, 0.5, 4.1}}),
          tensor_of({Cartesian{0.5, 0.3, 0.4}, Cartesian{1.2, 0.9, 0.2}, Cartesian{2.1, 0.7, 0.6}}), 0.5,
          1.0 / std::sqrt(12.0)};
}

CellBatch standardised(const CellBatch& cells, const FeatureScale& by) {
  auto features = (cells.features - by.fraction_mean) / by.fraction_deviation;
  features.select(2, 0).copy_((lattices_of(cells) - by.lattice_mean) / by.lattice_deviation);
  return {features, cells.mask};
}

void expect_same(const GeometryTerms& terms, const GeometryTerms& expected, const std::string& where = "") {
  EXPECT_LT(largest_difference(terms.geo1, expected.geo1), 1e-9) << where;
  EXPECT_LT(largest_difference(terms.geo2, expected.geo2), 1e-9) << where;
  EXPECT_GT(expected.geo1.abs().sum().item<double>() + expected.geo2.abs().sum().item<double>(), 1e-2) << where;
}

GeometryTerms of_form(GeometryForm form, const NearestDistances& s, const DistanceWindow& window) {
  if (form == GeometryForm::literal) return literal_geometry(s, window);
  return form == GeometryForm::spring ? spring_geometry(s, window) : hinge_geometry(s, window);
}

const GeometryForm kForms[] = {GeometryForm::literal, GeometryForm::spring, GeometryForm::hinge};

GeometryConstraint constrained(GeometryForm form, const DistanceWindow& window,
                               const std::vector<std::vector<std::int64_t>>& groups, bool images) {
  GeometryConstraint constraint;
  constraint.form = form;
  constraint.window = window;
  constraint.images = images;
  constraint.groups = groups;
  return constraint;
}

TEST(Constraint, WindowFormsAreThoseOfTheNearestDistancesInAngstrom) {
  const CellBatch cells = in_angstrom(fractional_cells());
  const DistanceWindow window{2.2, 1.9};
  for (const GeometryForm form : kForms)
    for (const bool images : {true, false}) {
      const auto of_blocks = [&](const std::vector<std::int64_t>& blocks) {
        return of_form(form, nearest_distances(atoms_of(cells, blocks), images), window);
      };
      const auto metals = of_blocks({2, 3});
      const auto x = of_blocks({1});
      expect_same(geometry_terms(cells, constrained(form, window, {{2, 3}}, images)), metals);
      expect_same(geometry_terms(cells, constrained(form, window, {{2, 3}, {1}}, images)),
                  {metals.geo1 + x.geo1, metals.geo2 + x.geo2});
      expect_same(geometry_terms(cells, constrained(form, window, {{1, 2, 3}}, images)), of_blocks({1, 2, 3}));
    }
}

TEST(Constraint, WithAScaleTheCellIsWhatTheFeaturesSay) {
  const CellBatch cells = fractional_cells();
  GeometryConstraint in_numbers;
  in_numbers.scale = scale();
  in_numbers.window = {2.2, 1.9};
  for (const GeometryForm form : kForms) {
    in_numbers.form = form;
    GeometryConstraint plain = in_numbers;
    plain.scale.reset();
    expect_same(geometry_terms(standardised(cells, scale()), in_numbers), geometry_terms(in_angstrom(cells), plain));
  }
}

TEST(Constraint, PairLimitsSeeXThenAThenB) {
  const CellBatch cells = fractional_cells();
  GeometryConstraint constraint;
  constraint.pairs = pairs();
  const auto expected = pair_geometry(atoms_of(in_angstrom(cells), {1, 2, 3}), kKinds, pairs());
  expect_same(geometry_terms(in_angstrom(cells), constraint), expected, "in Å");
  constraint.scale = scale();
  expect_same(geometry_terms(standardised(cells, scale()), constraint), expected, "standardised");
  // in another place an atom is of another kind
  CellBatch exchanged = standardised(cells, scale());
  exchanged.features = exchanged.features.index_select(2, at::tensor({0, 2, 1, 3}, at::kLong));
  exchanged.mask = exchanged.mask.index_select(2, at::tensor({0, 2, 1, 3}, at::kLong));
  EXPECT_GT(largest_difference(geometry_terms(exchanged, constraint).geo1, expected.geo1), 1e-3);
}

// A cube of 4 Å with one A atom, standardised so that nothing is plain zero.
CellBatch lone_metal(const FeatureScale& by) {
  auto features = at::full({1, 1, 4, kSlots, 3}, 0.25, at::kDouble);
  features[0][0][0].copy_(4.0 * at::eye(3, at::kDouble));
  auto mask = at::zeros({1, 1, 4, kSlots}, at::kBool);
  mask[0][0][0].fill_(true);
  mask[0][0][2][0].fill_(true);
  return standardised({features, mask}, by);
}

TEST(Constraint, AVolumeRescalesTheCellBeforeItIsMeasured) {
  GeometryConstraint constraint;
  constraint.scale = scale();
  constraint.window = {4.5, 3.8};
  const auto own_image = [&](const std::function<at::Tensor(const at::Tensor&)>& volume) {
    constraint.volume = volume;
    return geometry_terms(lone_metal(scale()), constraint);
  };
  const auto untouched = own_image({});  // 4 Å
  EXPECT_NEAR(value(untouched.geo1), 0.5 * 0.5, 1e-9);
  EXPECT_NEAR(value(untouched.geo2), 0.2 * 0.2, 1e-9);
  const auto small = own_image([](const at::Tensor&) { return at::full({1, 1}, 27.0, at::kDouble); });  // 3 Å
  EXPECT_NEAR(value(small.geo1), 1.5 * 1.5, 1e-9);
  EXPECT_NEAR(value(small.geo2), 0.0, 1e-9);
  const auto large = own_image([](const at::Tensor&) { return at::full({1, 1}, 125.0, at::kDouble); });  // 5 Å
  EXPECT_NEAR(value(large.geo1), 0.0, 1e-9);
  EXPECT_NEAR(value(large.geo2), 1.2 * 1.2, 1e-9);
}

// The volume that atoms of these masks take: 9 Å^3 per metal, 4 per X.
at::Tensor volume_of(const at::Tensor& mask) {
  const auto count = [&](std::int64_t block) { return mask.select(2, block).sum(2).to(at::kDouble); };  // [M, B]
  return 4.0 * count(1) + 9.0 * (count(2) + count(3));
}

TEST(Constraint, AVolumeRescalesCellsOfAnyShapeAndHand) {
  CellBatch cells = fractional_cells();
  for (const bool left_handed : {false, true}) {
    if (left_handed) cells.features.select(2, 0).select(2, 1).neg_();
    const auto wanted = volume_of(cells.mask);          // [M, B]
    const auto is = at::det(lattices_of(cells)).abs();  // [M, B]
    CellBatch scaled{cells.features.clone(), cells.mask};
    scaled.features.select(2, 0).mul_((wanted / is).pow(1.0 / 3.0).unsqueeze(-1).unsqueeze(-1));
    EXPECT_LT(largest_difference(at::det(lattices_of(scaled)).abs(), wanted), 1e-9);
    GeometryConstraint constraint;
    constraint.pairs = pairs();
    const auto expected = geometry_terms(in_angstrom(scaled), constraint);
    constraint.scale = scale();
    constraint.volume = volume_of;
    expect_same(geometry_terms(standardised(cells, scale()), constraint), expected);
    constraint.volume = {};
    EXPECT_GT(largest_difference(geometry_terms(standardised(cells, scale()), constraint).geo1, expected.geo1), 1e-3);
  }
}

TEST(Constraint, WithAVolumeTheSizeOfTheGivenCellDoesNotMatter) {
  const CellBatch cells = fractional_cells();
  CellBatch larger{cells.features.clone(), cells.mask};
  larger.features.select(2, 0).mul_(1.7);
  GeometryConstraint constraint;
  constraint.pairs = pairs();
  constraint.scale = scale();
  constraint.volume = volume_of;
  expect_same(geometry_terms(standardised(larger, scale()), constraint),
              geometry_terms(standardised(cells, scale()), constraint));
}

TEST(Constraint, ALatticeThatSpansNoVolumeGivesNoNan) {
  for (const auto type : {at::kFloat, at::kDouble}) {
    CellBatch flat = fractional_cells();
    flat.features.select(1, 0).select(1, 0).zero_();
    flat.features.select(1, 1).select(1, 0).select(1, 2).copy_(flat.features.select(1, 1).select(1, 0).select(1, 0));
    const auto features = standardised(flat, scale()).features.to(type).requires_grad_(true);
    GeometryConstraint constraint;
    constraint.pairs = pairs();
    constraint.scale = scale();
    constraint.scale->lattice_mean = scale().lattice_mean.to(type);
    constraint.scale->lattice_deviation = scale().lattice_deviation.to(type);
    constraint.volume = [type](const at::Tensor& mask) { return volume_of(mask).to(type); };
    const auto terms = geometry_terms({features, flat.mask}, constraint);
    EXPECT_EQ(terms.geo1.scalar_type(), type);
    EXPECT_TRUE(at::isfinite(terms.geo1 + terms.geo2).all().item<bool>());
    const auto gradient = torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {features})[0];
    EXPECT_TRUE(at::isfinite(gradient).all().item<bool>());
  }
}

TEST(Constraint, AFormOfNoneIsZero) {
  for (const bool scaled : {false, true}) {
    GeometryConstraint none;
    none.form = GeometryForm::none;
    if (scaled) none.scale = scale();
    const auto terms = geometry_terms(fractional_cells(), none);
    for (const auto& term : {terms.geo1, terms.geo2}) {
      EXPECT_EQ(term.sizes(), at::IntArrayRef({2}));
      EXPECT_EQ(term.abs().sum().item<double>(), 0.0);
    }
  }
}

TEST(Constraint, GradientsAreThoseOfCentralDifferences) {
  const CellBatch cells = fractional_cells(3);
  const auto features = leaf(standardised(cells, scale()).features);
  for (const bool by_pairs : {true, false})
    for (const bool rescaled : {true, false}) {
      GeometryConstraint constraint;
      constraint.window = {2.2, 1.9};
      if (by_pairs) constraint.pairs = pairs();
      constraint.scale = scale();
      if (rescaled) constraint.volume = volume_of;
      const auto loss = [&] {
        const auto terms = geometry_terms({features, cells.mask}, constraint);
        return (1.3 * terms.geo1 + 0.7 * terms.geo2).sum();
      };
      const auto check = check_gradient(loss, {features}, 1e-6);
      EXPECT_LT(check.worst, 1e-4) << by_pairs << rescaled << ": " << check.where;
      EXPECT_GT(check.largest, 1e-2);
    }
}

TEST(Constraint, MembersAreIndependent) {
  const CellBatch both = standardised(fractional_cells(), scale());
  const auto features = leaf(both.features);
  GeometryConstraint constraint;
  constraint.pairs = pairs();
  constraint.scale = scale();
  constraint.volume = volume_of;
  const auto terms = geometry_terms({features, both.mask}, constraint);
  for (std::int64_t member = 0; member < 2; ++member) {
    const CellBatch alone{both.features.slice(0, member, member + 1), both.mask.slice(0, member, member + 1)};
    const auto own = geometry_terms(alone, constraint);
    EXPECT_NEAR(value(terms.geo1[member]), value(own.geo1), 1e-12);
    EXPECT_NEAR(value(terms.geo2[member]), value(own.geo2), 1e-12);
  }
  const auto gradient = torch::autograd::grad({terms.geo1[0] + terms.geo2[0]}, {features})[0];
  EXPECT_GT(gradient[0].abs().sum().item<double>(), 0.0);
  EXPECT_EQ(gradient[1].abs().sum().item<double>(), 0.0);
}

TEST(Constraint, IsTheSameToTheLastBitForAnyNumberOfThreads) {
  const CellBatch cells = standardised(fractional_cells(), scale());
  const auto terms_and_gradient = [&](int threads) {
    at::set_num_threads(threads);
    const auto features = leaf(cells.features);
    std::vector<at::Tensor> all;
    for (const bool by_pairs : {true, false}) {
      GeometryConstraint constraint;
      constraint.window = {2.2, 1.9};
      if (by_pairs) constraint.pairs = pairs();
      constraint.scale = scale();
      constraint.volume = volume_of;
      const auto terms = geometry_terms({features, cells.mask}, constraint);
      all.insert(all.end(), {terms.geo1.detach(), terms.geo2.detach(),
                             torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {features})[0]});
    }
    return all;
  };
  const int threads = at::get_num_threads();
  const auto by_one = terms_and_gradient(1);
  const auto by_four = terms_and_gradient(4);
  at::set_num_threads(threads);
  for (std::size_t i = 0; i < by_one.size(); ++i) EXPECT_TRUE(test::identical(by_one[i], by_four[i])) << i;
}

TEST(Constraint, OfFloatsIsThatOfDoubles) {
  const CellBatch cells = standardised(fractional_cells(), scale());
  GeometryConstraint constraint;
  constraint.pairs = pairs();
  constraint.scale = scale();
  constraint.volume = volume_of;
  const auto features = leaf(cells.features);
  const auto floats = cells.features.to(at::kFloat).requires_grad_(true);
  const auto terms = geometry_terms({features, cells.mask}, constraint);
  const auto of_floats = geometry_terms({floats, cells.mask}, constraint);
  EXPECT_EQ(of_floats.geo1.scalar_type(), at::kFloat);
  EXPECT_LT(largest_difference(of_floats.geo1, terms.geo1), 1e-4);
  EXPECT_LT(largest_difference(of_floats.geo2, terms.geo2), 1e-4);
  const auto gradient = torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {features})[0];
  const auto of_float = torch::autograd::grad({(of_floats.geo1 + of_floats.geo2).sum()}, {floats})[0];
  EXPECT_EQ(of_float.scalar_type(), at::kFloat);
  EXPECT_LT(largest_difference(of_float, gradient), 1e-3);
}

}  // namespace
}  // namespace crystalgan
