#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "crystalgan/gan/geometry.hpp"

namespace crystalgan {

// Every loss is [M]: one value per member, the mean over its batch. Members are independent, so the gradient of the sum
// over M is each member's own gradient.

// Paper:   L_R_AH = d(x_AHBA1, x_AH), L_R_BH = d(y_BHAB1, y_BH); in step 3 L_R_AHB, L_R_BHA
// Symbols: d the mean squared error
// Here:    mean over batch and features, placeholders included, as the paper's R^{l x m} has them
// Differs: nothing
// Test:    losses_test.cpp, Reconstruction
at::Tensor reconstruction_loss(const at::Tensor& cycle, const at::Tensor& original);

// Paper:   L_GAN_BH = -E_x[log D_BH(G_AHB1(x_AH))], and the same for the other domains
// Symbols: D = sigmoid(logit)
// Here:    softplus(-logit): never the log of a sigmoid, which is -inf for a sure discriminator
// Differs: nothing
// Test:    losses_test.cpp, AdversarialLoss
at::Tensor generator_adversarial_loss(const at::Tensor& fake_logits);

// Paper:   L_D_BH = -E_y[log D_BH(y_BH)] - E_x[log(1 - D_BH(G_AHB1(x_AH)))], and the same for the other domains
// Symbols: D = sigmoid(logit)
// Here:    softplus(-real logit) + softplus(fake logit); the two batches may differ in size
// Differs: nothing
// Test:    losses_test.cpp, DiscriminatorLoss
at::Tensor discriminator_loss(const at::Tensor& real_logits, const at::Tensor& fake_logits);

/// λ1 to λ6 of the paper. It finds them by cross-validation and does not print them; the authors' code has 1. These
/// were found by a small search (docs/results/published.md).
struct LossWeights {
  double lambda1 = 0.1;  ///< adversarial, into domain B
  double lambda2 = 1.0;  ///< reconstruction of domain A
  double lambda3 = 0.1;  ///< adversarial, into domain A
  double lambda4 = 1.0;  ///< reconstruction of domain B
  double lambda5 = 1.0;  ///< L_geo1: distances too short (step 3)
  double lambda6 = 1.0;  ///< L_geo2: distances too long (step 3)
};

/// The terms of a generator loss, unweighted. In step 1: gan_b = L_GAN_BH, reconstruction_a = L_R_AH, gan_a = L_GAN_AH,
/// reconstruction_b = L_R_BH; in step 3: L_GAN_BHA, L_R_AHB, L_GAN_AHB, L_R_BHA, and the geometry.
struct GeneratorTerms {
  at::Tensor gan_b;
  at::Tensor reconstruction_a;
  at::Tensor gan_a;
  at::Tensor reconstruction_b;
  std::optional<GeometryTerms> geometry;
};

// Paper:   L_G1 = λ1 L_GAN_BH + λ2 L_R_AH + λ3 L_GAN_AH + λ4 L_R_BH
//          L_G2 = λ1 L_GAN_BHA + λ2 L_R_AHB + λ3 L_GAN_AHB + λ4 L_R_BHA + λ5 L_geo1 + λ6 L_geo2
// Symbols: λ the weights, see LossWeights
// Here:    the geometry is there in step 3 only; a term with weight 0 is left out, and leaves no gradient, not even 0 inf
// Differs: nothing
// Test:    losses_test.cpp, GeneratorTotal
at::Tensor generator_total(const GeneratorTerms& terms, const LossWeights& weights);

// Paper:   L_D1 = L_D_AH + L_D_BH; in step 3 L_D2 = L_D_AHB + L_D_BHA
// Symbols: L_D_AH the loss of the discriminator of domain A
// Here:    one discriminator_loss() each; total() is the sum, [M]
// Differs: nothing
// Test:    losses_test.cpp, DiscriminatorLoss
struct DiscriminatorTerms {
  at::Tensor a;
  at::Tensor b;
  at::Tensor total() const;
};

}  // namespace crystalgan
