#include "crystalgan/gan/misfits.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::leaf;
using test::numbers;

// Two members with three distances each.
at::Tensor six() { return numbers({1.5, 2.0, 4.0, 1.0, 3.0, 2.5}).view({2, 1, 3}); }

Misfits short_ones() { return {0.5, {{0, 0, 1.8}, {1, 0, 2.3}, {3, 1, 1.8}}}; }
Misfits long_ones() { return {-2.0, {{2, 0, 3.0}, {2, 0, 3.5}, {4, 1, 2.0}}}; }

TEST(Misfits, AddTheirSquaresMemberByMember) {
  const auto terms = misfit_terms(six(), short_ones(), long_ones(), 2);
  EXPECT_LT(test::largest_difference(terms.geo1, numbers({0.5 * (0.09 + 0.09), 0.5 * 0.64})), 1e-12);
  EXPECT_LT(test::largest_difference(terms.geo2, numbers({-2.0 * (1.0 + 0.25), -2.0 * 1.0})), 1e-12);
}

TEST(Misfits, GradientsAreThoseOfCentralDifferences) {
  const auto distances = leaf(six());
  const auto both = [&] {
    const auto terms = misfit_terms(distances, short_ones(), long_ones(), 2);
    return (terms.geo1 * numbers({1.3, 0.4}) + terms.geo2 * numbers({-0.7, 2.0})).sum();
  };
  const auto check = check_gradient(both, {distances});
  EXPECT_LT(check.worst, 1e-6) << check.where;
  EXPECT_GT(check.largest, 1.0);
}

TEST(Misfits, OneTermAloneHasAGradient) {
  const auto distances = leaf(six());
  const auto terms = misfit_terms(distances, short_ones(), long_ones(), 2);
  const auto gradient = torch::autograd::grad({terms.geo2.sum()}, {distances})[0].view({6});
  EXPECT_LT(test::largest_difference(gradient, numbers({0, 0, -4.0 * (1.0 + 0.5), 0, -4.0, 0})), 1e-12);
}

TEST(Misfits, NoneAreZero) {
  const auto distances = leaf(six());
  const auto terms = misfit_terms(distances, {}, {}, 2);
  EXPECT_TRUE(terms.geo1.equal(at::zeros({2}, at::kDouble)));
  EXPECT_TRUE(terms.geo2.equal(at::zeros({2}, at::kDouble)));
  const auto gradient = torch::autograd::grad({(terms.geo1 + terms.geo2).sum()}, {distances})[0];
  EXPECT_TRUE(gradient.equal(at::zeros_like(gradient)));
}

TEST(Misfits, TermsAreOfTheTypeOfTheDistances) {
  const auto distances = six().to(at::kFloat).requires_grad_(true);
  const auto terms = misfit_terms(distances, short_ones(), long_ones(), 2);
  EXPECT_EQ(terms.geo1.scalar_type(), at::kFloat);
  EXPECT_EQ(torch::autograd::grad({terms.geo1.sum()}, {distances})[0].scalar_type(), at::kFloat);
}

}  // namespace
}  // namespace crystalgan
