#include "crystalgan/methods/gan.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "crystalgan/core/random.hpp"
#include "crystalgan/features/decode.hpp"
#include "crystalgan/methods/step_settings.hpp"

namespace crystalgan {
namespace {

// Random numbers that one structure is made of. Chosen: the customary hundred.
constexpr std::int64_t kNoise = 100;

at::Tensor gaussian(std::int64_t structures, Random& random) {
  auto drawn = at::empty({1, structures, kNoise});  // [1, B, Z]
  float* number = drawn.data_ptr<float>();
  for (std::int64_t i = 0; i < drawn.numel(); ++i) number[i] = static_cast<float>(random.normal());
  return drawn;
}

AdamSettings adam_settings(const Configuration::Training& training) {
  return {training.learning_rate, training.beta1, training.beta2, training.epsilon};
}

}  // namespace

Gan::Gan(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
    : BaselineGan(configuration, binaries, member, 0,
                  configuration.training.epochs_step1 + configuration.training.epochs_step3),
      generator_({kNoise, layout_of(binaries).size(), configuration.networks.layers, configuration.networks.width,
                  engine_of(configuration)},
                 {seed_.derive("weights/generator")}),
      discriminator_({layout_of(binaries).size(), 1, configuration.networks.layers, configuration.networks.width,
                      engine_of(configuration)},
                     false, {seed_.derive("weights/discriminator")}) {
  generator_adam_.emplace(adam_settings(configuration.training), std::vector{generator_.parameters()});
  discriminator_adam_.emplace(adam_settings(configuration.training), std::vector{discriminator_.parameters()});
}

void Gan::update(const PerDomain<CellBatch>& cells, Random& random, HistoryRow& row) {
  const CellBatch real{at::cat({cells.a.features, cells.b.features}, 1), at::cat({cells.a.mask, cells.b.mask}, 1)};
  const auto fake = generator_(gaussian(real.size(), random)).view(real.features.sizes());
  const auto loss_d = discriminator_loss(discriminator_(real), discriminator_({fake.detach(), real.mask})).sum();
  discriminator_adam_->step(torch::autograd::grad({loss_d}, discriminator_adam_->parameters()));
  const auto loss_g = generator_adversarial_loss(discriminator_({fake, real.mask})).sum();
  generator_adam_->step(torch::autograd::grad({loss_g}, generator_adam_->parameters()));
  record(row, LossTerm::generator_total, loss_g);
  record(row, LossTerm::discriminator_total, loss_d);
}

std::vector<RawStructure> Gan::generate(std::int64_t count) const {
  const at::NoGradGuard no_gradient;
  Random random(seed_.derive("generate"));
  std::vector<RawStructure> made;
  for (std::int64_t k = 0; k < count; ++k) {
    const std::size_t a = random.below(names_.a.size());
    const std::size_t b = random.below(names_.b.size());
    const auto mask_a = binaries_.a.mask[0][static_cast<std::int64_t>(a)];  // [K, S]
    const auto mask_b = binaries_.b.mask[0][static_cast<std::int64_t>(b)];
    const auto mask = at::logical_or(mask_a, mask_b);
    const auto x = static_cast<std::int64_t>(Block::x);
    mask[x].copy_((random.below(2) == 0 ? mask_a : mask_b)[x]);
    const auto features = generator_(gaussian(1, random)).view({Layout::blocks, -1, Layout::components});
    made.push_back({decode_cartesian(features, mask, system_, "gan"), "gan", member_, names_.a[a], names_.b[b]});
  }
  return made;
}

}  // namespace crystalgan
