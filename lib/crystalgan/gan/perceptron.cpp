#include "crystalgan/gan/perceptron.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/matrix_products.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/vectorised.hpp"

namespace crystalgan {
namespace {

// Loops over the units of a layer. Comparisons let NaN pass. float64 is for gradient checks and uses the plain loop.

CRYSTALGAN_VECTORISED void clip_below_zero(float* unit, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) unit[i] = unit[i] < 0.0F ? 0.0F : unit[i];
}

void clip_below_zero(double* unit, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) unit[i] = unit[i] < 0.0 ? 0.0 : unit[i];
}

// The gradient of a clipped unit is 0.
CRYSTALGAN_VECTORISED void mask_clipped(float* gradient, const float* unit, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) gradient[i] = unit[i] <= 0.0F ? 0.0F : gradient[i];
}

void mask_clipped(double* gradient, const double* unit, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) gradient[i] = unit[i] <= 0.0 ? 0.0 : gradient[i];
}

CRYSTALGAN_VECTORISED void add_rows(float* sum, const float* rows, std::int64_t count, std::int64_t width) {
  for (std::int64_t row = 0; row < count; ++row)
    for (std::int64_t i = 0; i < width; ++i) sum[i] += rows[row * width + i];
}

void add_rows(double* sum, const double* rows, std::int64_t count, std::int64_t width) {
  for (std::int64_t row = 0; row < count; ++row)
    for (std::int64_t i = 0; i < width; ++i) sum[i] += rows[row * width + i];
}

template <class Number>
void add_to(Number* sum, const Number* more, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) sum[i] += more[i];
}

}  // namespace

std::vector<DenseLayer> dense_layers(const PerceptronShape& shape) {
  std::vector<DenseLayer> layers;
  std::int64_t next = 0;
  for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
    const std::int64_t in = layer == 0 ? shape.inputs : shape.width;
    const std::int64_t out = layer == shape.layers - 1 ? shape.outputs : shape.width;
    layers.push_back({in, out, next, next + in * out});
    next += (in + 1) * out;
  }
  return layers;
}

std::int64_t parameter_count(const PerceptronShape& shape) {
  const DenseLayer last = dense_layers(shape).back();
  return last.bias + last.outputs;
}

std::vector<float> initial_parameters(const PerceptronShape& shape, Seed seed) {
  std::vector<float> parameters;
  parameters.reserve(static_cast<std::size_t>(parameter_count(shape)));
  Random random(seed);
  for (const DenseLayer& layer : dense_layers(shape)) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(layer.inputs));
    for (std::int64_t i = 0; i < (layer.inputs + 1) * layer.outputs; ++i)
      parameters.push_back(static_cast<float>(bound * (2.0 * random.uniform() - 1.0)));
  }
  return parameters;
}

template <class Number>
Perceptron<Number>::Perceptron(const PerceptronShape& shape)
    : layers_(dense_layers(shape)), hidden_units_(0), widest_(0) {
  for (const DenseLayer& layer : layers_) widest_ = std::max(widest_, layer.inputs);
  for (std::size_t i = 0; i + 1 < layers_.size(); ++i) hidden_units_ += layers_[i].outputs;
  transposed_.resize(static_cast<std::size_t>(layers_.back().bias));
}

template <class Number>
void Perceptron<Number>::forward(const Number* parameters, const Number* batch, std::int64_t rows, Number* hidden,
                                 Number* outputs) const {
  const Number* input = batch;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const DenseLayer& layer = layers_[i];
    const bool last = i + 1 == layers_.size();
    Number* units = last ? outputs : hidden;  // [B, out]
    for (std::int64_t row = 0; row < rows; ++row)
      std::copy_n(parameters + layer.bias, layer.outputs, units + row * layer.outputs);
    add_product(units, input, parameters + layer.weights, rows, layer.inputs, layer.outputs);
    if (last) return;
    clip_below_zero(units, rows * layer.outputs);
    input = units;
    hidden += rows * layer.outputs;
  }
}

template <class Number>
void Perceptron<Number>::transpose_weights(const Number* parameters) {
  for (const DenseLayer& layer : layers_)
    transpose(transposed_.data() + layer.weights, parameters + layer.weights, layer.inputs, layer.outputs);
}

template <class Number>
void Perceptron<Number>::backward(const Number* batch, std::int64_t rows, const Number* hidden,
                                  const Number* of_outputs, const Number* of_hidden, Gradients gradients,
                                  Number* of_parameters, Number* of_batch) {
  for (auto& units : of_units_) units.resize(std::max(units.size(), static_cast<std::size_t>(rows * widest_)));
  const Number* of_sums = of_outputs;  // [B, out], g
  const Number* input = hidden + rows * hidden_units_;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const DenseLayer& layer = layers_[i];
    input = i == 0 ? batch : input - rows * layer.inputs;  // [B, in], x
    if (gradients != Gradients::none) {
      Number* of_bias = of_parameters + layer.bias;
      if (gradients == Gradients::write) std::fill_n(of_bias, layer.outputs, Number{0});
      add_rows(of_bias, of_sums, rows, layer.outputs);
      const auto multiply =
          gradients == Gradients::write ? product_of_transposed<Number> : add_product_of_transposed<Number>;
      multiply(of_parameters + layer.weights, input, of_sums, layer.inputs, rows, layer.outputs);
    }
    Number* of_input = i == 0 ? of_batch : of_units_[i % 2].data();  // [B, in]
    if (of_input == nullptr) return;
    product(of_input, of_sums, transposed_.data() + layer.weights, rows, layer.outputs, layer.inputs);
    if (i > 0 && of_hidden != nullptr) add_to(of_input, of_hidden + (input - hidden), rows * layer.inputs);
    if (i > 0) mask_clipped(of_input, input, rows * layer.inputs);
    of_sums = of_input;
  }
}

template <class Number>
std::vector<Number> outputs_of(const Network<Number>& network, const std::vector<Number>& batch, std::int64_t rows) {
  const Perceptron<Number> perceptron(network.shape);
  check_shape("network input", std::array{rows * network.shape.inputs}, std::array{std::ssize(batch)});
  std::vector<Number> hidden(static_cast<std::size_t>(rows * perceptron.hidden_units()));
  std::vector<Number> outputs(static_cast<std::size_t>(rows * network.shape.outputs));
  perceptron.forward(network.parameters.data(), batch.data(), rows, hidden.data(), outputs.data());
  return outputs;
}

template class Perceptron<float>;
template class Perceptron<double>;
template std::vector<float> outputs_of(const Network<float>&, const std::vector<float>&, std::int64_t);
template std::vector<double> outputs_of(const Network<double>&, const std::vector<double>&, std::int64_t);

}  // namespace crystalgan
