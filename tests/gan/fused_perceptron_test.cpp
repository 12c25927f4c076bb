#include "crystalgan/gan/fused_perceptron.hpp"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/custom_function.h>

#include <limits>
#include <memory>
#include <string>

#include "crystalgan/core/error.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::identical;
using test::leaf;
using test::random_tensor;

const std::vector<PerceptronShape> kShapes{{216, 1}, {36, 36, 5, 17}, {36, 36, 1, 17}, {45, 36, 2, 1}, {1, 1, 3, 7}};

Perceptron network_of(PerceptronShape shape, std::int64_t members, at::ScalarType type) {
  std::vector<Seed> seeds;
  for (std::int64_t member = 0; member < members; ++member) seeds.emplace_back(static_cast<std::uint64_t>(member) + 1);
  const Perceptron network(shape, seeds);
  if (type == at::kDouble) network.parameters().set_data(network.parameters().detach().to(at::kDouble));
  return network;
}

// Relative to the largest number.
double difference(const at::Tensor& one, const at::Tensor& other) {
  return test::largest_difference(one.detach(), other.detach()) /
         other.detach().to(at::kDouble).abs().max().item<double>();
}

double rounding(at::ScalarType type) { return type == at::kFloat ? 1e-5 : 1e-12; }

class FusedPerceptron : public testing::Test {
 protected:
  void SetUp() override {
    if (!fused_perceptron_serves(at::zeros({1, 1, 1}))) GTEST_SKIP() << "no small matrix products here";
  }
  Random random_{Seed(3)};
};

TEST_F(FusedPerceptron, ComputesWhatTheLayersCompute) {
  for (const auto type : {at::kFloat, at::kDouble})
    for (const auto& shape : kShapes)
      for (const std::int64_t members : {1, 3})
        for (const std::int64_t rows : {1, 2, 35}) {
          const auto network = network_of(shape, members, type);
          const auto batch = random_tensor(random_, {members, rows, shape.inputs}).to(type);
          const auto made = network(batch);
          EXPECT_EQ(made.scalar_type(), type);
          EXPECT_LT(difference(made, network.layers(batch).back()), rounding(type)) << shape.layers << ", " << rows;
          EXPECT_TRUE(identical(made, fused_perceptron(batch, network.parameters(), shape)));
        }
}

TEST_F(FusedPerceptron, HasTheGradientsOfTheLayers) {
  for (const auto type : {at::kFloat, at::kDouble})
    for (const auto& shape : kShapes)
      for (const std::int64_t members : {1, 3}) {
        const auto network = network_of(shape, members, type);
        const auto batch = random_tensor(random_, {members, 7, shape.inputs}).to(type).requires_grad_(true);
        const auto slope = random_tensor(random_, {members, 7, shape.outputs}).to(type);
        const auto made = torch::autograd::grad({network(batch)}, {batch, network.parameters()}, {slope});
        const auto expected =
            torch::autograd::grad({network.layers(batch).back()}, {batch, network.parameters()}, {slope});
        for (std::size_t i = 0; i < 2; ++i)
          EXPECT_LT(difference(made[i], expected[i]), rounding(type)) << shape.layers << ", " << i;
      }
}

TEST_F(FusedPerceptron, HasTheGradientsOfCentralDifferences) {
  for (const auto& shape : std::vector<PerceptronShape>{{5, 3, 1, 7}, {5, 3, 2, 7}, {5, 2, 4, 6}}) {
    const auto network = network_of(shape, 2, at::kDouble);
    const std::vector<at::Tensor> leaves{network.parameters(), leaf(random_tensor(random_, {2, 3, 5}))};
    const auto weights = random_tensor(random_, {2, 3, shape.outputs});
    const auto check = check_gradient(
        [&] { return (weights * fused_perceptron(leaves[1], leaves[0], shape).square()).sum(); }, leaves, 1e-6);
    EXPECT_LT(check.worst, 1e-5) << check.where;
    EXPECT_GT(check.largest, 1e-2);
  }
}

TEST_F(FusedPerceptron, TakesABatchInAnyOrderOfItsNumbers) {
  const PerceptronShape shape{6, 4, 3, 9};
  const auto network = network_of(shape, 2, at::kDouble);
  const auto turned = leaf(random_tensor(random_, {6, 5, 2}));
  const auto wide = leaf(random_tensor(random_, {4, 10, 13}));
  const auto one = leaf(random_tensor(random_, {1, 1, 6}));
  for (const auto& [source, batch] : {std::pair{turned, turned.permute({2, 1, 0})},
                                      std::pair{wide, wide.slice(0, 0, 4, 2).slice(1, 1, 6).slice(2, 1, 13, 2)},
                                      std::pair{one, one.expand({2, 5, 6})}}) {
    ASSERT_FALSE(batch.is_contiguous());
    const auto dense = batch.contiguous();
    EXPECT_TRUE(identical(network(batch), network(dense)));
    const auto made = torch::autograd::grad({network(batch).square().sum()}, {source, network.parameters()});
    const auto expected =
        torch::autograd::grad({network.layers(dense).back().square().sum()}, {source, network.parameters()});
    for (std::size_t i = 0; i < 2; ++i) EXPECT_LT(difference(made[i], expected[i]), 1e-12);
  }
}

TEST_F(FusedPerceptron, TakesGradientsOfItsOutputsInAnyOrderOfTheirNumbers) {
  const auto network = network_of({6, 4, 3, 9}, 2, at::kDouble);
  const auto batch = leaf(random_tensor(random_, {2, 5, 6}));
  for (const auto& slope : {at::full({1, 1, 1}, 0.7, at::kDouble).expand({2, 5, 4}),
                            random_tensor(random_, {4, 5, 2}).permute({2, 1, 0})}) {
    ASSERT_FALSE(slope.is_contiguous());
    const auto made = torch::autograd::grad({network(batch)}, {batch, network.parameters()}, {slope});
    const auto expected = torch::autograd::grad({network.layers(batch).back()}, {batch, network.parameters()}, {slope});
    for (std::size_t i = 0; i < 2; ++i) EXPECT_LT(difference(made[i], expected[i]), 1e-12);
  }
}

// Takes note of which gradients a node of the autograd graph has computed.
class SeesWhatIsComputed : public torch::autograd::FunctionPostHook {
 public:
  explicit SeesWhatIsComputed(std::shared_ptr<std::vector<bool>> seen) : seen_(std::move(seen)) {}
  torch::autograd::variable_list operator()(const torch::autograd::variable_list& gradients,
                                            const torch::autograd::variable_list&) override {
    for (const auto& gradient : gradients) seen_->push_back(gradient.defined());
    return gradients;
  }

 private:
  std::shared_ptr<std::vector<bool>> seen_;
};

TEST_F(FusedPerceptron, ComputesOnlyTheGradientsThatAreAskedFor) {
  const auto network = network_of({6, 4, 3, 9}, 2, at::kDouble);
  const auto batch = leaf(random_tensor(random_, {2, 5, 6}));
  const auto computed = [&](const at::Tensor& given, const std::vector<at::Tensor>& asked) {
    const auto made = network(given);
    const auto seen = std::make_shared<std::vector<bool>>();
    made.grad_fn()->add_post_hook(std::make_unique<SeesWhatIsComputed>(seen));
    torch::autograd::grad({made.sum()}, asked);
    seen->resize(2);  // of the batch, of the parameters
    return *seen;
  };
  EXPECT_EQ(computed(batch, {batch, network.parameters()}), (std::vector<bool>{true, true}));
  EXPECT_EQ(computed(batch, {batch}), (std::vector<bool>{true, false}));
  EXPECT_EQ(computed(batch, {network.parameters()}), (std::vector<bool>{false, true}));
  EXPECT_EQ(computed(batch.detach(), {network.parameters()}), (std::vector<bool>{false, true}));
  // the one gradient is the same as among both
  const auto both = torch::autograd::grad({network(batch).sum()}, {batch, network.parameters()});
  EXPECT_TRUE(identical(torch::autograd::grad({network(batch).sum()}, {batch})[0], both[0]));
  EXPECT_TRUE(identical(torch::autograd::grad({network(batch).sum()}, {network.parameters()})[0], both[1]));
  EXPECT_FALSE(fused_perceptron(batch.detach(), network.parameters().detach(), {6, 4, 3, 9}).requires_grad());
}

TEST_F(FusedPerceptron, KeepsMembersApart) {
  const PerceptronShape shape{6, 4, 4, 9};
  const auto all = network_of(shape, 3, at::kFloat);
  const auto batch = random_tensor(random_, {3, 5, 6}).to(at::kFloat).requires_grad_(true);
  const auto made = all(batch);
  for (std::int64_t member = 0; member < 3; ++member) {
    const Perceptron alone(shape, {Seed(static_cast<std::uint64_t>(member) + 1)});
    const auto own = batch.slice(0, member, member + 1);
    EXPECT_TRUE(identical(made.slice(0, member, member + 1), alone(own)));
    const auto gradients =
        torch::autograd::grad({made[member].square().sum()}, {batch, all.parameters()}, {}, /*retain_graph=*/true);
    const auto own_gradient = torch::autograd::grad({alone(own).square().sum()}, {alone.parameters()})[0];
    EXPECT_TRUE(identical(gradients[1][member], own_gradient[0]));
    for (std::int64_t other = 0; other < 3; ++other)
      for (const auto& gradient : gradients)
        EXPECT_EQ(gradient[other].abs().sum().item<double>() > 0.0, other == member) << member << ", " << other;
  }
}

// Equal where both are finite, and alike where one is not.
void expect_alike(const at::Tensor& made, const at::Tensor& expected, double tolerance) {
  EXPECT_TRUE(made.isnan().equal(expected.isnan()));
  EXPECT_TRUE(made.isposinf().equal(expected.isposinf()));
  EXPECT_TRUE(made.isneginf().equal(expected.isneginf()));
  const auto finite = expected.isfinite();
  EXPECT_LT(test::largest_difference(made.detach().masked_fill(~finite, 0), expected.detach().masked_fill(~finite, 0)),
            tolerance);
}

TEST_F(FusedPerceptron, CarriesWhatIsNotFinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto type : {at::kFloat, at::kDouble})
    for (const auto& shape : std::vector<PerceptronShape>{{6, 4, 1, 19}, {6, 4, 2, 19}, {6, 4, 5, 19}})
      for (const double odd : {std::numeric_limits<double>::quiet_NaN(), infinity, -infinity}) {
        const auto network = network_of(shape, 2, type);
        auto batch = random_tensor(random_, {2, 5, 6}).to(type);
        batch[1][2][4].fill_(odd);
        batch.requires_grad_(true);
        const auto made = network(batch);
        const auto expected = network.layers(batch).back();
        expect_alike(made, expected, rounding(type));
        EXPECT_EQ(made.isfinite().logical_not().any(2).sum().item<std::int64_t>(), 1);  // no other row
        EXPECT_FALSE(made[1][2].isfinite().all().item<bool>());
        // and in the gradients of the member, too
        const auto gradients = torch::autograd::grad({made.square().sum()}, {batch, network.parameters()});
        const auto wanted = torch::autograd::grad({expected.square().sum()}, {batch, network.parameters()});
        for (std::size_t i = 0; i < 2; ++i)
          EXPECT_TRUE(gradients[i].isfinite().equal(wanted[i].isfinite())) << shape.layers << ", " << odd << ", " << i;
        EXPECT_TRUE(gradients[1][0].isfinite().all().item<bool>());
        EXPECT_FALSE(gradients[1][1].isfinite().all().item<bool>());
      }
}

TEST_F(FusedPerceptron, IsWhatItsEngineSays) {
  PerceptronShape shape{36, 36, 5, 17};
  const auto node = [&](Engine engine) {
    shape.engine = engine;
    const auto network = network_of(shape, 1, at::kFloat);
    const auto batch = random_tensor(random_, {1, 4, 36}).to(at::kFloat);
    const auto made = network(batch);
    EXPECT_LT(difference(made, network.layers(batch).back()), 1e-5);
    EXPECT_TRUE(engine == Engine::fused || identical(made, network.layers(batch).back()));
    return made.grad_fn()->name();
  };
  EXPECT_NE(node(Engine::fused).find("FusedPerceptron"), std::string::npos);
  EXPECT_EQ(node(Engine::reference).find("FusedPerceptron"), std::string::npos);
}

TEST_F(FusedPerceptron, ServesWhatItCanComputeOnly) {
  EXPECT_TRUE(fused_perceptron_serves(at::zeros({2, 3, 4})));
  EXPECT_TRUE(fused_perceptron_serves(at::zeros({2, 3, 4}, at::kDouble)));
  EXPECT_FALSE(fused_perceptron_serves(at::zeros({2, 3, 4}, at::kBFloat16)));
  EXPECT_FALSE(fused_perceptron_serves(at::zeros({2, 0, 4})));
  const auto network = network_of({4, 5, 3, 7}, 2, at::kFloat);
  EXPECT_EQ(network(at::zeros({2, 0, 4})).sizes(), at::IntArrayRef({2, 0, 5}));
}

TEST_F(FusedPerceptron, RefusesWhatTheLayersRefuse) {
  for (const auto engine : {Engine::fused, Engine::reference}) {
    const auto network = network_of({12, 3, 5, 100, engine}, 2, at::kFloat);
    for (const auto& sizes : std::vector<std::vector<std::int64_t>>{
             {2, 4, 11}, {1, 4, 12}, {3, 4, 12}, {4, 12}, {12}, {}, {2, 4, 12, 1}, {2, 0, 11}})
      EXPECT_THROW(network(at::zeros(sizes)), ShapeError) << at::IntArrayRef(sizes);
  }
}

}  // namespace
}  // namespace crystalgan
