#include "crystalgan/features/transfer.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "crystalgan/core/error.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;

constexpr std::int64_t kSlots = 4;

// Features without a zero, 1 in every place of domain A, and each block with another number of atoms.
MaskedFeatures domain(std::int64_t members, std::int64_t count, std::uint64_t seed) {
  Random random((Seed(seed)));
  const auto features = test::random_tensor(random, {members, count, 4, kSlots, 3}, 1, 2).to(at::kFloat);
  const auto mask = test::random_tensor(random, {members, count, 4, kSlots}, 0, 1) < 0.6;
  return {features, mask};
}

// What block k of structure `from` looks like after the transfer: rows without an atom are zero.
at::Tensor block(const MaskedFeatures& set, std::int64_t member, std::int64_t from, std::int64_t k) {
  return set.features[member][from][k] * set.mask[member][from][k].unsqueeze(-1).to(at::kFloat);
}

void expect_blocks(const MaskedFeatures& made, std::int64_t pair, const std::array<const MaskedFeatures*, 4>& sources,
                   const std::array<std::int64_t, 4>& structures) {
  for (std::int64_t member = 0; member < made.features.size(0); ++member)
    for (std::size_t k = 0; k < 4; ++k) {
      const auto number = static_cast<std::int64_t>(k);
      EXPECT_TRUE(identical(made.features[member][pair][number], block(*sources[k], member, structures[k], number)));
      EXPECT_TRUE(identical(made.mask[member][pair][number], sources[k]->mask[member][structures[k]][number]));
    }
}

TEST(Transfer, FillsThePlaceholderFromTheOtherDomain) {
  const PerDomain<MaskedFeatures> generated{domain(2, 3, 1), domain(2, 3, 2)};
  const auto made = transfer_features(generated, paired_partners(3, 3));
  ASSERT_EQ(made.a.features.sizes(), generated.a.features.sizes());
  ASSERT_EQ(made.b.features.sizes(), generated.b.features.sizes());
  const auto* x_g = &generated.a;
  const auto* y_g = &generated.b;
  for (std::int64_t i = 0; i < 3; ++i) {
    expect_blocks(made.a, i, {x_g, x_g, x_g, y_g}, {i, i, i, i});
    expect_blocks(made.b, i, {y_g, y_g, x_g, y_g}, {i, i, i, i});
  }
}

TEST(Transfer, CombinesAnyPairOfUnequalSets) {
  const PerDomain<MaskedFeatures> generated{domain(1, 2, 1), domain(1, 5, 2)};
  const PartnerIndices partners{{1, 4}, {0, 0}, {1, 0}, {1, 4}};
  const auto made = transfer_features(generated, partners);
  ASSERT_EQ(made.a.features.size(1), 4);
  ASSERT_EQ(made.b.features.size(1), 4);
  const auto* x_g = &generated.a;
  const auto* y_g = &generated.b;
  for (std::size_t pair = 0; pair < partners.size(); ++pair) {
    const auto [i, j] = partners[pair];
    expect_blocks(made.a, static_cast<std::int64_t>(pair), {x_g, x_g, x_g, y_g}, {i, i, i, j});
    expect_blocks(made.b, static_cast<std::int64_t>(pair), {y_g, y_g, x_g, y_g}, {j, j, i, j});
  }
}

TEST(Transfer, LeavesNothingInRowsWithoutAnAtom) {
  PerDomain<MaskedFeatures> generated{domain(1, 2, 1), domain(1, 2, 2)};
  generated.a.features.masked_fill_(generated.a.mask.logical_not().unsqueeze(-1),
                                    std::numeric_limits<double>::quiet_NaN());
  const auto made = transfer_features(generated, paired_partners(2, 2));
  for (const auto* side : {&made.a, &made.b}) {
    const auto empty = side->mask.logical_not().unsqueeze(-1).expand_as(side->features);
    EXPECT_GT(empty.sum().item<std::int64_t>(), 0);
    EXPECT_EQ(side->features.masked_select(empty).abs().max().item<float>(), 0.0F);
  }
}

TEST(Transfer, PairsStructuresOneToOneWhereTheSetsAreEqual) {
  EXPECT_EQ(paired_partners(3, 3), (PartnerIndices{{0, 0}, {1, 1}, {2, 2}}));
}

TEST(Transfer, PairsEveryStructureOfTheLargerSetOnce) {
  EXPECT_EQ(paired_partners(5, 2), (PartnerIndices{{0, 0}, {1, 1}, {2, 0}, {3, 1}, {4, 0}}));
  EXPECT_EQ(paired_partners(1, 3), (PartnerIndices{{0, 0}, {0, 1}, {0, 2}}));
}

TEST(Transfer, AnEmptySetHasNoPartners) {
  EXPECT_TRUE(paired_partners(0, 3).empty());
  EXPECT_TRUE(paired_partners(3, 0).empty());
}

TEST(Transfer, RefusesOtherShapes) {
  const MaskedFeatures good = domain(2, 3, 1);
  const auto refuses = [&](const MaskedFeatures& bad) {
    EXPECT_THROW(transfer_features({good, bad}, {{0, 0}}), ShapeError);
    EXPECT_THROW(transfer_features({bad, good}, {{0, 0}}), ShapeError);
  };
  refuses({good.features.slice(0, 0, 1), good.mask.slice(0, 0, 1)});
  refuses({good.features.slice(2, 0, 3), good.mask.slice(2, 0, 3)});
  refuses({good.features.slice(3, 0, 3), good.mask.slice(3, 0, 3)});
  refuses({good.features, good.mask.slice(1, 0, 2)});
  refuses({good.features[0], good.mask[0]});
}

TEST(Transfer, RefusesPartnersOutsideTheSets) {
  const PerDomain<MaskedFeatures> generated{domain(1, 2, 1), domain(1, 5, 2)};
  for (const auto& pair : PartnerIndices{{2, 0}, {0, 5}, {-1, 0}, {0, -1}})
    EXPECT_THROW(transfer_features(generated, {{0, 0}, pair}), ShapeError);
}

}  // namespace
}  // namespace crystalgan
