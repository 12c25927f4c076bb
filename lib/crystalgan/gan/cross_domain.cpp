#include "crystalgan/gan/cross_domain.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "crystalgan/core/check_shape.hpp"

namespace crystalgan {
namespace {

template <class Number>
std::vector<Number>& sized(std::vector<Number>& numbers, std::int64_t count) {
  numbers.resize(static_cast<std::size_t>(count));
  return numbers;
}

template <class Number>
std::span<const Number> span_of(const Number* numbers, std::int64_t count) {
  return {numbers, static_cast<std::size_t>(count)};
}

template <class Number>
void add_to(std::vector<Number>& sum, const std::vector<Number>& more) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

template <class Number>
void require_input(const Network<Number>& network, const CellBatch<Number>& cells) {
  check_shape("cells, numbers of one", std::array{network.shape.inputs}, std::array{cells.numbers_per_cell()});
  check_shape("cells", std::array{cells.size * cells.numbers_per_cell()}, std::array{std::ssize(cells.features)});
  check_shape("mask of the cells", std::array{cells.size * cells.rows_per_cell()}, std::array{std::ssize(cells.mask)});
}

// Plain numbers have no bounds check: the networks are checked once.
template <class Number>
void require_one_game(const CrossDomainGan<Number>& gan) {
  const std::int64_t cell = gan.generators.a.shape.inputs;
  const auto require = [&](const char* name, const Network<Number>& network, std::int64_t outputs) {
    check_shape(name, std::array{cell, outputs}, std::array{network.shape.inputs, network.shape.outputs});
    check_shape("parameters", std::array{parameter_count(network.shape)}, std::array{std::ssize(network.parameters)});
  };
  require("generator of domain A", gan.generators.a, cell);
  require("generator of domain B", gan.generators.b, cell);
  require("discriminator of domain A", gan.discriminators.a, 1);
  require("discriminator of domain B", gan.discriminators.b, 1);
}

}  // namespace

CrossDomainGan<float> make_cross_domain_gan(std::int64_t slots, std::int64_t layers, std::int64_t width, Seed seed,
                                            const std::string& suffix) {
  const std::int64_t cell = kBlocks * slots * kComponents;
  const auto network = [&](const std::string& name, std::int64_t outputs) {
    const PerceptronShape shape{cell, outputs, layers, width};
    return Network<float>{shape, initial_parameters(shape, seed.derive("weights/" + name + suffix))};
  };
  return {{network("generator-a", cell), network("generator-b", cell)},
          {network("discriminator-a", 1), network("discriminator-b", 1)}};
}

template <class Number>
CellBatch<Number> translated(const Network<Number>& generator, const CellBatch<Number>& cells) {
  require_input(generator, cells);
  CellBatch<Number> made = cells;
  made.features = outputs_of(generator, cells.features, cells.size);
  return made;
}

template <class Number>
CrossDomainGame<Number>::CrossDomainGame(const CrossDomainGan<Number>& gan)
    : generators_{Perceptron<Number>(gan.generators.a.shape), Perceptron<Number>(gan.generators.b.shape)},
      discriminators_{Perceptron<Number>(gan.discriminators.a.shape), Perceptron<Number>(gan.discriminators.b.shape)},
      fake_{CellBatch<Number>(0, 0), CellBatch<Number>(0, 0)} {
  require_one_game(gan);
}

template <class Number>
void CrossDomainGame<Number>::translate(const CrossDomainGan<Number>& gan, const PerDomain<CellBatch<Number>>& cells) {
  translate_way(ways_.a, generators_.a, gan.generators.a, generators_.b, gan.generators.b, cells.a, fake_.b);
  translate_way(ways_.b, generators_.b, gan.generators.b, generators_.a, gan.generators.a, cells.b, fake_.a);
}

template <class Number>
void CrossDomainGame<Number>::translate_way(Way& way, Perceptron<Number>& there, const Network<Number>& network_there,
                                            Perceptron<Number>& back, const Network<Number>& network_back,
                                            const CellBatch<Number>& from, CellBatch<Number>& fake) {
  require_input(network_there, from);
  way.from = &from;
  fake.size = from.size;
  fake.slots = from.slots;
  fake.mask = from.mask;
  way.there.inputs = from.features.data();
  there.forward(network_there.parameters.data(), way.there.inputs, from.size,
                sized(way.there.hidden, from.size * there.hidden_units()).data(),
                sized(fake.features, from.size * from.numbers_per_cell()).data());
  way.back.inputs = fake.features.data();
  back.forward(network_back.parameters.data(), way.back.inputs, from.size,
               sized(way.back.hidden, from.size * back.hidden_units()).data(),
               sized(way.cycle, from.size * from.numbers_per_cell()).data());
}

template <class Number>
DiscriminatorTerms CrossDomainGame<Number>::derive_discriminators(const CrossDomainGan<Number>& gan,
                                                                  PerDomain<std::vector<Number>>& gradients) {
  return {derive_discriminator(discriminators_.a, gan.discriminators.a, *ways_.a.from, fake_.a, gradients.a),
          derive_discriminator(discriminators_.b, gan.discriminators.b, *ways_.b.from, fake_.b, gradients.b)};
}

// Real and fake together.
template <class Number>
double CrossDomainGame<Number>::derive_discriminator(Perceptron<Number>& perceptron, const Network<Number>& network,
                                                     const CellBatch<Number>& real, const CellBatch<Number>& fake,
                                                     std::vector<Number>& gradient) {
  const std::int64_t rows = real.size + fake.size;
  inputs_.assign(real.features.begin(), real.features.end());
  inputs_.insert(inputs_.end(), fake.features.begin(), fake.features.end());
  const Number* logits = logits_of(perceptron, network, inputs_.data(), rows);
  const double loss = discriminator_loss(span_of(logits, rows), static_cast<std::size_t>(real.size),
                                         std::span<Number>(sized(of_logits_, rows)));
  perceptron.transpose_weights(network.parameters.data());
  perceptron.backward(inputs_.data(), rows, hidden_.data(), of_logits_.data(), nullptr, Gradients::write,
                      sized(gradient, std::ssize(network.parameters)).data(), nullptr);
  return loss;
}

template <class Number>
const Number* CrossDomainGame<Number>::logits_of(const Perceptron<Number>& perceptron, const Network<Number>& network,
                                                 const Number* cells, std::int64_t rows) {
  perceptron.forward(network.parameters.data(), cells, rows, sized(hidden_, rows * perceptron.hidden_units()).data(),
                     sized(logits_, rows).data());
  return logits_.data();
}

template <class Number>
GeneratorTerms CrossDomainGame<Number>::derive_generators(const CrossDomainGan<Number>& gan,
                                                          const GeneratorObjective& objective,
                                                          PerDomain<std::vector<Number>>& gradients) {
  const LossWeights& weights = objective.weights;
  const WayWeights from_a{weights.lambda1, weights.lambda2, weights.feature_matching};
  const WayWeights from_b{weights.lambda3, weights.lambda4, weights.feature_matching};
  PerDomain<std::vector<Number>> of_fake{std::vector<Number>(fake_.a.features.size()),
                                         std::vector<Number>(fake_.b.features.size())};
  GeneratorTerms terms;
  bool constrained = false;  // whether the constraint has a gradient
  if (objective.constraint && objective.constraint->form != GeometryForm::none) {
    const GeometryWeights lambdas{weights.lambda5, weights.lambda6};
    const auto of_b = geometry_loss(fake_.b, *objective.constraint, lambdas, std::span<Number>(of_fake.b));
    const auto of_a = geometry_loss(fake_.a, *objective.constraint, lambdas, std::span<Number>(of_fake.a));
    terms.geometry = GeometryTerms{of_b.geo1 + of_a.geo1, of_b.geo2 + of_a.geo2};
    constrained = lambdas.geo1 != 0.0 || lambdas.geo2 != 0.0;
  }
  generators_.a.transpose_weights(gan.generators.a.parameters.data());
  generators_.b.transpose_weights(gan.generators.b.parameters.data());
  discriminators_.a.transpose_weights(gan.discriminators.a.parameters.data());
  discriminators_.b.transpose_weights(gan.discriminators.b.parameters.data());
  gradients.a.assign(gan.generators.a.parameters.size(), Number{0});
  gradients.b.assign(gan.generators.b.parameters.size(), Number{0});
  const WayTerms by_a = derive_way(ways_.a, *ways_.b.from, fake_.b, discriminators_.b, gan.discriminators.b,
                                   generators_.b, from_a, of_fake.b, gradients.b);
  const WayTerms by_b = derive_way(ways_.b, *ways_.a.from, fake_.a, discriminators_.a, gan.discriminators.a,
                                   generators_.a, from_b, of_fake.a, gradients.a);
  // Without dependence on the fakes there is no gradient, not even 0 times infinity.
  const auto derive_there = [](Way& way, Perceptron<Number>& there, const std::vector<Number>& of_made,
                               std::vector<Number>& gradient) {
    there.backward(way.there.inputs, way.from->size, way.there.hidden.data(), of_made.data(), nullptr, Gradients::add,
                   gradient.data(), nullptr);
  };
  if (constrained || from_a.any()) derive_there(ways_.a, generators_.a, of_fake.b, gradients.a);
  if (constrained || from_b.any()) derive_there(ways_.b, generators_.b, of_fake.a, gradients.b);
  if (!constrained && !from_a.any() && weights.lambda4 == 0.0) gradients.a.clear();
  if (!constrained && !from_b.any() && weights.lambda2 == 0.0) gradients.b.clear();
  terms.gan_b = by_a.gan;
  terms.gan_a = by_b.gan;
  terms.reconstruction_a = by_a.reconstruction;
  terms.reconstruction_b = by_b.reconstruction;
  if (weights.feature_matching != 0.0)
    terms.feature_matching = PerDomain<double>{by_b.feature_matching, by_a.feature_matching};
  return terms;
}

// The terms of one way. Adds their weighted gradients by the fakes to `of_fake`, by the parameters of the reverse
// generator to `of_back`.
template <class Number>
auto CrossDomainGame<Number>::derive_way(Way& way, const CellBatch<Number>& real, const CellBatch<Number>& fake,
                                         Perceptron<Number>& discriminator, const Network<Number>& network,
                                         Perceptron<Number>& back, const WayWeights& weights,
                                         std::vector<Number>& of_fake, std::vector<Number>& of_back) -> WayTerms {
  const std::int64_t rows = fake.size;
  const std::int64_t count = rows * fake.numbers_per_cell();
  WayTerms terms{};
  if (weights.feature_matching != 0.0) {
    logits_of(discriminator, network, real.features.data(), real.size);
    std::swap(hidden_, real_hidden_);
  }
  const Number* logits = logits_of(discriminator, network, fake.features.data(), rows);
  terms.gan =
      generator_adversarial_loss(span_of(logits, rows), weights.gan, std::span<Number>(sized(of_logits_, rows)));
  if (weights.feature_matching != 0.0)
    terms.feature_matching = derive_feature_matching(discriminator, network, real, rows, weights.feature_matching);
  if (weights.gan != 0.0 || weights.feature_matching != 0.0) {
    const Number* of_hidden = weights.feature_matching != 0.0 ? of_hidden_.data() : nullptr;
    discriminator.backward(fake.features.data(), rows, hidden_.data(), of_logits_.data(), of_hidden, Gradients::none,
                           nullptr, sized(of_inputs_, count).data());
    add_to(of_fake, of_inputs_);
  }
  terms.reconstruction =
      reconstruction_loss(std::span<const Number>(way.cycle), std::span<const Number>(way.from->features),
                          weights.reconstruction, std::span<Number>(sized(of_cycle_, count)));
  if (weights.reconstruction != 0.0) {
    back.backward(way.back.inputs, rows, way.back.hidden.data(), of_cycle_.data(), nullptr, Gradients::add,
                  of_back.data(), sized(of_inputs_, count).data());
    add_to(of_fake, of_inputs_);
  }
  return terms;
}

// L_FM of one discriminator; writes its gradient by the hidden outputs of the fakes to `of_hidden_`.
template <class Number>
double CrossDomainGame<Number>::derive_feature_matching(const Perceptron<Number>& discriminator,
                                                        const Network<Number>& network, const CellBatch<Number>& real,
                                                        std::int64_t fakes, double weight) {
  sized(of_hidden_, std::ssize(hidden_));
  double sum = 0.0;
  std::int64_t of_real = 0;
  std::int64_t of_fake = 0;
  for (std::int64_t layer = 0; layer + 1 < network.shape.layers; ++layer) {
    const std::int64_t units = discriminator.layers()[static_cast<std::size_t>(layer)].outputs;
    sum += feature_matching_loss(
        span_of<Number>(real_hidden_.data() + of_real, real.size * units),
        span_of<Number>(hidden_.data() + of_fake, fakes * units), static_cast<std::size_t>(units), weight,
        std::span<Number>(of_hidden_)
            .subspan(static_cast<std::size_t>(of_fake), static_cast<std::size_t>(fakes * units)));
    of_real += real.size * units;
    of_fake += fakes * units;
  }
  return sum;
}

template CellBatch<float> translated(const Network<float>&, const CellBatch<float>&);
template CellBatch<double> translated(const Network<double>&, const CellBatch<double>&);
template class CrossDomainGame<float>;
template class CrossDomainGame<double>;

}  // namespace crystalgan
