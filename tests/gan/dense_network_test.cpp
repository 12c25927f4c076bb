#include "crystalgan/gan/dense_network.hpp"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <limits>

#include "crystalgan/gan/small_products.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::random_tensor;
using Gradients = DenseNetwork<double>::Gradients;

constexpr std::int64_t kRows = 5;

// A network with one member and all that its passes need, in float64.
struct Example {
  explicit Example(const PerceptronShape& shape)
      : reference(shape, {Seed(1)}),
        network(shape),
        parameters(
            (reference.parameters().set_data(reference.parameters().detach().to(at::kDouble)), reference.parameters())),
        batch(random_tensor(random, {1, kRows, shape.inputs}).requires_grad_(true)),
        of_outputs(random_tensor(random, {1, kRows, shape.outputs})),
        hidden(at::full({kRows * network.hidden_units()}, std::numeric_limits<double>::quiet_NaN(), at::kDouble)),
        outputs(at::full({kRows, shape.outputs}, std::numeric_limits<double>::quiet_NaN(), at::kDouble)) {}

  void forward() {
    network.forward(numbers(parameters), numbers(batch), kRows, numbers(hidden), numbers(outputs));
    network.transpose_weights(numbers(parameters));
  }
  void backward(Gradients gradients, const at::Tensor& of_parameters, const at::Tensor& of_batch) {
    network.backward(numbers(batch), kRows, numbers(hidden), numbers(of_outputs), gradients, numbers(of_parameters),
                     numbers(of_batch));
  }
  std::vector<at::Tensor> expected_gradients() const {
    return torch::autograd::grad({reference.layers(batch).back()}, {parameters, batch}, {of_outputs});
  }
  at::Tensor room(const at::Tensor& like, double value) const { return at::full_like(like.detach(), value); }

  static double* numbers(const at::Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<double>() : nullptr; }

  Random random{Seed(2)};
  Perceptron reference;
  DenseNetwork<double> network;
  at::Tensor parameters;
  at::Tensor batch;
  at::Tensor of_outputs;
  at::Tensor hidden;
  at::Tensor outputs;
};

const std::vector<PerceptronShape> kShapes{{6, 4, 1, 9},  {6, 4, 2, 9},  {6, 4, 3, 9},
                                           {6, 4, 5, 17}, {11, 1, 3, 2}, {1, 1, 4, 1}};

class DenseNetworks : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_small_products()) GTEST_SKIP() << "libxsmm makes no code for this processor";
  }
};

TEST_F(DenseNetworks, KeepTheHiddenLayersOneBehindTheOther) {
  for (const auto& shape : kShapes) {
    Example example(shape);
    EXPECT_EQ(example.network.inputs(), shape.inputs);
    EXPECT_EQ(example.network.hidden_units(), (shape.layers - 1) * shape.width);
    example.forward();
    const auto layers = example.reference.layers(example.batch);
    EXPECT_LT(test::largest_difference(example.outputs, layers.back()[0].detach()), 1e-13);
    for (std::int64_t layer = 0; layer + 1 < shape.layers; ++layer) {
      const std::int64_t size = kRows * shape.width;
      const auto units = example.hidden.slice(0, layer * size, (layer + 1) * size).view({kRows, shape.width});
      EXPECT_LT(test::largest_difference(units, layers[static_cast<std::size_t>(layer)][0].detach()), 1e-13) << layer;
    }
  }
}

TEST_F(DenseNetworks, WriteTheGradientsOfTheParametersOverWhatIsThere) {
  for (const auto& shape : kShapes) {
    Example example(shape);
    example.forward();
    const auto expected = example.expected_gradients();
    const auto of_parameters = example.room(example.parameters, std::numeric_limits<double>::quiet_NaN());
    const auto of_batch = example.room(example.batch, std::numeric_limits<double>::quiet_NaN());
    example.backward(Gradients::write, of_parameters, of_batch);
    EXPECT_LT(test::largest_difference(of_parameters, expected[0]), 1e-13);
    EXPECT_LT(test::largest_difference(of_batch, expected[1]), 1e-13);
  }
}

TEST_F(DenseNetworks, AddTheGradientsOfTheParametersButNotThatOfTheBatch) {
  for (const auto& shape : kShapes) {
    Example example(shape);
    example.forward();
    const auto expected = example.expected_gradients();
    const auto of_parameters = example.room(example.parameters, 3.0);
    const auto of_batch = example.room(example.batch, std::numeric_limits<double>::quiet_NaN());
    example.backward(Gradients::add, of_parameters, of_batch);
    EXPECT_LT(test::largest_difference(of_parameters, expected[0] + 3.0), 1e-13);
    EXPECT_LT(test::largest_difference(of_batch, expected[1]), 1e-13);
  }
}

TEST_F(DenseNetworks, LeaveOutTheGradientsThatNobodyAskedFor) {
  for (const auto& shape : kShapes) {
    Example example(shape);
    example.forward();
    const auto expected = example.expected_gradients();
    const auto of_parameters = example.room(example.parameters, 3.0);
    const auto of_batch = example.room(example.batch, 3.0);
    example.backward(Gradients::none, of_parameters, of_batch);
    EXPECT_TRUE((of_parameters == 3.0).all().item<bool>());
    EXPECT_LT(test::largest_difference(of_batch, expected[1]), 1e-13);
    example.backward(Gradients::none, {}, of_batch);
    EXPECT_LT(test::largest_difference(of_batch, expected[1]), 1e-13);
    example.backward(Gradients::write, of_parameters, {});
    EXPECT_LT(test::largest_difference(of_parameters, expected[0]), 1e-13);
  }
}

TEST_F(DenseNetworks, TakeTheWeightsOfTheLastNoteOfThem) {
  Example example({6, 4, 3, 9});
  example.forward();
  const at::Tensor numbers = example.parameters.detach();  // the same storage
  numbers.mul_(-1.5);
  example.forward();
  const auto of_batch = example.room(example.batch, 0.0);
  example.backward(Gradients::none, {}, of_batch);
  EXPECT_LT(test::largest_difference(of_batch, example.expected_gradients()[1]), 1e-13);
}

TEST_F(DenseNetworks, MayTakeMoreAndFewerRowsInTurn) {
  // What a pass over many rows leaves behind changes nothing in the next.
  Example example({6, 4, 4, 9});
  example.forward();
  for (const std::int64_t rows : {kRows, std::int64_t{1}, std::int64_t{3}, kRows}) {
    const auto batch = example.batch.detach().slice(1, 0, rows).contiguous().requires_grad_(true);
    const auto of_outputs = example.of_outputs.slice(1, 0, rows).contiguous();
    const auto of_batch = example.room(batch, 0.0);
    example.network.forward(Example::numbers(example.parameters), Example::numbers(batch), rows,
                            Example::numbers(example.hidden), Example::numbers(example.outputs));
    example.network.backward(Example::numbers(batch), rows, Example::numbers(example.hidden),
                             Example::numbers(of_outputs), Gradients::none, nullptr, Example::numbers(of_batch));
    const auto expected = torch::autograd::grad({example.reference.layers(batch).back()}, {batch}, {of_outputs})[0];
    EXPECT_LT(test::largest_difference(of_batch, expected), 1e-13) << rows;
  }
}

}  // namespace
}  // namespace crystalgan
