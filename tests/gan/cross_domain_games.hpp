#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/gan/cross_domain.hpp"
#include "tests/support/numbers.hpp"

// Games between two domains, and their losses computed the plain way.
namespace crystalgan::test {

inline constexpr std::int64_t kSlots = 3;
inline constexpr std::int64_t kCell = kBlocks * kSlots * kComponents;

/// The same networks with parameters of another type.
template <class To, class From>
CrossDomainGan<To> gan_converted(const CrossDomainGan<From>& gan) {
  const auto network = [](const Network<From>& of) { return Network<To>{of.shape, converted<To>(of.parameters)}; };
  return {{network(gan.generators.a), network(gan.generators.b)},
          {network(gan.discriminators.a), network(gan.discriminators.b)}};
}

/// Numbers of cells of a crystal's size: lattice vectors of about 3 Å, atoms anywhere near.
inline std::vector<double> cell_numbers(Random& random, std::int64_t count) {
  auto features = random_numbers(random, count * kCell, -2, 2);
  for (std::size_t structure = 0; structure < static_cast<std::size_t>(count); ++structure)
    for (std::size_t k = 0; k < 3; ++k) features[structure * static_cast<std::size_t>(kCell) + 4 * k] += 3.0;
  return features;
}

/// Networks whose generators make cells of a crystal's size: the distances in others are all rounding.
template <class Number = double>
CrossDomainGan<Number> random_gan(std::int64_t layers, std::int64_t width, std::uint64_t seed = 1) {
  auto gan = gan_converted<double>(make_cross_domain_gan(kSlots, layers, width, Seed(seed), ""));
  Random random(Seed(41));
  for (Network<double>* generator : {&gan.generators.a, &gan.generators.b}) {
    const auto cell = cell_numbers(random, 1);
    const auto bias = static_cast<std::size_t>(dense_layers(generator->shape).back().bias);
    for (std::size_t i = 0; i < cell.size(); ++i) generator->parameters[bias + i] += cell[i];
  }
  return gan_converted<Number>(gan_converted<float>(gan));  // so that float and double are the same networks
}

/// Generators of one layer that multiply by a number.
inline CrossDomainGan<double> multiplying_gan(double a_to_b, double b_to_a) {
  auto gan = random_gan(1, 1);
  const auto multiply = [](Network<double>& generator, double factor) {
    generator.parameters.assign(generator.parameters.size(), 0.0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(kCell); ++i)
      generator.parameters[i * static_cast<std::size_t>(kCell) + i] = factor;
  };
  multiply(gan.generators.a, a_to_b);
  multiply(gan.generators.b, b_to_a);
  return gan;
}

/// Cells in disorder, so that nothing is symmetric; rows without an atom have numbers, too.
template <class Number = double>
CellBatch<Number> random_cells(Random& random, std::int64_t count) {
  CellBatch<Number> cells(count, kSlots);
  cells.features = converted<Number>(converted<float>(cell_numbers(random, count)));
  for (std::int64_t structure = 0; structure < count; ++structure)
    for (const Block block : {Block::lattice, Block::x, Block::a, Block::b})
      for (std::int64_t slot = 0; slot < kSlots; ++slot)
        cells.mask[cells.row(structure, block, slot)] =
            block == Block::lattice || slot == 0 || random.uniform() < 0.65 ? 1 : 0;
  return cells;
}

template <class Number = double>
PerDomain<CellBatch<Number>> example_cells(std::int64_t of_a = 5, std::int64_t of_b = 2) {
  Random random(Seed(42));
  auto a = random_cells<Number>(random, of_a);
  return {a, random_cells<Number>(random, of_b)};
}

/// All weights different.
inline constexpr LossWeights kUnequal{0.3, 1.0, 0.4, 1.1, 0.7, 0.2, 0.0};

inline LossWeights with_feature_matching() {
  LossWeights weights = kUnequal;
  weights.feature_matching = 1.3;
  return weights;
}

/// A window such that both terms have something to say.
inline GeometryConstraint constrained(GeometryForm form, const std::vector<std::vector<Block>>& groups = {
                                                             {Block::a, Block::b}, {Block::x}}) {
  return {form, {2.5, 1.0}, true, groups};
}

/// What one round of a game says.
template <class Number>
struct Round {
  DiscriminatorTerms discriminators;
  GeneratorTerms generators;
  PerDomain<std::vector<Number>> of_discriminators;
  PerDomain<std::vector<Number>> of_generators;
};

template <class Number>
Round<Number> round_of(CrossDomainGame<Number>& game, const CrossDomainGan<Number>& gan,
                       const PerDomain<CellBatch<Number>>& cells, const GeneratorObjective& objective) {
  Round<Number> round;
  game.translate(gan, cells);
  round.discriminators = game.derive_discriminators(gan, round.of_discriminators);
  round.generators = game.derive_generators(gan, objective, round.of_generators);
  return round;
}

template <class Number>
Round<Number> round_of(const CrossDomainGan<Number>& gan, const PerDomain<CellBatch<Number>>& cells,
                       const GeneratorObjective& objective) {
  CrossDomainGame<Number> game(gan);
  return round_of(game, gan, cells, objective);
}

/// The terms as the equations say them, one network after the other.
struct PlainTerms {
  DiscriminatorTerms discriminators;
  GeneratorTerms generators;
};

namespace plain {

inline std::vector<double> logits(const Network<double>& discriminator, const CellBatch<double>& cells) {
  return outputs_of(discriminator, cells.features, cells.size);
}

inline double discriminator(const Network<double>& network, const CellBatch<double>& real,
                            const CellBatch<double>& fake) {
  auto all = logits(network, real);
  for (const double logit : logits(network, fake)) all.push_back(logit);
  std::vector<double> unused(all.size());
  return discriminator_loss(std::span<const double>(all), static_cast<std::size_t>(real.size),
                            std::span<double>(unused));
}

inline double adversarial(const Network<double>& network, const CellBatch<double>& fake) {
  const auto of_fake = logits(network, fake);
  std::vector<double> unused(of_fake.size());
  return generator_adversarial_loss(std::span<const double>(of_fake), 1.0, std::span<double>(unused));
}

inline double reconstruction(const CellBatch<double>& cycle, const CellBatch<double>& original) {
  std::vector<double> unused(cycle.features.size());
  return reconstruction_loss(std::span<const double>(cycle.features), std::span<const double>(original.features), 1.0,
                             std::span<double>(unused));
}

inline double feature_matching(const Network<double>& network, const CellBatch<double>& real,
                               const CellBatch<double>& fake) {
  const Perceptron<double> perceptron(network.shape);
  const auto hidden = [&](const CellBatch<double>& cells) {
    std::vector<double> units(static_cast<std::size_t>(cells.size * perceptron.hidden_units()));
    std::vector<double> unused(static_cast<std::size_t>(cells.size));
    perceptron.forward(network.parameters.data(), cells.features.data(), cells.size, units.data(), unused.data());
    return units;
  };
  const auto of_real = hidden(real);
  const auto of_fake = hidden(fake);
  const auto units = static_cast<std::size_t>(network.shape.width);
  const std::size_t real_units = units * static_cast<std::size_t>(real.size);
  const std::size_t fake_units = units * static_cast<std::size_t>(fake.size);
  std::vector<double> unused(fake_units);
  double sum = 0.0;
  for (std::size_t layer = 0; layer + 1 < static_cast<std::size_t>(network.shape.layers); ++layer)
    sum += feature_matching_loss(std::span<const double>(of_real).subspan(layer * real_units, real_units),
                                 std::span<const double>(of_fake).subspan(layer * fake_units, fake_units), units, 1.0,
                                 std::span<double>(unused));
  return sum;
}

inline GeometryTerms geometry(const CellBatch<double>& cells, const GeometryConstraint& constraint) {
  std::vector<double> unused(cells.features.size());
  return geometry_loss(cells, constraint, {}, std::span<double>(unused));
}

}  // namespace plain

inline PlainTerms plain_terms(const CrossDomainGan<double>& gan, const PerDomain<CellBatch<double>>& cells,
                              const GeneratorObjective& objective) {
  const auto fake_b = translated(gan.generators.a, cells.a);
  const auto fake_a = translated(gan.generators.b, cells.b);
  PlainTerms terms;
  terms.discriminators = {plain::discriminator(gan.discriminators.a, cells.a, fake_a),
                          plain::discriminator(gan.discriminators.b, cells.b, fake_b)};
  terms.generators.gan_b = plain::adversarial(gan.discriminators.b, fake_b);
  terms.generators.gan_a = plain::adversarial(gan.discriminators.a, fake_a);
  terms.generators.reconstruction_a = plain::reconstruction(translated(gan.generators.b, fake_b), cells.a);
  terms.generators.reconstruction_b = plain::reconstruction(translated(gan.generators.a, fake_a), cells.b);
  if (objective.constraint && objective.constraint->form != GeometryForm::none) {
    const auto of_a = plain::geometry(fake_a, *objective.constraint);
    const auto of_b = plain::geometry(fake_b, *objective.constraint);
    terms.generators.geometry = GeometryTerms{of_a.geo1 + of_b.geo1, of_a.geo2 + of_b.geo2};
  }
  if (objective.weights.feature_matching != 0.0)
    terms.generators.feature_matching =
        PerDomain<double>{plain::feature_matching(gan.discriminators.a, cells.a, fake_a),
                          plain::feature_matching(gan.discriminators.b, cells.b, fake_b)};
  return terms;
}

/// Those of a round by name, without the ones that are not there.
inline std::vector<std::pair<std::string, double>> named_terms(const DiscriminatorTerms& discriminators,
                                                               const GeneratorTerms& generators) {
  std::vector<std::pair<std::string, double>> all{{"discriminator a", discriminators.a},
                                                  {"discriminator b", discriminators.b},
                                                  {"gan a", generators.gan_a},
                                                  {"gan b", generators.gan_b},
                                                  {"reconstruction a", generators.reconstruction_a},
                                                  {"reconstruction b", generators.reconstruction_b}};
  if (generators.geometry) {
    all.emplace_back("geo1", generators.geometry->geo1);
    all.emplace_back("geo2", generators.geometry->geo2);
  }
  if (generators.feature_matching) {
    all.emplace_back("feature matching a", generators.feature_matching->a);
    all.emplace_back("feature matching b", generators.feature_matching->b);
  }
  return all;
}

}  // namespace crystalgan::test
