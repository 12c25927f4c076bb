#include "crystalgan/features/scaling.hpp"

#include <ATen/ATen.h>

#include <array>
#include <cmath>

#include "crystalgan/features/augment.hpp"

namespace crystalgan {
namespace {

// Å. Least deviation of a lattice component: one that is the same everywhere must not be divided by zero. Chosen.
constexpr double kLeastDeviation = 0.1;

// The rows of the lattice block that hold a, b, c.
at::Tensor lattice_rows(const at::Tensor& features) { return features.select(-3, 0).slice(-2, 0, 3); }

}  // namespace

Scaling Scaling::of(const PerDomain<EncodedSet>& sets) {
  std::vector<at::Tensor> all;
  for (const auto& order : kAxisOrders)
    for (const EncodedSet* set : {&sets.a, &sets.b})
      all.push_back(lattice_rows(with_axes(*set, order).features).to(at::kDouble));
  const auto lattices = at::cat(all, 0);  // [structures, 3, 3]
  const auto mean = lattices.mean(0);     // [3, 3]
  const auto deviation = (lattices - mean).square().mean(0).sqrt().clamp_min(kLeastDeviation);
  return {mean.to(at::kFloat), deviation.to(at::kFloat), 0.5, 1.0 / std::sqrt(12.0)};
}

at::Tensor Scaling::standardised(const at::Tensor& features, const at::Tensor& mask) const {
  auto scaled = (features - fraction_mean) / fraction_deviation;
  lattice_rows(scaled).copy_((lattice_rows(features) - lattice_mean) / lattice_deviation);
  return scaled * mask.unsqueeze(-1).to(scaled.scalar_type());
}

at::Tensor Scaling::restored(const at::Tensor& standardised) const {
  auto numbers = fraction_mean + fraction_deviation * standardised;
  lattice_rows(numbers).copy_(lattice_mean + lattice_deviation * lattice_rows(standardised));
  return numbers;
}

}  // namespace crystalgan
