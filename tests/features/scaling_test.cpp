#include "crystalgan/features/scaling.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/features/augment.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::largest_difference;

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

Structure one_atom(const char* symbol, double a, double b, double c) {
  return {Lattice::from_parameters(a, b, c, 90, 90, 90), {{Element::from_symbol(symbol), {0.5, 0.25, 0}}}, symbol};
}

EncodedSet encoded(const std::vector<Structure>& structures, std::int64_t slots = 3) {
  return encode_fractional(structures, kSystem, {slots});
}

EncodedSet random_set(std::uint64_t seed, std::int64_t slots = 3) {
  Random random((Seed(seed)));
  auto crystals = test::random_crystals(random);
  for (const Structure& structure : test::random_crystals(random)) crystals.push_back(structure);
  return encoded(crystals, slots);
}

void expect_near(const at::Tensor& got, const at::Tensor& expected, double tolerance) {
  EXPECT_LT(largest_difference(got, expected), tolerance) << got << expected;
}

TEST(Scaling, IsPooledOverBothDomains) {
  const auto scaling = Scaling::of({encoded({one_atom("Pd", 4, 4, 4)}), encoded({one_atom("Ni", 5, 5, 5)})});
  expect_near(scaling.lattice_mean, 4.5 * at::eye(3), 1e-5);
  // 0.1 Å is the least: components that are zero everywhere must not be divided by zero
  expect_near(scaling.lattice_deviation, at::where(at::eye(3) > 0, at::full({3, 3}, 0.5), at::full({3, 3}, 0.1)), 1e-5);
}

TEST(Scaling, CountsStructuresAndNotDomains) {
  const auto large = one_atom("Pd", 6, 6, 6);
  const auto scaling = Scaling::of({encoded({large, large, large}), encoded({one_atom("Ni", 4, 4, 4)})});
  expect_near(scaling.lattice_mean, 5.5 * at::eye(3), 1e-5);
  expect_near(at::diag(scaling.lattice_deviation), at::full({3}, std::sqrt(0.75)), 1e-5);
}

TEST(Scaling, CountsEveryOrderOfTheAxes) {
  const auto scaling = Scaling::of({encoded({one_atom("Pd", 3, 3, 6)}), encoded({one_atom("Ni", 6, 3, 3)})});
  expect_near(scaling.lattice_mean, 4.0 * at::eye(3), 1e-5);
  expect_near(at::diag(scaling.lattice_deviation), at::full({3}, std::sqrt(2.0)), 1e-5);
}

TEST(Scaling, DoesNotDependOnWhichAxisIsNamedFirst) {
  const EncodedSet a = random_set(1);
  const EncodedSet b = random_set(2);
  const auto scaling = Scaling::of({a, b});
  for (const AxisOrder& order : kAxisOrders) {
    const auto other = Scaling::of({with_axes(a, order), b});
    expect_near(other.lattice_mean, scaling.lattice_mean, 1e-4);
    expect_near(other.lattice_deviation, scaling.lattice_deviation, 1e-4);
  }
}

TEST(Scaling, TakesFractionsAsUniform) {
  const auto scaling = Scaling::of({random_set(1), random_set(2)});
  EXPECT_EQ(scaling.fraction_mean, 0.5);
  EXPECT_NEAR(scaling.fraction_deviation, std::sqrt(1.0 / 12.0), 1e-12);
}

TEST(Scaling, StandardisedLatticesHaveMeanZeroAndDeviationOne) {
  const PerDomain<EncodedSet> sets{random_set(1), random_set(2)};
  const auto scaling = Scaling::of(sets);
  std::vector<at::Tensor> all;
  for (const AxisOrder& order : kAxisOrders)
    for (const EncodedSet* set : {&sets.a, &sets.b}) {
      const EncodedSet turned = with_axes(*set, order);
      all.push_back(scaling.standardised(turned.features, turned.mask).select(1, 0).slice(1, 0, 3));
    }
  const auto lattices = at::cat(all, 0);  // [structures, 3, 3]
  expect_near(lattices.mean(0), at::zeros({3, 3}), 1e-4);
  const auto deviation = lattices.square().mean(0).sqrt();
  for (const auto& [row, axis] : {std::pair{0, 0}, {1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}})
    EXPECT_NEAR(deviation[row][axis].item<double>(), 1.0, 1e-3) << row << ", " << axis;
}

TEST(Scaling, MapsTheNumbersAsWritten) {
  const Scaling scaling{at::arange(9).view({3, 3}).to(at::kFloat), at::full({3, 3}, 2.0), 0.5, 0.25};
  const EncodedSet set = encoded({one_atom("Ni", 4, 5, 6)}, 4);
  const auto made = scaling.standardised(set.features, set.mask);
  auto expected = at::zeros({1, 4, 4, 3});
  expected[0][0].slice(0, 0, 3).copy_((at::diag(at::tensor({4.0F, 5.0F, 6.0F})) - scaling.lattice_mean) / 2.0);
  expected[0][3][0].copy_(at::tensor({0.0F, -1.0F, -2.0F}));
  expect_near(made, expected, 1e-5);
}

TEST(Scaling, RowsWithoutAnAtomBecomeZero) {
  for (const std::int64_t slots : {3, 5}) {
    EncodedSet set = random_set(1, slots);
    const auto scaling = Scaling::of({set, random_set(2, slots)});
    const auto empty = set.mask.logical_not().unsqueeze(-1).expand_as(set.features);
    set.features.masked_fill_(empty, 7.0);
    const auto made = scaling.standardised(set.features, set.mask);
    EXPECT_GT(empty.sum().item<std::int64_t>(), 0);
    EXPECT_EQ(made.masked_select(empty).abs().max().item<double>(), 0.0);
    EXPECT_GT(made.masked_select(empty.logical_not()).abs().max().item<double>(), 0.5);
  }
}

TEST(Scaling, RestoresWhatItStandardised) {
  for (const std::int64_t slots : {3, 5}) {
    const EncodedSet set = random_set(3, slots);
    const auto scaling = Scaling::of({set, random_set(4, slots)});
    const auto again = scaling.restored(scaling.standardised(set.features, set.mask));
    EXPECT_EQ(again.sizes(), set.features.sizes());
    expect_near(again * set.mask.unsqueeze(-1).to(at::kFloat), set.features, 1e-5);
    const auto numbers = scaling.restored(set.features);  // any numbers, all rows
    expect_near(scaling.standardised(numbers, at::ones_like(set.mask)).slice(1, 1), set.features.slice(1, 1), 1e-5);
  }
}

TEST(Scaling, TreatsMembersAlike) {
  const EncodedSet set = random_set(3);
  const auto scaling = Scaling::of({set, random_set(4)});
  const auto once = scaling.standardised(set.features, set.mask);
  const auto both = scaling.standardised(set.features.repeat({2, 1, 1, 1, 1}), set.mask.repeat({2, 1, 1, 1}));
  for (std::int64_t member = 0; member < 2; ++member) {
    EXPECT_TRUE(test::identical(both[member], once));
    EXPECT_TRUE(test::identical(scaling.restored(both)[member], scaling.restored(once)));
  }
}

TEST(Scaling, LeavesItsArgumentsAlone) {
  const EncodedSet set = random_set(3);
  const auto kept = set.features.clone();
  const auto scaling = Scaling::of({set, random_set(4)});
  scaling.standardised(set.features, set.mask);
  scaling.restored(set.features);
  EXPECT_TRUE(test::identical(set.features, kept));
}

}  // namespace
}  // namespace crystalgan
