#include "crystalgan/gan/losses.hpp"

#include <ATen/ATen.h>

#include "crystalgan/core/check_shape.hpp"

namespace crystalgan {
namespace {

// mean over every axis but the first: [M, ...] -> [M]
at::Tensor per_member_mean(const at::Tensor& values) { return values.flatten(1).mean(1); }

}  // namespace

at::Tensor reconstruction_loss(const at::Tensor& cycle, const at::Tensor& original) {
  check_shape("cycle", original.sizes(), cycle.sizes());
  return per_member_mean((cycle - original).square());  // [M]
}

at::Tensor generator_adversarial_loss(const at::Tensor& fake_logits) {
  return per_member_mean(at::softplus(-fake_logits));  // [M]
}

at::Tensor discriminator_loss(const at::Tensor& real_logits, const at::Tensor& fake_logits) {
  return per_member_mean(at::softplus(-real_logits)) + per_member_mean(at::softplus(fake_logits));  // [M]
}

at::Tensor generator_total(const GeneratorTerms& terms, const LossWeights& weights) {
  at::Tensor total = at::zeros_like(terms.gan_b);  // [M]
  const auto add = [&total](double lambda, const at::Tensor& term) {
    if (lambda != 0.0) total = total + lambda * term;
  };
  add(weights.lambda1, terms.gan_b);
  add(weights.lambda2, terms.reconstruction_a);
  add(weights.lambda3, terms.gan_a);
  add(weights.lambda4, terms.reconstruction_b);
  if (terms.geometry) {
    add(weights.lambda5, terms.geometry->geo1);
    add(weights.lambda6, terms.geometry->geo2);
  }
  return total;
}

at::Tensor DiscriminatorTerms::total() const { return a + b; }

}  // namespace crystalgan
