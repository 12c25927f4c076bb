#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/gan/generator.hpp"
#include "crystalgan/methods/method.hpp"
#include "crystalgan/training/adam.hpp"

namespace crystalgan {

/// What the paper's two baselines, gan and discogan, share: the binaries as Cartesian features, one training loop over
/// mini-batches of both sets, history and checkpoints.
class BaselineGan : public Method {
 public:
  bool train(const TrainingObserver& observer) final;
  std::int64_t epochs() const final { return epochs_; }
  std::int64_t epochs_done() const final { return epoch_; }

  std::vector<HistoryRow> history() const final { return history_; }
  NamedTensors state() const final;
  void restore(const NamedTensors& tensors) final;

 protected:
  /// `step` is that of its history rows. The derived class sets both optimisers before it is used.
  BaselineGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member, std::int64_t step,
              std::int64_t epochs);

  /// Notes a loss ([M]) in the row. Throws NumericalError where it is not finite.
  void record(HistoryRow& row, LossTerm term, const at::Tensor& loss) const;

  ChemicalSystem system_;
  std::int64_t member_;
  Seed seed_;
  PerDomain<std::vector<std::string>> names_;
  PerDomain<CellBatch> binaries_;
  std::optional<Adam> generator_adam_;
  std::optional<Adam> discriminator_adam_;

 private:
  /// One mini-batch of both sets; `random` is that of the epoch.
  virtual void update(const PerDomain<CellBatch>& cells, Random& random, HistoryRow& row) = 0;

  std::int64_t step_;
  std::int64_t epochs_;
  std::int64_t batch_size_;
  std::int64_t record_every_;
  std::int64_t epoch_ = 0;
  std::vector<HistoryRow> history_;
};

}  // namespace crystalgan
