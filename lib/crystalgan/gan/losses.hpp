#pragma once

#include <optional>
#include <span>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/gan/geometry.hpp"

namespace crystalgan {

// Each loss returns its value, a mean over the batch, and writes its gradient times `weight` into `gradient`. Number is
// float or double. Legend: B structures in the batch.

// Paper:   L_R_AH = d(x_AHBA1, x_AH), L_R_BH = d(y_BHAB1, y_BH); in step 3 L_R_AHB, L_R_BHA
// Symbols: d the mean squared error
// Here:    mean over batch and features, placeholders included, as the paper's R^{l x m} has them
// Differs: nothing
// Test:    losses_test.cpp, Reconstruction
/// `gradient` is by `cycle`.
template <class Number>
double reconstruction_loss(std::span<const Number> cycle, std::span<const Number> original, double weight,
                           std::span<Number> gradient);

// Paper:   L_GAN_BH = -E_x[log D_BH(G_AHB1(x_AH))], and the same for the other domains
// Symbols: D = sigmoid(logit)
// Here:    softplus(-logit): never the log of a sigmoid, which is -inf for a sure discriminator
// Differs: nothing
// Test:    losses_test.cpp, AdversarialLoss
/// `fake_logits` is [B].
template <class Number>
double generator_adversarial_loss(std::span<const Number> fake_logits, double weight, std::span<Number> gradient);

// Paper:   L_D_BH = -E_y[log D_BH(y_BH)] - E_x[log(1 - D_BH(G_AHB1(x_AH)))], and the same for the other domains
// Symbols: D = sigmoid(logit)
// Here:    softplus(-real logit) + softplus(fake logit); the two batches may differ in size
// Differs: nothing
// Test:    losses_test.cpp, DiscriminatorLoss
/// `logits`: those of `real` real structures, then those of the fakes.
template <class Number>
double discriminator_loss(std::span<const Number> logits, std::size_t real, std::span<Number> gradient);

// Paper:   arXiv:1703.05192 (DiscoGAN): L_FM = Σ over the hidden layers of D of the mean of (E[f(real)] - E[f(fake)])²
// Symbols: f the outputs of a hidden layer, E the mean over the batch
// Here:    one layer: mean over its units of (batch mean of real - batch mean of fake)²
// Differs: nothing
// Test:    losses_test.cpp, FeatureMatching
/// `real` is [B', units], `fake` [B, units]; `gradient` is by `fake`.
template <class Number>
double feature_matching_loss(std::span<const Number> real, std::span<const Number> fake, std::size_t units,
                             double weight, std::span<Number> gradient);

/// λ1 to λ6 of the paper, which does not print their values; the authors' code has 1. These are from a small search
/// (docs/results/published.md).
struct LossWeights {
  double lambda1 = 0.1;           ///< adversarial, into domain B
  double lambda2 = 1.0;           ///< reconstruction of domain A
  double lambda3 = 0.1;           ///< adversarial, into domain A
  double lambda4 = 1.0;           ///< reconstruction of domain B
  double lambda5 = 1.0;           ///< L_geo1: distances too short (step 3)
  double lambda6 = 1.0;           ///< L_geo2: distances too long (step 3)
  double feature_matching = 0.0;  ///< L_FM of both discriminators (DiscoGAN only)

  friend bool operator==(const LossWeights&, const LossWeights&) = default;
};

/// The terms of a generator loss, unweighted. In step 1: gan_b = L_GAN_BH, reconstruction_a = L_R_AH, gan_a = L_GAN_AH,
/// reconstruction_b = L_R_BH; in step 3: L_GAN_BHA, L_R_AHB, L_GAN_AHB, L_R_BHA, and the geometry.
struct GeneratorTerms {
  double gan_b = 0.0;
  double reconstruction_a = 0.0;
  double gan_a = 0.0;
  double reconstruction_b = 0.0;
  std::optional<GeometryTerms> geometry = std::nullopt;
  std::optional<PerDomain<double>> feature_matching = std::nullopt;  ///< L_FM by discriminator (DiscoGAN)
};

// Paper:   L_G1 = λ1 L_GAN_BH + λ2 L_R_AH + λ3 L_GAN_AH + λ4 L_R_BH
//          L_G2 = λ1 L_GAN_BHA + λ2 L_R_AHB + λ3 L_GAN_AHB + λ4 L_R_BHA + λ5 L_geo1 + λ6 L_geo2
// Symbols: λ the weights, see LossWeights
// Here:    the geometry is there in step 3 only, L_FM in DiscoGAN only; a term with weight 0 is left out, and leaves no gradient, not even 0 inf
// Differs: nothing
// Test:    losses_test.cpp, GeneratorTotal
double generator_total(const GeneratorTerms& terms, const LossWeights& weights);

// Paper:   L_D1 = L_D_AH + L_D_BH; in step 3 L_D2 = L_D_AHB + L_D_BHA
// Symbols: L_D_AH the loss of the discriminator of domain A
// Here:    one discriminator_loss() each; total() is the sum
// Differs: nothing
// Test:    losses_test.cpp, DiscriminatorLoss
struct DiscriminatorTerms {
  double a = 0.0;
  double b = 0.0;
  double total() const { return a + b; }
};

}  // namespace crystalgan
