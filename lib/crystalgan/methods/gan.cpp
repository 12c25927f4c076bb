#include "crystalgan/methods/gan.hpp"

#include <algorithm>
#include <span>

#include "crystalgan/core/random.hpp"
#include "crystalgan/features/decode.hpp"
#include "crystalgan/methods/step_settings.hpp"

namespace crystalgan {
namespace {

// Random numbers per structure. Chosen: the usual hundred.
constexpr std::int64_t kNoise = 100;

// [B, Z]
std::vector<float> gaussian(std::int64_t structures, Random& random) {
  std::vector<float> drawn(static_cast<std::size_t>(structures * kNoise));
  for (float& number : drawn) number = static_cast<float>(random.normal());
  return drawn;
}

Network<float> network_of(const PerceptronShape& shape, Seed seed) { return {shape, initial_parameters(shape, seed)}; }

std::vector<float> joined(const std::vector<float>& first, const std::vector<float>& second) {
  std::vector<float> both = first;
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

std::vector<float> hidden_of(const Perceptron<float>& network, std::int64_t structures) {
  return std::vector<float>(static_cast<std::size_t>(structures * network.hidden_units()));
}

}  // namespace

Gan::Gan(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
    : BaselineGan(configuration, binaries, member, 0,
                  configuration.training.epochs_step1 + configuration.training.epochs_step3),
      generator_(
          network_of({kNoise, layout_of(binaries).size(), configuration.networks.layers, configuration.networks.width},
                     seed_.derive("weights/generator"))),
      discriminator_(
          network_of({layout_of(binaries).size(), 1, configuration.networks.layers, configuration.networks.width},
                     seed_.derive("weights/discriminator"))),
      generator_pass_(generator_.shape),
      discriminator_pass_(discriminator_.shape),
      generator_adam_(adam_settings(configuration.training), generator_.parameters.size()),
      discriminator_adam_(adam_settings(configuration.training), discriminator_.parameters.size()) {}

void Gan::update(const PerDomain<CellBatch<float>>& cells, Random& random, LossRecord& losses) {
  const std::int64_t structures = cells.a.size + cells.b.size;
  const std::vector<float> noise = gaussian(structures, random);
  generator_hidden_ = hidden_of(generator_pass_, structures);
  fake_.resize(static_cast<std::size_t>(structures * generator_.shape.outputs));
  generator_pass_.forward(generator_.parameters.data(), noise.data(), structures, generator_hidden_.data(),
                          fake_.data());
  losses.add(LossTerm::discriminator_total,
             update_discriminator(joined(cells.a.features, cells.b.features), structures));
  losses.add(LossTerm::generator_total, update_generator(noise, structures));
}

// As many fakes as real structures.
double Gan::update_discriminator(const std::vector<float>& real, std::int64_t structures) {
  const std::vector<float> inputs = joined(real, fake_);
  std::vector<float> hidden = hidden_of(discriminator_pass_, 2 * structures);
  std::vector<float> logits(static_cast<std::size_t>(2 * structures));
  std::vector<float> of_logits(logits.size());
  std::vector<float> gradient(discriminator_.parameters.size());
  discriminator_pass_.forward(discriminator_.parameters.data(), inputs.data(), 2 * structures, hidden.data(),
                              logits.data());
  const double loss = discriminator_loss(std::span<const float>(logits), static_cast<std::size_t>(structures),
                                         std::span<float>(of_logits));
  discriminator_pass_.transpose_weights(discriminator_.parameters.data());
  discriminator_pass_.backward(inputs.data(), 2 * structures, hidden.data(), of_logits.data(), nullptr,
                               Perceptron<float>::Gradients::write, gradient.data(), nullptr);
  discriminator_adam_.step(discriminator_.parameters, gradient);
  return loss;
}

double Gan::update_generator(const std::vector<float>& noise, std::int64_t structures) {
  std::vector<float> hidden = hidden_of(discriminator_pass_, structures);
  std::vector<float> logits(static_cast<std::size_t>(structures));
  std::vector<float> of_logits(logits.size());
  std::vector<float> of_fake(fake_.size());
  std::vector<float> gradient(generator_.parameters.size());
  discriminator_pass_.forward(discriminator_.parameters.data(), fake_.data(), structures, hidden.data(), logits.data());
  const double loss = generator_adversarial_loss(std::span<const float>(logits), 1.0, std::span<float>(of_logits));
  discriminator_pass_.transpose_weights(discriminator_.parameters.data());
  discriminator_pass_.backward(fake_.data(), structures, hidden.data(), of_logits.data(), nullptr,
                               Perceptron<float>::Gradients::none, nullptr, of_fake.data());
  generator_pass_.transpose_weights(generator_.parameters.data());
  generator_pass_.backward(noise.data(), structures, generator_hidden_.data(), of_fake.data(), nullptr,
                           Perceptron<float>::Gradients::write, gradient.data(), nullptr);
  generator_adam_.step(generator_.parameters, gradient);
  return loss;
}

std::vector<RawStructure> Gan::generate(std::int64_t count) const {
  Random random(seed_.derive("generate"));
  std::vector<RawStructure> made;
  for (std::int64_t k = 0; k < count; ++k) {
    const std::size_t a = random.below(names_.a.size());
    const std::size_t b = random.below(names_.b.size());
    CellBatch<float> cell = part_of(binaries_.a, {static_cast<std::int64_t>(a)});
    const CellBatch<float> of_b = part_of(binaries_.b, {static_cast<std::int64_t>(b)});
    const bool x_of_a = random.below(2) == 0;
    for (std::int64_t slot = 0; slot < cell.slots; ++slot) {
      const std::size_t metal = cell.row(0, Block::b, slot);
      const std::size_t x = cell.row(0, Block::x, slot);
      cell.mask[metal] = of_b.mask[metal];
      if (!x_of_a) cell.mask[x] = of_b.mask[x];
    }
    cell.features = outputs_of(generator_, gaussian(1, random), 1);
    made.push_back({decode_cartesian(cell, 0, system_, "gan"), "gan", member_, names_.a[a], names_.b[b]});
  }
  return made;
}

NamedArrays Gan::weights() const {
  NamedArrays arrays{{"generator", array_of(generator_.parameters)},
                     {"discriminator", array_of(discriminator_.parameters)}};
  generator_adam_.save("generator", arrays);
  discriminator_adam_.save("discriminator", arrays);
  require_finite(arrays);
  return arrays;
}

void Gan::restore_weights(const NamedArrays& arrays) {
  const auto restore = [&arrays](const std::string& name, Network<float>& network, Adam& adam) {
    network.parameters = numbers_named<float>(arrays, name, {std::ssize(network.parameters)});
    adam.restore(name, arrays);
  };
  restore("generator", generator_, generator_adam_);
  restore("discriminator", discriminator_, discriminator_adam_);
}

std::unique_ptr<Method> make_gan(const Configuration& configuration, const Binaries& binaries, std::int64_t member) {
  return std::make_unique<Gan>(configuration, binaries, member);
}

}  // namespace crystalgan
