#include "crystalgan/features/augment.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/features/decode.hpp"
#include "tests/features/same_crystal.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;
using test::largest_difference;

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

// Cells of all three shapes with one Pd, one Ni and two H each, and a rocksalt cell with four atoms per block.
std::vector<Structure> crystals(std::uint64_t seed = 1) {
  Random random((Seed(seed)));
  auto all = test::random_crystals(random);
  all.push_back(test::rocksalt());
  return all;
}

EncodedSet encoded(std::uint64_t seed = 1) { return encode_fractional(crystals(seed), kSystem, {5}); }

Structure decoded(const at::Tensor& features, const at::Tensor& mask) {
  const auto result = decode_fractional(features, mask, kSystem, "decoded");
  EXPECT_TRUE(std::holds_alternative<Structure>(result));
  return std::get<Structure>(result);
}

void expect_same_crystals(const EncodedSet& set, const std::vector<Structure>& expected) {
  ASSERT_EQ(set.size(), std::ssize(expected));
  for (std::int64_t i = 0; i < set.size(); ++i)
    test::expect_same_crystal(decoded(set.features[i], set.mask[i]), expected[static_cast<std::size_t>(i)]);
}

// One frame for each structure of `encoded()`: this order of axes, the atoms as they are.
std::vector<Frame> frames_of(const EncodedSet& set, const AxisOrder& order, const Fractional& shift = {}) {
  std::vector<Frame> frames;
  for (std::int64_t i = 0; i < set.size(); ++i) {
    Frame frame;
    frame.order = order;
    frame.shift = shift;
    for (std::int64_t block = 1; block < 4; ++block) {
      auto& atoms = frame.atoms[static_cast<std::size_t>(block)];
      atoms.resize(static_cast<std::size_t>(set.mask[i][block].sum().item<std::int64_t>()));
      std::iota(atoms.begin(), atoms.end(), std::int64_t{0});
    }
    frames.push_back(frame);
  }
  return frames;
}

at::Tensor lattices(const at::Tensor& features) { return features.select(-3, 0).slice(-2, 0, 3); }

at::Tensor metrics(const at::Tensor& features) {
  const auto rows = lattices(features).to(at::kDouble);
  return at::matmul(rows, rows.transpose(-1, -2));
}

TEST(Augment, CrystalsAreTheSameInEveryFrame) {
  const EncodedSet set = encoded();
  Random random(Seed(2));
  for (int trial = 0; trial < 12; ++trial) {
    const auto frames = draw_frames(set, random);
    const EncodedSet framed = in_frames(set, frames);
    EXPECT_TRUE(framed.mask.equal(set.mask));
    expect_same_crystals(framed, crystals());
    EXPECT_GT(largest_difference(framed.features, set.features), 0.1);
  }
}

TEST(Augment, CrystalsAreTheSameInEveryOrderOfTheirAxes) {
  const EncodedSet set = encoded();
  for (const AxisOrder& order : kAxisOrders) expect_same_crystals(with_axes(set, order), crystals());
  EXPECT_LT(largest_difference(with_axes(set, kAxisOrders[0]).features, set.features), 1e-5);
}

TEST(Augment, KnowsEveryOrderOfThreeAxesOnce) {
  std::map<AxisOrder, int> seen;
  for (AxisOrder order : kAxisOrders) {
    ++seen[order];
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, (AxisOrder{0, 1, 2}));
  }
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(kAxisOrders[0], (AxisOrder{0, 1, 2}));
}

TEST(Augment, TheOrderSaysWhichOldAxisComesFirst) {
  const Element pd = Element::from_symbol("Pd");
  const Structure structure(Lattice::from_parameters(3, 4, 5, 90, 90, 90), {{pd, {0.1, 0.2, 0.3}}}, "Pd");
  const EncodedSet set = encode_fractional({structure}, kSystem, {3});
  const auto turned = with_axes(set, {1, 2, 0}).features[0];
  EXPECT_LT(largest_difference(turned[0], at::diag(at::tensor({4.0, 5.0, 3.0}))), 1e-5);
  EXPECT_LT(largest_difference(turned[2][0], at::tensor({0.2, 0.3, 0.1})), 1e-6);
}

TEST(Augment, AFrameShiftsInTheReorderedAxesAndReordersAtoms) {
  const Element h = Element::from_symbol("H");
  const Structure structure(Lattice::from_parameters(3, 4, 5, 90, 90, 90),
                            {{h, {0.1, 0.2, 0.3}}, {h, {0.4, 0.5, 0.9}}, {h, {0.0, 0.7, 0.8}}}, "H3");
  const EncodedSet set = encode_fractional({structure}, kSystem, {4});
  Frame frame;
  frame.order = {2, 0, 1};
  frame.shift = {0.25, 0.5, 0.0};
  frame.atoms[1] = {2, 0, 1};
  const auto framed = in_frames(set, {frame}).features[0];
  EXPECT_LT(largest_difference(framed[0].slice(0, 0, 3), at::diag(at::tensor({5.0, 3.0, 4.0}))), 1e-5);
  EXPECT_LT(largest_difference(framed[1][0], at::tensor({0.05, 0.5, 0.7})), 1e-6);  // 0.8 + 0.25, brought back
  EXPECT_LT(largest_difference(framed[1][1], at::tensor({0.55, 0.6, 0.2})), 1e-6);
  EXPECT_LT(largest_difference(framed[1][2], at::tensor({0.15, 0.9, 0.5})), 1e-6);
  EXPECT_EQ(framed[1][3].abs().sum().item<double>(), 0.0);
}

TEST(Augment, FramesHaveAAlongXAndBInThePlane) {
  const EncodedSet set = encoded();
  Random random(Seed(3));
  const auto rows = lattices(in_frames(set, draw_frames(set, random)).features);  // [B, 3, 3]
  for (const auto& [row, axis] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}})
    EXPECT_EQ(rows.select(1, row).select(1, axis).abs().max().item<double>(), 0.0);
}

TEST(Augment, DrawnFramesVaryInOrderOriginAndAtoms) {
  const EncodedSet set = encoded();
  Random random(Seed(4));
  std::map<AxisOrder, int> orders;
  std::map<std::vector<std::int64_t>, int> permutations;  // of the four Pd of the rocksalt cell
  double sum = 0.0;
  constexpr int kDraws = 600;
  for (int draw = 0; draw < kDraws; ++draw) {
    const auto frames = draw_frames(set, random);
    ASSERT_EQ(std::ssize(frames), set.size());
    const Frame& frame = frames.back();
    ++orders[frame.order];
    ++permutations[frame.atoms[2]];
    EXPECT_EQ(frame.atoms[1].size(), 4U);
    EXPECT_TRUE(frame.atoms[3].empty());
    EXPECT_EQ(frames.front().atoms[1].size(), 2U);
    for (const double component : frame.shift.components) {
      EXPECT_TRUE(component >= 0.0 && component < 1.0);
      sum += component;
    }
    EXPECT_NE(frames[0].shift, frame.shift);
  }
  EXPECT_EQ(orders.size(), 6U);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, kDraws / 6, 60);
  EXPECT_EQ(permutations.size(), 24U);
  EXPECT_NEAR(sum / (3 * kDraws), 0.5, 0.05);
}

TEST(Augment, DrawnFramesDependOnTheSeedOnly) {
  const EncodedSet set = encoded();
  const auto framed = [&](std::uint64_t seed) {
    Random random((Seed(seed)));
    return in_frames(set, draw_frames(set, random)).features;
  };
  EXPECT_TRUE(identical(framed(1), framed(1)));
  EXPECT_FALSE(identical(framed(1), framed(2)));
}

TEST(Augment, LeavesTheGivenSetAlone) {
  const EncodedSet set = encoded();
  const auto features = set.features.clone();
  const auto mask = set.mask.clone();
  Random random(Seed(5));
  in_frames(set, draw_frames(set, random));
  with_axes(set, {2, 0, 1});
  FrameMean mean(set);
  mean.add(set.features, frames_of(set, {0, 1, 2}));
  mean.mean();
  EXPECT_TRUE(identical(set.features, features));
  EXPECT_TRUE(set.mask.equal(mask));
}

TEST(Augment, OfNoStructureIsNothing) {
  const EncodedSet none = encode_fractional({}, kSystem, {3});
  Random random(Seed(1));
  EXPECT_TRUE(draw_frames(none, random).empty());
  EXPECT_EQ(in_frames(none, {}).size(), 0);
}

TEST(FrameMean, OfCrystalsThatDoNotChangeIsTheCrystals) {
  const EncodedSet set = encoded();
  Random random(Seed(6));
  FrameMean mean(set);
  for (int i = 0; i < 20; ++i) {
    const auto frames = draw_frames(set, random);
    mean.add(in_frames(set, frames).features, frames);
    EXPECT_LT(largest_difference(mean.mean(), set.features), 2e-5);
  }
}

// What a change of the crystal looks like in a frame: every atom moved by `moves` ([B, K, S, 3], fractions), the
// lattice that of `lattice_from`.
at::Tensor changed_in_frames(const EncodedSet& set, const at::Tensor& moves, const EncodedSet& lattice_from,
                             const std::vector<Frame>& frames) {
  auto made = in_frames(set, frames).features;
  lattices(made).copy_(lattices(in_frames(lattice_from, frames).features));
  for (std::int64_t i = 0; i < set.size(); ++i) {
    const Frame& frame = frames[static_cast<std::size_t>(i)];
    for (std::int64_t block = 1; block < 4; ++block) {
      const auto& atoms = frame.atoms[static_cast<std::size_t>(block)];
      for (std::size_t slot = 0; slot < atoms.size(); ++slot)
        for (std::size_t axis = 0; axis < 3; ++axis)
          made[i][block][static_cast<std::int64_t>(slot)][static_cast<std::int64_t>(axis)] +=
              moves[i][block][atoms[slot]][frame.order[axis]];
    }
  }
  return made;
}

TEST(FrameMean, OfAChangeOfTheCrystalIsThatChange) {
  const EncodedSet set = encoded();
  Random random(Seed(7));
  const auto moves =
      (test::random_tensor(random, set.features.sizes(), -0.3, 0.3) * set.mask.unsqueeze(-1).to(at::kDouble))
          .to(at::kFloat);
  EncodedSet strained = set;
  strained.features = set.features.clone();
  const auto strain = at::eye(3) + test::random_tensor(random, {3, 3}, -0.1, 0.1).to(at::kFloat).tril();
  lattices(strained.features).copy_(at::matmul(lattices(set.features), strain));
  auto expected = set.features + moves;
  lattices(expected).copy_(lattices(strained.features));
  FrameMean mean(set);
  for (int i = 0; i < 15; ++i) {
    const auto frames = draw_frames(set, random);
    mean.add(changed_in_frames(set, moves, strained, frames), frames);
  }
  const auto got = mean.mean();
  EXPECT_LT(largest_difference(got, expected), 5e-5);
  EXPECT_EQ(got.masked_select(set.mask.logical_not().unsqueeze(-1)).abs().sum().item<double>(), 0.0);
}

TEST(FrameMean, TurnsBackALatticeThatWasTurned) {
  const EncodedSet set = encoded();
  const double turn = 0.7;
  const auto rotation =
      at::tensor({std::cos(turn), std::sin(turn), 0.0, -std::sin(turn), std::cos(turn), 0.0, 0.0, 0.0, 1.0})
          .view({3, 3})
          .to(at::kFloat);
  auto turned = set.features.clone();
  lattices(turned).copy_(at::matmul(lattices(set.features), rotation));
  FrameMean mean(set);
  mean.add(turned, frames_of(set, {0, 1, 2}));
  EXPECT_LT(largest_difference(mean.mean(), set.features), 2e-5);
}

TEST(FrameMean, AveragesLatticesByTheirMetric) {
  const EncodedSet set = encoded();
  FrameMean mean(set);
  for (const double factor : {0.8, 1.0, 1.3}) {
    auto changed = set.features.clone();
    lattices(changed).mul_(factor);
    mean.add(changed, frames_of(set, {0, 1, 2}));
  }
  const double factor = (0.8 * 0.8 + 1.0 + 1.3 * 1.3) / 3;
  EXPECT_LT(largest_difference(metrics(mean.mean()), factor * metrics(set.features)), 1e-3);
}

TEST(FrameMean, AStretchOfWhicheverAxisComesFirstIsSharedByAll) {
  const EncodedSet set = encoded();
  FrameMean mean(set);
  for (const AxisOrder& order : kAxisOrders) {
    auto changed = with_axes(set, order).features;
    lattices(changed).select(1, 0).mul_(1.2);
    mean.add(changed, frames_of(set, order));
  }
  // Each axis is first in two orders of six, each pair of axes has the first one in four of six.
  const auto factor = at::where(at::eye(3, at::kDouble) > 0, at::full({3, 3}, (1.2 * 1.2 + 2) / 3, at::kDouble),
                                at::full({3, 3}, (2 * 1.2 + 1) / 3, at::kDouble));
  EXPECT_LT(largest_difference(metrics(mean.mean()), factor * metrics(set.features)), 1e-3);
}

TEST(FrameMean, AChangeThatDependsOnTheOriginAveragesOut) {
  const EncodedSet set = encoded();
  Random random(Seed(8));
  const auto changed = [&](const std::vector<Frame>& frames) {
    auto made = in_frames(set, frames).features;
    auto atoms = made.slice(1, 1);
    atoms.add_(0.1 * at::cos(2.0 * std::numbers::pi * atoms));
    return made;
  };
  const auto present = set.mask.slice(1, 1).unsqueeze(-1).to(at::kFloat);
  const auto left = [&](int count) {
    FrameMean mean(set);
    for (int i = 0; i < count; ++i) {
      const auto frames = draw_frames(set, random);
      mean.add(changed(frames), frames);
    }
    return largest_difference(mean.mean().slice(1, 1) * present, set.features.slice(1, 1));
  };
  EXPECT_GT(left(1), 0.05);
  // cosines of 1000 random origins: 0.1 / sqrt(2 · 1000), four deviations of it
  EXPECT_LT(left(1000), 0.01);
}

TEST(FrameMean, AChangeThatDependsOnTheOrderOfTheAtomsIsSharedByAll) {
  const EncodedSet set = encoded();
  Random random(Seed(9));
  FrameMean mean(set);
  for (int i = 0; i < 1000; ++i) {
    const auto frames = draw_frames(set, random);
    auto changed = in_frames(set, frames).features;
    changed.select(1, 2).select(1, 0).add_(0.1);  // whichever metal stands first
    mean.add(changed, frames);
  }
  const auto moved = mean.mean() - set.features;
  // one Pd in the random cells, four in the rocksalt one
  EXPECT_LT(largest_difference(moved[0][2][0], at::full({3}, 0.1)), 1e-5);
  EXPECT_LT(largest_difference(moved[3][2].slice(0, 0, 4), at::full({4, 3}, 0.025)), 0.01);
}

TEST(FrameMean, FollowsMetalsThatWereExchanged) {
  const EncodedSet from = encoded();
  const auto exchange = at::tensor({0, 1, 3, 2}, at::kLong);
  const EncodedSet exchanged{from.features.index_select(1, exchange), from.mask.index_select(1, exchange)};
  Random random(Seed(10));
  FrameMean mean(exchanged);
  for (int i = 0; i < 5; ++i) {
    const auto frames = draw_frames(from, random);
    auto of_exchanged = frames;  // the permutations follow their blocks
    for (Frame& frame : of_exchanged) std::swap(frame.atoms[2], frame.atoms[3]);
    mean.add(in_frames(from, frames).features.index_select(1, exchange), of_exchanged);
  }
  EXPECT_LT(largest_difference(mean.mean(), exchanged.features), 2e-5);
}

TEST(FrameMean, RefusesOtherShapes) {
  const EncodedSet set = encoded();
  FrameMean mean(set);
  const auto frames = frames_of(set, {0, 1, 2});
  EXPECT_THROW(mean.add(set.features.slice(0, 1), frames), ShapeError);
  EXPECT_THROW(mean.add(set.features.slice(2, 1), frames), ShapeError);
  EXPECT_THROW(FrameMean(EncodedSet{set.features[0], set.mask[0]}), ShapeError);
}

}  // namespace
}  // namespace crystalgan
