#include "crystalgan/gan/perceptron.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/numbers.hpp"

namespace crystalgan {
namespace {

using test::check_gradient;
using test::converted;
using test::largest_difference;
using test::random_numbers;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const std::vector<PerceptronShape> kShapes{{6, 4, 1, 9},  {6, 4, 2, 9},  {6, 4, 3, 9},
                                           {6, 4, 5, 17}, {11, 1, 3, 2}, {1, 1, 4, 1}};

std::string name_of(const PerceptronShape& shape) {
  return std::to_string(shape.inputs) + " to " + std::to_string(shape.outputs) + " in " + std::to_string(shape.layers) +
         " layers of " + std::to_string(shape.width);
}

// The outputs of all layers, [B, out] each, by the plain sums in float64.
std::vector<std::vector<double>> naive_layers(const PerceptronShape& shape, const std::vector<double>& parameters,
                                              const std::vector<double>& batch) {
  std::vector<std::vector<double>> layers;
  std::vector<double> input = batch;
  const auto all = dense_layers(shape);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto in = static_cast<std::size_t>(all[i].inputs);
    const auto out = static_cast<std::size_t>(all[i].outputs);
    const double* const weights = parameters.data() + all[i].weights;
    const double* const bias = parameters.data() + all[i].bias;
    std::vector<double> units(input.size() / in * out);
    for (std::size_t place = 0; place < units.size(); ++place) {
      double sum = bias[place % out];
      for (std::size_t k = 0; k < in; ++k) sum += input[place / out * in + k] * weights[k * out + place % out];
      units[place] = i + 1 < all.size() ? std::max(sum, 0.0) : sum;
    }
    layers.push_back(units);
    input = units;
  }
  return layers;
}

// A network and all that its passes need. Hidden units and outputs are nan before the first pass.
template <class Number>
struct Example {
  using Gradients = typename Perceptron<Number>::Gradients;

  Example(const PerceptronShape& of, std::int64_t structures, std::uint64_t seed = 1)
      : shape(of),
        rows(structures),
        network(shape),
        parameters(converted<Number>(initial_parameters(shape, Seed(seed)))),
        hidden(static_cast<std::size_t>(rows * network.hidden_units()), static_cast<Number>(kNan)),
        outputs(static_cast<std::size_t>(rows * shape.outputs), static_cast<Number>(kNan)) {
    Random random(Seed(seed).derive("batch"));
    batch = random_numbers<Number>(random, rows * shape.inputs);
    of_outputs = random_numbers<Number>(random, rows * shape.outputs);
    of_hidden = random_numbers<Number>(random, rows * network.hidden_units());
  }

  void forward() {
    network.forward(parameters.data(), batch.data(), rows, hidden.data(), outputs.data());
    network.transpose_weights(parameters.data());
  }
  // The gradients of `loss()`: nan, or what they were, where nothing is written.
  void backward(Gradients gradients = Gradients::write, bool with_hidden = false, bool by_batch = true) {
    network.backward(batch.data(), rows, hidden.data(), of_outputs.data(), with_hidden ? of_hidden.data() : nullptr,
                     gradients, gradients == Gradients::none ? nullptr : of_parameters.data(),
                     by_batch ? of_batch.data() : nullptr);
  }
  void make_room(double before) {
    of_parameters.assign(parameters.size(), static_cast<Number>(before));
    of_batch.assign(batch.size(), static_cast<Number>(before));
  }
  // Σ of_outputs · outputs, and the same of the hidden units, by the plain sums.
  double loss(bool with_hidden = false) const {
    const auto layers = naive_layers(shape, converted<double>(parameters), converted<double>(batch));
    double sum = 0.0;
    for (std::size_t i = 0; i < of_outputs.size(); ++i) sum += static_cast<double>(of_outputs[i]) * layers.back()[i];
    std::size_t unit = 0;
    for (std::size_t layer = 0; with_hidden && layer + 1 < layers.size(); ++layer)
      for (const double number : layers[layer]) sum += static_cast<double>(of_hidden[unit++]) * number;
    return sum;
  }

  PerceptronShape shape;
  std::int64_t rows;
  Perceptron<Number> network;
  std::vector<Number> parameters;
  std::vector<Number> hidden;
  std::vector<Number> outputs;
  std::vector<Number> batch;
  std::vector<Number> of_outputs;
  std::vector<Number> of_hidden;
  std::vector<Number> of_parameters;
  std::vector<Number> of_batch;
};

using Gradients = Perceptron<double>::Gradients;

TEST(Perceptron, HasThePapersFiveHiddenLayersOfAHundredUnits) {
  const PerceptronShape shape{216, 1};
  const auto layers = dense_layers(shape);
  ASSERT_EQ(layers.size(), 6U);
  const std::int64_t inputs[] = {216, 100, 100, 100, 100, 100};
  const std::int64_t outputs[] = {100, 100, 100, 100, 100, 1};
  std::int64_t next = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(layers[i].inputs, inputs[i]);
    EXPECT_EQ(layers[i].outputs, outputs[i]);
    EXPECT_EQ(layers[i].weights, next);
    EXPECT_EQ(layers[i].bias, next + inputs[i] * outputs[i]);
    next += (inputs[i] + 1) * outputs[i];
  }
  EXPECT_EQ(parameter_count(shape), 217 * 100 + 4 * 101 * 100 + 101);
  EXPECT_EQ(initial_parameters(shape, Seed(1)).size(), 217U * 100 + 4 * 101 * 100 + 101);
  const Perceptron<float> network(shape);
  EXPECT_EQ(network.inputs(), 216);
  EXPECT_EQ(network.outputs(), 1);
  EXPECT_EQ(network.hidden_units(), 500);
}

TEST(Perceptron, StartsWithEveryParameterUniformWithinTheInverseRootOfItsInputs) {
  const PerceptronShape shape{400, 30, 3, 64};
  const auto parameters = initial_parameters(shape, Seed(1));
  for (const DenseLayer& layer : dense_layers(shape)) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(layer.inputs));
    const std::vector<float> weights(parameters.begin() + layer.weights, parameters.begin() + layer.bias);
    const std::vector<float> biases(parameters.begin() + layer.bias, parameters.begin() + layer.bias + layer.outputs);
    EXPECT_LE(test::largest(biases), bound * 1.000001);
    EXPECT_GT(test::largest(biases), 0.8 * bound);
    EXPECT_LE(test::largest(weights), bound * 1.000001);
    EXPECT_GT(test::largest(weights), 0.98 * bound);
    double sum = 0.0;
    double squares = 0.0;
    for (const float weight : weights) {
      sum += static_cast<double>(weight);
      squares += static_cast<double>(weight) * static_cast<double>(weight);
    }
    const auto count = static_cast<double>(weights.size());
    EXPECT_NEAR(sum / count, 0.0, 0.05 * bound);
    EXPECT_NEAR(std::sqrt(squares / count), bound / std::sqrt(3.0), 0.05 * bound);
  }
}

TEST(Perceptron, StartsFromItsSeedAlone) {
  const PerceptronShape shape{6, 4, 3, 5};
  EXPECT_EQ(initial_parameters(shape, Seed(7)), initial_parameters(shape, Seed(7)));
  const auto one = initial_parameters(shape, Seed(7));
  const auto other = initial_parameters(shape, Seed(8));
  for (const DenseLayer& layer : dense_layers(shape))
    EXPECT_FALSE(std::equal(one.begin() + layer.weights, one.begin() + layer.bias, other.begin() + layer.weights));
}

TEST(Perceptron, OfOneLayerIsALinearMap) {
  const Network<float> network{{2, 3, 1, 100}, {1, 2, 3, 4, 5, 6, 0.5F, -0.5F, -40}};  // [in, out], then the bias
  EXPECT_EQ(outputs_of(network, {1.0F, 10.0F}, 1), (std::vector<float>{41.5F, 51.5F, 23.0F}));
}

TEST(Perceptron, ClipsTheHiddenUnitsButNotTheOutput) {
  const Network<float> network{{1, 1, 2, 2}, {1, -1, 0, 0.5F, 2, -3, -1}};
  EXPECT_EQ(outputs_of(network, {4.0F, -2.0F}, 2), (std::vector<float>{2 * 4 - 1, -3 * 2.5F - 1}));
  std::vector<float> hidden(4);
  std::vector<float> outputs(2);
  const std::vector<float> batch{4.0F, -2.0F};
  Perceptron<float>(network.shape).forward(network.parameters.data(), batch.data(), 2, hidden.data(), outputs.data());
  EXPECT_EQ(hidden, (std::vector<float>{4.0F, 0.0F, 0.0F, 2.5F}));  // after the ReLU
}

TEST(Perceptron, AClippedUnitPassesNoGradientOn) {
  // units 4 and -2 of the first structure, 0 and 0 of the second: a unit at 0 counts as clipped
  Example<double> example({1, 1, 2, 2}, 2);
  example.parameters = {1, -0.5, 0, 0, 3, 5, -1};
  example.batch = {4, 0};
  example.of_outputs = {1, 10};
  example.make_room(kNan);
  example.forward();
  example.backward();
  EXPECT_EQ(example.hidden, (std::vector<double>{4, 0, 0, 0}));
  EXPECT_EQ(example.outputs, (std::vector<double>{11, -1}));
  EXPECT_EQ(example.of_batch, (std::vector<double>{3, 0}));
  EXPECT_EQ(example.of_parameters, (std::vector<double>{12, 0, 3, 0, 4, 0, 11}));
}

template <class Number>
void expect_naive_outputs(const PerceptronShape& shape, std::int64_t rows, double rounding) {
  Example<Number> example(shape, rows);
  example.forward();
  const auto layers = naive_layers(shape, converted<double>(example.parameters), converted<double>(example.batch));
  EXPECT_LT(largest_difference(example.outputs, layers.back()), rounding * test::largest(layers.back()))
      << name_of(shape) << ", " << rows;
  EXPECT_EQ(outputs_of(Network<Number>{shape, example.parameters}, example.batch, rows), example.outputs);
  std::vector<double> hidden;  // layer by layer
  for (std::size_t i = 0; i + 1 < layers.size(); ++i) hidden.insert(hidden.end(), layers[i].begin(), layers[i].end());
  EXPECT_LE(largest_difference(example.hidden, hidden), rounding * test::largest(hidden)) << name_of(shape);
}

TEST(Perceptron, ComputesThePlainSumsLayerByLayer) {
  std::vector<PerceptronShape> shapes{{216, 1}, {36, 36, 5, 17}, {36, 36, 1, 17}, {45, 36, 2, 1}, {1, 1, 3, 7}};
  shapes.insert(shapes.end(), kShapes.begin(), kShapes.end());
  for (const auto& shape : shapes)
    for (const std::int64_t rows : {1, 2, 35}) {
      expect_naive_outputs<float>(shape, rows, 1e-5);
      expect_naive_outputs<double>(shape, rows, 1e-12);
    }
}

TEST(Perceptron, EveryInputReachesEveryOutput) {
  Example<double> example({12, 3}, 1, 5);
  for (std::size_t output = 0; output < 3; ++output) {
    example.of_outputs = {0, 0, 0};
    example.of_outputs[output] = 1;
    example.make_room(0);
    example.forward();
    example.backward();
    for (const double component : example.of_batch) EXPECT_GT(std::fabs(component), 0.0);
  }
}

TEST(Perceptron, GradientsAreThoseOfCentralDifferences) {
  for (const auto& shape : kShapes)
    for (const bool with_hidden : {false, true}) {
      Example<double> example(shape, 3);
      example.make_room(kNan);
      example.forward();
      example.backward(Gradients::write, with_hidden);
      const auto value = [&] { return example.loss(with_hidden); };
      const auto by_parameters = check_gradient(value, example.parameters, example.of_parameters, 1e-6);
      EXPECT_LT(by_parameters.worst, 1e-5) << name_of(shape) << ", parameters: " << by_parameters.where;
      EXPECT_GT(by_parameters.largest, 1e-2) << name_of(shape);
      const auto by_batch = check_gradient(value, example.batch, example.of_batch, 1e-6);
      EXPECT_LT(by_batch.worst, 1e-5) << name_of(shape) << ", batch: " << by_batch.where;
    }
}

TEST(Perceptron, OfThePapersSizeHasTheGradientAlongAnyDirection) {
  Example<double> example({216, 1}, 35);
  example.make_room(kNan);
  example.forward();
  example.backward();
  Random random(Seed(9));
  for (int trial = 0; trial < 5; ++trial) {
    const auto direction = random_numbers(random, std::ssize(example.parameters));
    double expected = 0.0;
    for (std::size_t i = 0; i < direction.size(); ++i) expected += direction[i] * example.of_parameters[i];
    const auto kept = example.parameters;
    const auto loss_at = [&](double step) {
      for (std::size_t i = 0; i < direction.size(); ++i) example.parameters[i] = kept[i] + step * direction[i];
      const double loss = example.loss();
      example.parameters = kept;
      return loss;
    };
    const double difference = (loss_at(1e-7) - loss_at(-1e-7)) / 2e-7;
    EXPECT_NEAR(expected, difference, 1e-4 * std::fabs(difference));
    EXPECT_GT(std::fabs(difference), 1e-2);
  }
}

TEST(Perceptron, OfFloatsHasTheGradientsOfDoubles) {
  for (const auto& shape : std::vector<PerceptronShape>{{216, 1}, {36, 36, 5, 17}, {36, 36, 1, 17}, {45, 36, 2, 1}}) {
    Example<float> floats(shape, 7);
    Example<double> doubles(shape, 7);
    doubles.batch = converted<double>(floats.batch);
    doubles.of_outputs = converted<double>(floats.of_outputs);
    doubles.of_hidden = converted<double>(floats.of_hidden);
    floats.make_room(kNan);
    doubles.make_room(kNan);
    floats.forward();
    doubles.forward();
    floats.backward(Perceptron<float>::Gradients::write, true);
    doubles.backward(Gradients::write, true);
    const double of_parameters = 1e-5 * test::largest(doubles.of_parameters);
    EXPECT_LT(largest_difference(floats.of_parameters, doubles.of_parameters), of_parameters) << name_of(shape);
    const double of_batch = 1e-5 * test::largest(doubles.of_batch);
    EXPECT_LT(largest_difference(floats.of_batch, doubles.of_batch), of_batch) << name_of(shape);
  }
}

TEST(Perceptron, AddsTheGradientsOfTheParametersButNotThatOfTheBatch) {
  for (const auto& shape : kShapes) {
    Example<double> example(shape, 5);
    example.forward();
    example.make_room(kNan);
    example.backward();
    auto expected = example.of_parameters;
    for (double& component : expected) component += 3.0;
    const auto of_batch = example.of_batch;
    example.make_room(3.0);
    example.backward(Gradients::add);
    EXPECT_LT(largest_difference(example.of_parameters, expected), 1e-13) << name_of(shape);
    EXPECT_EQ(example.of_batch, of_batch) << name_of(shape);
  }
}

TEST(Perceptron, LeavesOutTheGradientsThatAreNotRequested) {
  for (const auto& shape : kShapes) {
    Example<double> example(shape, 5);
    example.forward();
    example.make_room(kNan);
    example.backward();
    const auto of_parameters = example.of_parameters;
    const auto of_batch = example.of_batch;
    example.make_room(3.0);
    example.network.backward(example.batch.data(), 5, example.hidden.data(), example.of_outputs.data(), nullptr,
                             Gradients::none, example.of_parameters.data(), example.of_batch.data());
    EXPECT_EQ(example.of_parameters, std::vector<double>(of_parameters.size(), 3.0));
    EXPECT_EQ(example.of_batch, of_batch);
    example.make_room(3.0);
    example.backward(Gradients::none);  // no room for them either
    EXPECT_EQ(example.of_batch, of_batch);
    example.make_room(3.0);
    example.backward(Gradients::write, false, /*by_batch=*/false);
    EXPECT_EQ(example.of_parameters, of_parameters);
    EXPECT_EQ(example.of_batch, std::vector<double>(of_batch.size(), 3.0));
  }
}

TEST(Perceptron, TakesTheWeightsOfItsLastTranspose) {
  Example<double> example({6, 4, 3, 9}, 5);
  example.forward();
  for (double& parameter : example.parameters) parameter *= -1.5;
  example.forward();
  example.make_room(kNan);
  example.backward();
  const auto check = check_gradient([&] { return example.loss(); }, example.batch, example.of_batch, 1e-6);
  EXPECT_LT(check.worst, 1e-5) << check.where;
  EXPECT_GT(check.largest, 1e-2);
}

TEST(Perceptron, MayTakeMoreAndFewerRowsInTurn) {
  // What a pass over many rows leaves behind changes nothing in the next.
  const PerceptronShape shape{6, 4, 4, 9};
  Example<double> all(shape, 5);
  for (const std::int64_t rows : {5, 1, 3, 5}) {
    Example<double> fresh(shape, rows);
    fresh.forward();
    fresh.make_room(kNan);
    fresh.backward();
    Example<double> again(shape, rows);
    again.forward();
    again.make_room(kNan);
    all.network.transpose_weights(again.parameters.data());
    all.network.backward(again.batch.data(), rows, again.hidden.data(), again.of_outputs.data(), nullptr,
                         Gradients::write, again.of_parameters.data(), again.of_batch.data());
    EXPECT_EQ(again.of_batch, fresh.of_batch) << rows;
    EXPECT_EQ(again.of_parameters, fresh.of_parameters) << rows;
  }
}

template <class Number>
void expect_to_carry(const PerceptronShape& shape, double odd) {
  Example<Number> example(shape, 5);
  example.batch[2 * 6 + 4] = static_cast<Number>(odd);
  example.forward();
  example.make_room(0);
  example.backward();
  for (std::size_t row = 0; row < 5; ++row) {
    const std::vector<Number> outputs(example.outputs.begin() + static_cast<std::ptrdiff_t>(4 * row),
                                      example.outputs.begin() + static_cast<std::ptrdiff_t>(4 * row + 4));
    EXPECT_EQ(test::all_finite(outputs), row != 2) << name_of(shape) << ", " << odd << ", " << row;
  }
  EXPECT_FALSE(test::all_finite(example.of_parameters)) << name_of(shape) << ", " << odd;
}

TEST(Perceptron, CarriesWhatIsNotFinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto& shape : std::vector<PerceptronShape>{{6, 4, 1, 19}, {6, 4, 2, 19}, {6, 4, 5, 19}})
    for (const double odd : {kNan, infinity, -infinity}) {
      expect_to_carry<float>(shape, odd);
      expect_to_carry<double>(shape, odd);
    }
}

TEST(Perceptron, CarriesAGradientThatIsNotANumber) {
  Example<double> example({6, 4, 3, 9}, 5);
  example.of_outputs[0] = kNan;
  example.make_room(0);
  example.forward();
  example.backward();
  EXPECT_TRUE(std::isnan(example.of_batch[0]));
  EXPECT_TRUE(std::isfinite(example.of_batch[6]));  // of another structure
  EXPECT_FALSE(test::all_finite(example.of_parameters));
}

TEST(Perceptron, RefusesABatchOfAnotherSize) {
  const PerceptronShape shape{12, 3};
  const Network<float> network{shape, initial_parameters(shape, Seed(5))};
  EXPECT_NO_THROW(outputs_of(network, std::vector<float>(48), 4));
  EXPECT_THROW(outputs_of(network, std::vector<float>(44), 4), ShapeError);
  EXPECT_THROW(outputs_of(network, std::vector<float>(48), 3), ShapeError);
  EXPECT_THROW(outputs_of(network, std::vector<float>(), 1), ShapeError);
}

}  // namespace
}  // namespace crystalgan
