#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/gan/constraint.hpp"
#include "crystalgan/gan/generator.hpp"
#include "crystalgan/gan/losses.hpp"

namespace crystalgan {

/// A pair of GANs between two domains: the game of steps 1 and 3. Legend: M members, B structures in the batch, K
/// blocks, S slots, 3 components, Z latent; the two domains may have different B.
struct CrossDomainGan {
  PerDomain<Generator> generators;          ///< .a: G_AHB, from domain A to domain B; .b: G_BHA, the way back
  PerDomain<Discriminator> discriminators;  ///< .a: D_AH, which judges structures of domain A; .b: D_BH

  /// One buffer per network, [M, N]: that of a, then that of b.
  std::vector<at::Tensor> generator_parameters() const;
  std::vector<at::Tensor> discriminator_parameters() const;

  void move_to(at::Device device);
};

/// Everything the generators make of a batch, by the domain in which it *lives*: fake.b = x_AHB1 = G_AHB1(x_AH),
/// cycle.a = x_AHBA1 = G_BHA1(x_AHB1), fake.a = y_BHA1, cycle.b = y_BHAB1; likewise in step 3.
struct Translation {
  PerDomain<CellBatch> fake;   ///< fake.b: as many as the batch of a; fake.a: as many as that of b
  PerDomain<CellBatch> cycle;  ///< as the batch they return to
};

// Paper:   x_AHB1 = G_AHB1(x_AH), x_AHBA1 = G_BHA1(x_AHB1), y_BHA1 = G_BHA1(y_BH), y_BHAB1 = G_AHB1(y_BHA1)
// Symbols: G_AHB1 the generator from A-X to B-X; in step 3 the same with AHB_g, BHA_g and the number 2
// Here:    fake.b, cycle.a, fake.a, cycle.b
// Differs: generators with latent inputs get `latent` ([M, B, Z] each, by the domain they start from) on the way there
//          and zeros on the way back
// Test:    cross_domain_test.cpp
Translation translate(const CrossDomainGan& gan, const PerDomain<CellBatch>& cells,
                      const PerDomain<at::Tensor>& latent = {});

/// L_D_AH and L_D_BH of the batch against the fakes, which are taken as they are, without gradient into the generators.
DiscriminatorTerms discriminator_terms(const CrossDomainGan& gan, const PerDomain<CellBatch>& real,
                                       const PerDomain<CellBatch>& fake);

/// The unweighted terms of L_G1 (without constraint) or L_G2 (with one). The constraint acts on both fakes.
GeneratorTerms generator_terms(const CrossDomainGan& gan, const PerDomain<CellBatch>& cells,
                               const Translation& translation, const std::optional<GeometryConstraint>& constraint);

}  // namespace crystalgan
