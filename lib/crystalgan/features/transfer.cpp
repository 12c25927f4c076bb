#include "crystalgan/features/transfer.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <string>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/features/layout.hpp"

namespace crystalgan {
namespace {

MaskedFeatures pick(const MaskedFeatures& all, const at::Tensor& index) {
  return {all.features.index_select(1, index), all.mask.index_select(1, index)};
}

MaskedFeatures join_blocks(const MaskedFeatures& lattice_and_x, const MaskedFeatures& x_g, const MaskedFeatures& y_g) {
  constexpr auto a = static_cast<std::int64_t>(Block::a);
  constexpr auto b = static_cast<std::int64_t>(Block::b);
  const auto features =
      at::cat({lattice_and_x.features.slice(2, 0, a), x_g.features.slice(2, a, a + 1), y_g.features.slice(2, b, b + 1)},
              2);  // [M, B, K, S, 3]
  const auto mask =
      at::cat({lattice_and_x.mask.slice(2, 0, a), x_g.mask.slice(2, a, a + 1), y_g.mask.slice(2, b, b + 1)},
              2);  // [M, B, K, S]
  return {at::where(mask.unsqueeze(-1), features, at::zeros_like(features)), mask};
}

}  // namespace

PerDomain<MaskedFeatures> transfer_features(const PerDomain<MaskedFeatures>& generated,
                                            const PartnerIndices& partners) {
  for (const auto* side : {&generated.a, &generated.b}) {
    check_shape("generated pseudo-binaries",
                std::array{kAnySize, kAnySize, Layout::blocks, kAnySize, Layout::components}, side->features.sizes());
    check_shape("generated pseudo-binaries",  // both domains alike
                std::array{generated.a.features.size(0), kAnySize, Layout::blocks, generated.a.features.size(3),
                           Layout::components},
                side->features.sizes());
    check_shape("their mask", side->features.sizes().slice(0, 4), side->mask.sizes());
  }
  auto index_a = at::empty({static_cast<std::int64_t>(partners.size())}, at::kLong);
  auto index_b = at::empty_like(index_a);
  const std::int64_t count_a = generated.a.features.size(1);
  const std::int64_t count_b = generated.b.features.size(1);
  for (std::size_t i = 0; i < partners.size(); ++i) {
    const auto [a, b] = partners[i];
    if (a < 0 || a >= count_a || b < 0 || b >= count_b)
      throw ShapeError("partners: expected indices below " + std::to_string(count_a) + " and " +
                       std::to_string(count_b) + ", got " + std::to_string(a) + " and " + std::to_string(b));
    index_a.data_ptr<std::int64_t>()[i] = a;
    index_b.data_ptr<std::int64_t>()[i] = b;
  }
  const MaskedFeatures x_g = pick(generated.a, index_a);
  const MaskedFeatures y_g = pick(generated.b, index_b);
  return {join_blocks(x_g, x_g, y_g), join_blocks(y_g, x_g, y_g)};
}

PartnerIndices paired_partners(std::int64_t count_a, std::int64_t count_b) {
  PartnerIndices partners;
  if (count_a == 0 || count_b == 0) return partners;
  for (std::int64_t i = 0; i < std::max(count_a, count_b); ++i) partners.emplace_back(i % count_a, i % count_b);
  return partners;
}

}  // namespace crystalgan
