#include "crystalgan/methods/baseline_gan.hpp"

#include "crystalgan/features/encode.hpp"
#include "crystalgan/methods/step_settings.hpp"
#include "crystalgan/training/batches.hpp"
#include "crystalgan/training/history_array.hpp"

namespace crystalgan {

BaselineGan::BaselineGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member,
                         std::int64_t step, std::int64_t epochs)
    : system_(binaries.system),
      member_(member),
      seed_(member_seed(configuration, member)),
      names_{names_of(binaries.structures.a), names_of(binaries.structures.b)},
      binaries_{encode_cartesian(binaries.structures.a, system_, layout_of(binaries)),
                encode_cartesian(binaries.structures.b, system_, layout_of(binaries))},
      step_(step),
      epochs_(epochs),
      batch_size_(configuration.training.batch_size),
      record_every_(configuration.training.record_every) {}

bool BaselineGan::train(const TrainingObserver& observer) {
  while (epoch_ < epochs_) {
    const std::int64_t epoch = epoch_ + 1;
    Random random(seed_.derive("noise/epoch-" + std::to_string(epoch)));
    HistoryRow row = empty_row(member_, step_, epoch);
    const auto batches = batches_of_epoch({binaries_.a.size, binaries_.b.size}, batch_size_, seed_, epoch);
    for (const Batch& batch : batches) {
      LossRecord losses(row, 1.0 / static_cast<double>(batches.size()));
      update({part_of(binaries_.a, batch.a), part_of(binaries_.b, batch.b)}, random, losses);
    }
    epoch_ = epoch;
    if (epoch % record_every_ == 0 || epoch == epochs_) history_.push_back(row);
    if (observer.epoch_done) observer.epoch_done(epoch);
    if (observer.stop_requested && observer.stop_requested()) return false;
  }
  return true;
}

NamedArrays BaselineGan::state() const {
  NamedArrays arrays = weights();
  arrays["epoch"] = array_of(std::vector{epoch_});
  arrays["history"] = history_array(history_);
  return arrays;
}

void BaselineGan::restore(const NamedArrays& arrays) {
  restore_weights(arrays);
  epoch_ = numbers_named<std::int64_t>(arrays, "epoch", {1}).front();
  history_ = history_of(arrays, "history");
}

}  // namespace crystalgan
