#include "crystalgan/methods/gan.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/features/decode.hpp"
#include "crystalgan/methods/step_settings.hpp"
#include "crystalgan/training/batches.hpp"
#include "crystalgan/training/history_tensor.hpp"

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

CellBatch part_of(const PerDomain<CellBatch>& sets, const Batch& batch) {
  const auto a = at::tensor(batch.a, at::kLong);
  const auto b = at::tensor(batch.b, at::kLong);
  return {at::cat({sets.a.features.index_select(1, a), sets.b.features.index_select(1, b)}, 1),
          at::cat({sets.a.mask.index_select(1, a), sets.b.mask.index_select(1, b)}, 1)};
}

}  // namespace

Gan::Gan(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
    : system_(binaries.system),
      member_(member),
      epochs_(configuration.training.epochs_step1 + configuration.training.epochs_step3),
      batch_size_(configuration.training.batch_size),
      record_every_(configuration.training.record_every),
      seed_(member_seed(configuration, member)),
      names_{names_of(binaries.structures.a), names_of(binaries.structures.b)},
      binaries_{with_member_axis(encode_cartesian(binaries.structures.a, system_, layout_of(binaries))),
                with_member_axis(encode_cartesian(binaries.structures.b, system_, layout_of(binaries)))},
      generator_({kNoise, layout_of(binaries).size(), configuration.networks.layers, configuration.networks.width},
                 {seed_.derive("weights/generator")}),
      discriminator_({layout_of(binaries).size(), 1, configuration.networks.layers, configuration.networks.width},
                     false, {seed_.derive("weights/discriminator")}),
      generator_adam_(adam_settings(configuration.training), generator_.parameters()),
      discriminator_adam_(adam_settings(configuration.training), discriminator_.parameters()) {}

bool Gan::train(const TrainingObserver& observer) {
  while (epoch_ < epochs_) {
    const std::int64_t epoch = epoch_ + 1;
    Random random(seed_.derive("noise/epoch-" + std::to_string(epoch)));
    HistoryRow row = empty_row(member_, 0, epoch);
    for (const Batch& batch : batches_of_epoch({binaries_.a.size(), binaries_.b.size()}, batch_size_, seed_, epoch))
      update(part_of(binaries_, batch), random, row);
    epoch_ = epoch;
    if (epoch % record_every_ == 0 || epoch == epochs_) history_.push_back(row);
    if (observer.epoch_done) observer.epoch_done(epoch);
    if (observer.stop_requested && observer.stop_requested()) return false;
  }
  return true;
}

void Gan::update(const CellBatch& real, Random& random, HistoryRow& row) {
  const auto fake = generator_(gaussian(real.size(), random)).view(real.features.sizes());
  const auto loss_d = discriminator_loss(discriminator_(real), discriminator_({fake.detach(), real.mask})).sum();
  discriminator_adam_.step(torch::autograd::grad({loss_d}, discriminator_adam_.parameters()));
  const auto loss_g = generator_adversarial_loss(discriminator_({fake, real.mask})).sum();
  generator_adam_.step(torch::autograd::grad({loss_g}, generator_adam_.parameters()));
  const auto record = [&](LossTerm term, const at::Tensor& loss) {
    const auto value = static_cast<double>(loss.item<float>());
    if (!std::isfinite(value))
      throw NumericalError("epoch " + std::to_string(row.epoch) + ", member " + std::to_string(member_) + ": " +
                           loss_name(term, row.step) + ": expected a finite number, got " + std::to_string(value));
    row.terms[static_cast<std::size_t>(term)] = value;
  };
  record(LossTerm::generator_total, loss_g);
  record(LossTerm::discriminator_total, loss_d);
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

NamedTensors Gan::state() const {
  NamedTensors tensors;
  generator_adam_.save("generator", tensors);
  discriminator_adam_.save("discriminator", tensors);
  require_finite(tensors);
  tensors["epoch"] = at::tensor({epoch_}, at::kLong);
  tensors["history"] = history_tensor(history_);
  return tensors;
}

void Gan::restore(const NamedTensors& tensors) {
  generator_adam_.restore("generator", tensors);
  discriminator_adam_.restore("discriminator", tensors);
  epoch_ = *tensor_named(tensors, "epoch", at::empty({1}, at::kLong)).data_ptr<std::int64_t>();
  history_ = history_of(tensors, "history");
}

}  // namespace crystalgan
