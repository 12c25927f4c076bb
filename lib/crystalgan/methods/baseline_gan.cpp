#include "crystalgan/methods/baseline_gan.hpp"

#include <ATen/ATen.h>

#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/step_settings.hpp"
#include "crystalgan/training/batches.hpp"
#include "crystalgan/training/history_tensor.hpp"

namespace crystalgan {
namespace {

CellBatch part_of(const CellBatch& set, const std::vector<std::int64_t>& index) {
  const auto which = at::tensor(index, at::kLong);
  return {set.features.index_select(1, which), set.mask.index_select(1, which)};
}

}  // namespace

BaselineGan::BaselineGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member,
                         std::int64_t step, std::int64_t epochs)
    : system_(binaries.system),
      member_(member),
      seed_(member_seed(configuration, member)),
      names_{names_of(binaries.structures.a), names_of(binaries.structures.b)},
      binaries_{with_member_axis(encode_cartesian(binaries.structures.a, system_, layout_of(binaries))),
                with_member_axis(encode_cartesian(binaries.structures.b, system_, layout_of(binaries)))},
      step_(step),
      epochs_(epochs),
      batch_size_(configuration.training.batch_size),
      record_every_(configuration.training.record_every) {}

bool BaselineGan::train(const TrainingObserver& observer) {
  while (epoch_ < epochs_) {
    const std::int64_t epoch = epoch_ + 1;
    Random random(seed_.derive("noise/epoch-" + std::to_string(epoch)));
    HistoryRow row = empty_row(member_, step_, epoch);
    for (const Batch& batch : batches_of_epoch({binaries_.a.size(), binaries_.b.size()}, batch_size_, seed_, epoch))
      update({part_of(binaries_.a, batch.a), part_of(binaries_.b, batch.b)}, random, row);
    epoch_ = epoch;
    if (epoch % record_every_ == 0 || epoch == epochs_) history_.push_back(row);
    if (observer.epoch_done) observer.epoch_done(epoch);
    if (observer.stop_requested && observer.stop_requested()) return false;
  }
  return true;
}

void BaselineGan::record(HistoryRow& row, LossTerm term, const at::Tensor& loss) const {
  const auto value = static_cast<double>(loss.sum().item<float>());
  if (!std::isfinite(value))
    throw NumericalError("epoch " + std::to_string(row.epoch) + ", member " + std::to_string(member_) + ": " +
                         loss_name(term, row.step) + ": expected a finite number, got " + std::to_string(value));
  row.terms[static_cast<std::size_t>(term)] = value;
}

NamedTensors BaselineGan::state() const {
  NamedTensors tensors;
  generator_adam_->save("generators", tensors);
  discriminator_adam_->save("discriminators", tensors);
  require_finite(tensors);
  tensors["epoch"] = at::tensor({epoch_}, at::kLong);
  tensors["history"] = history_tensor(history_);
  return tensors;
}

void BaselineGan::restore(const NamedTensors& tensors) {
  generator_adam_->restore("generators", tensors);
  discriminator_adam_->restore("discriminators", tensors);
  epoch_ = *tensor_named(tensors, "epoch", at::empty({1}, at::kLong)).data_ptr<std::int64_t>();
  history_ = history_of(tensors, "history");
}

}  // namespace crystalgan
