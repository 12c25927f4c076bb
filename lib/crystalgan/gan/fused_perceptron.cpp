#include "crystalgan/gan/fused_perceptron.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

#include "crystalgan/gan/dense_network.hpp"
#include "crystalgan/gan/small_products.hpp"

namespace crystalgan {
namespace {

using torch::autograd::AutogradContext;

// The numbers of one member in a tensor whose first axis are the members.
template <class Number>
Number* of_member(const at::Tensor& tensor, std::int64_t member) {
  return tensor.data_ptr<Number>() + member * tensor.stride(0);
}

template <class Number>
void forward_all(const PerceptronShape& shape, const at::Tensor& batch, const at::Tensor& parameters,
                 const at::Tensor& hidden, const at::Tensor& outputs) {
  const DenseNetwork<Number> network(shape);
  for (std::int64_t member = 0; member < batch.size(0); ++member)
    network.forward(of_member<Number>(parameters, member), of_member<Number>(batch, member), batch.size(1),
                    of_member<Number>(hidden, member), of_member<Number>(outputs, member));
}

// A gradient that is not wanted is undefined.
template <class Number>
void backward_all(const PerceptronShape& shape, const at::Tensor& batch, const at::Tensor& parameters,
                  const at::Tensor& hidden, const at::Tensor& of_outputs, const at::Tensor& of_batch,
                  const at::Tensor& of_parameters) {
  using Gradients = typename DenseNetwork<Number>::Gradients;
  DenseNetwork<Number> network(shape);
  for (std::int64_t member = 0; member < batch.size(0); ++member) {
    network.transpose_weights(of_member<Number>(parameters, member));
    network.backward(of_member<Number>(batch, member), batch.size(1), of_member<Number>(hidden, member),
                     of_member<Number>(of_outputs, member),
                     of_parameters.defined() ? Gradients::write : Gradients::none,
                     of_parameters.defined() ? of_member<Number>(of_parameters, member) : nullptr,
                     of_batch.defined() ? of_member<Number>(of_batch, member) : nullptr);
  }
}

class FusedPerceptron : public torch::autograd::Function<FusedPerceptron> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& batch, const at::Tensor& parameters,
                            const PerceptronShape& shape) {
    const auto dense = batch.contiguous();  // [M, B, inputs]
    const std::int64_t units = (shape.layers - 1) * shape.width;
    const auto hidden = at::empty({batch.size(0), batch.size(1) * units}, batch.options());
    auto outputs = at::empty({batch.size(0), batch.size(1), shape.outputs}, batch.options());
    if (batch.scalar_type() == at::kFloat)
      forward_all<float>(shape, dense, parameters, hidden, outputs);
    else
      forward_all<double>(shape, dense, parameters, hidden, outputs);
    context->save_for_backward({dense, parameters, hidden});
    context->saved_data["shape"] = std::vector<std::int64_t>{shape.inputs, shape.outputs, shape.layers, shape.width};
    return outputs;
  }

  static torch::autograd::variable_list backward(AutogradContext* context, torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const auto sizes = context->saved_data["shape"].toIntVector();
    const PerceptronShape shape{sizes[0], sizes[1], sizes[2], sizes[3]};
    const auto of_outputs = gradients[0].contiguous();
    at::Tensor of_batch;
    at::Tensor of_parameters;
    if (context->needs_input_grad(0)) of_batch = at::empty_like(saved[0]);
    if (context->needs_input_grad(1)) of_parameters = at::empty_like(saved[1]);
    if (of_outputs.scalar_type() == at::kFloat)
      backward_all<float>(shape, saved[0], saved[1], saved[2], of_outputs, of_batch, of_parameters);
    else
      backward_all<double>(shape, saved[0], saved[1], saved[2], of_outputs, of_batch, of_parameters);
    return {of_batch, of_parameters, at::Tensor()};
  }
};

}  // namespace

bool fused_perceptron_serves(const at::Tensor& batch) {
  const bool precise = batch.scalar_type() == at::kFloat || batch.scalar_type() == at::kDouble;
  return precise && batch.device().is_cpu() && batch.size(1) > 0 && has_small_products();
}

at::Tensor fused_perceptron(const at::Tensor& batch, const at::Tensor& parameters, const PerceptronShape& shape) {
  return FusedPerceptron::apply(batch, parameters, shape);
}

}  // namespace crystalgan
