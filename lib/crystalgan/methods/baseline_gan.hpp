#pragma once

#include <string>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/methods/learned_method.hpp"

namespace crystalgan {

/// Common part of the baselines gan and discogan: Cartesian features, a training loop over mini-batches of both sets,
/// history and checkpoints.
class BaselineGan : public LearnedMethod {
 public:
  bool train(const TrainingObserver& observer) final;
  std::int64_t epochs() const final { return epochs_; }
  std::int64_t epochs_done() const final { return epoch_; }

  std::vector<HistoryRow> history() const final { return history_; }
  NamedArrays state() const final;
  void restore(const NamedArrays& arrays) final;

 protected:
  /// `step` is for its history rows.
  BaselineGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member, std::int64_t step,
              std::int64_t epochs);

  ChemicalSystem system_;
  std::int64_t member_;
  Seed seed_;
  PerDomain<std::vector<std::string>> names_;
  PerDomain<CellBatch<float>> binaries_;

 private:
  /// One mini-batch of both sets; `random` is for the epoch.
  virtual void update(const PerDomain<CellBatch<float>>& cells, Random& random, LossRecord& losses) = 0;
  virtual NamedArrays weights() const = 0;
  virtual void restore_weights(const NamedArrays& arrays) = 0;

  std::int64_t step_;
  std::int64_t epochs_;
  std::int64_t batch_size_;
  std::int64_t record_every_;
  std::int64_t epoch_ = 0;
  std::vector<HistoryRow> history_;
};

}  // namespace crystalgan
