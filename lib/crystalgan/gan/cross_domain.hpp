#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/gan/losses.hpp"
#include "crystalgan/gan/networks.hpp"

namespace crystalgan {

/// A pair of GANs between two domains: the game of steps 1 and 3. Legend: M members, B structures in the batch, K
/// blocks, S slots, 3 components; the two domains may have different B.
struct CrossDomainGan {
  PerDomain<Perceptron> generators;      ///< .a: G_AHB, from domain A to domain B; .b: G_BHA, the way back
  PerDomain<Perceptron> discriminators;  ///< .a: D_AH, which judges structures of domain A; .b: D_BH

  /// Generators first (a, b), then discriminators (a, b).
  std::vector<at::Tensor> generator_parameters() const;
  std::vector<at::Tensor> discriminator_parameters() const;
};

/// Everything the generators make of a batch, by the domain in which it *lives*: fake.b = x_AHB1 = G_AHB1(x_AH),
/// cycle.a = x_AHBA1 = G_BHA1(x_AHB1), fake.a = y_BHA1, cycle.b = y_BHAB1; likewise in step 3.
struct Translation {
  PerDomain<at::Tensor> fake;   ///< fake.b: [M, B of a, K, S, 3]; fake.a: [M, B of b, K, S, 3]
  PerDomain<at::Tensor> cycle;  ///< as the batch they return to
};

/// One generator alone: [M, B, K, S, 3] -> the same.
at::Tensor generate(const Perceptron& generator, const at::Tensor& features);

// Paper:   x_AHB1 = G_AHB1(x_AH), x_AHBA1 = G_BHA1(x_AHB1), y_BHA1 = G_BHA1(y_BH), y_BHAB1 = G_AHB1(y_BHA1)
// Symbols: G_AHB1 the generator from A-X to B-X; in step 3 the same with AHB_g, BHA_g and the number 2
// Here:    fake.b, cycle.a, fake.a, cycle.b
// Differs: nothing
// Test:    cross_domain_test.cpp
Translation translate(const CrossDomainGan& gan, const PerDomain<at::Tensor>& features);

/// L_D_AH and L_D_BH of the batch against the fakes, which are taken as they are, without gradient into the generators.
DiscriminatorTerms discriminator_terms(const CrossDomainGan& gan, const PerDomain<at::Tensor>& real,
                                       const PerDomain<at::Tensor>& fake);

/// Which atoms the geometric constraint holds, and how; docs/paper-map.md, step 3.
struct GeometryConstraint {
  GeometryForm form = GeometryForm::hinge;
  DistanceWindow window;
  bool images = true;                                        ///< count periodic images
  std::vector<std::vector<std::int64_t>> groups = {{2, 3}};  ///< blocks whose atoms count together: both metals
};

/// The unweighted terms of L_G1 (without constraint) or L_G2 (with one). The constraint acts on both fakes; a structure
/// keeps the atoms it came with, so a fake has the mask ([M, B, K, S], bool) of the structure it was made from.
GeneratorTerms generator_terms(const CrossDomainGan& gan, const PerDomain<at::Tensor>& features,
                               const PerDomain<at::Tensor>& masks, const Translation& translation,
                               const std::optional<GeometryConstraint>& constraint);

}  // namespace crystalgan
