#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/core/seed.hpp"
#include "crystalgan/gan/geometry.hpp"
#include "crystalgan/gan/losses.hpp"
#include "crystalgan/gan/perceptron.hpp"

namespace crystalgan {

/// The networks between two domains, for steps 1 and 3.
template <class Number>
struct CrossDomainGan {
  PerDomain<Network<Number>> generators;      ///< .a: G_AHB, from domain A to domain B; .b: G_BHA, back
  PerDomain<Network<Number>> discriminators;  ///< .a: D_AH, of domain A; .b: D_BH
};

/// New networks for cells of this many slots. Seeds derive from `seed` as "weights/<network><suffix>" with the networks
/// generator-a, generator-b, discriminator-a and discriminator-b.
CrossDomainGan<float> make_cross_domain_gan(std::int64_t slots, std::int64_t layers, std::int64_t width, Seed seed,
                                            const std::string& suffix);

/// The generator's output for cells: cells of the other domain, atoms in the same blocks. Throws ShapeError.
template <class Number>
CellBatch<Number> translated(const Network<Number>& generator, const CellBatch<Number>& cells);

/// The generators' objective: weights of the terms, and the constraint of step 3.
struct GeneratorObjective {
  LossWeights weights = {};
  std::optional<GeometryConstraint> constraint = std::nullopt;

  friend bool operator==(const GeneratorObjective&, const GeneratorObjective&) = default;
};

// Paper:   x_AHB1 = G_AHB1(x_AH), x_AHBA1 = G_BHA1(x_AHB1), y_BHA1 = G_BHA1(y_BH), y_BHAB1 = G_AHB1(y_BHA1)
// Symbols: G_AHB1 the generator from A-X to B-X; in step 3 the same with AHB_g, BHA_g and the number 2
// Here:    translate() makes fake.b = x_AHB1, cycle.a = x_AHBA1, fake.a = y_BHA1 and cycle.b = y_BHAB1, each named by the
//          domain in which it lives; the losses and their gradients are those of losses.hpp and geometry.hpp
// Differs: nothing
// Test:    cross_domain_test.cpp, and the independent implementation of tests/reference
/// Losses and gradients of steps 1 and 3, one batch at a time. It reuses memory but keeps no weights: every call
/// receives the networks. Legend: B structures in the batch; the two domains may have different B.
template <class Number>
class CrossDomainGame {
 public:
  /// Throws ShapeError unless the networks fit each other.
  explicit CrossDomainGame(const CrossDomainGan<Number>& gan);

  /// Makes the fakes and cycles of a batch. `cells` must stay valid until the next call. Throws ShapeError.
  void translate(const CrossDomainGan<Number>& gan, const PerDomain<CellBatch<Number>>& cells);

  /// L_D_AH and L_D_BH of the translated batch, and their gradients by the discriminators' parameters.
  DiscriminatorTerms derive_discriminators(const CrossDomainGan<Number>& gan,
                                           PerDomain<std::vector<Number>>& gradients);

  /// The unweighted terms of L_G1 (without constraint) or L_G2 (with one, on both fakes), and the gradients of their
  /// weighted sum by the generators' parameters. A term with weight 0 is left out; a generator without any term has an
  /// empty gradient.
  GeneratorTerms derive_generators(const CrossDomainGan<Number>& gan, const GeneratorObjective& objective,
                                   PerDomain<std::vector<Number>>& gradients);

  /// The fakes of the translated batch.
  const PerDomain<CellBatch<Number>>& fake() const { return fake_; }

 private:
  using Gradients = typename Perceptron<Number>::Gradients;

  // Intermediate results of a generator for its derivative.
  struct Pass {
    const Number* inputs = nullptr;  // [B, inputs]
    std::vector<Number> hidden;
  };

  // From one domain to the other and back.
  struct Way {
    const CellBatch<Number>* from = nullptr;
    Pass there;
    Pass back;
    std::vector<Number> cycle;  // [B, K, S, 3]
  };

  // The weights of one way.
  struct WayWeights {
    double gan;
    double reconstruction;
    double feature_matching;
    bool any() const { return gan != 0.0 || reconstruction != 0.0 || feature_matching != 0.0; }
  };

  struct WayTerms {
    double gan;
    double reconstruction;
    double feature_matching;
  };

  void translate_way(Way& way, Perceptron<Number>& there, const Network<Number>& network_there,
                     Perceptron<Number>& back, const Network<Number>& network_back, const CellBatch<Number>& from,
                     CellBatch<Number>& fake);
  double derive_discriminator(Perceptron<Number>& perceptron, const Network<Number>& network,
                              const CellBatch<Number>& real, const CellBatch<Number>& fake,
                              std::vector<Number>& gradient);
  const Number* logits_of(const Perceptron<Number>& perceptron, const Network<Number>& network, const Number* cells,
                          std::int64_t rows);
  WayTerms derive_way(Way& way, const CellBatch<Number>& real, const CellBatch<Number>& fake,
                      Perceptron<Number>& discriminator, const Network<Number>& network, Perceptron<Number>& back,
                      const WayWeights& weights, std::vector<Number>& of_fake, std::vector<Number>& of_back);
  double derive_feature_matching(const Perceptron<Number>& discriminator, const Network<Number>& network,
                                 const CellBatch<Number>& real, std::int64_t fakes, double weight);

  PerDomain<Perceptron<Number>> generators_;
  PerDomain<Perceptron<Number>> discriminators_;
  PerDomain<Way> ways_;                // .a starts from domain A
  PerDomain<CellBatch<Number>> fake_;  // by the domain in which they live
  // of the current discriminator
  std::vector<Number> inputs_;
  std::vector<Number> hidden_;
  std::vector<Number> real_hidden_;
  std::vector<Number> of_hidden_;
  std::vector<Number> logits_;
  std::vector<Number> of_logits_;
  std::vector<Number> of_inputs_;
  std::vector<Number> of_cycle_;
};

}  // namespace crystalgan
