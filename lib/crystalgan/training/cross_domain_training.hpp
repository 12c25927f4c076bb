#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "crystalgan/gan/cross_domain.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/training/adam.hpp"
#include "crystalgan/training/batches.hpp"
#include "crystalgan/training/loss_record.hpp"
#include "crystalgan/training/named_arrays.hpp"

namespace crystalgan {

/// What one cross-domain training does; steps 1 and 3 differ in nothing else.
struct StepSettings {
  std::int64_t step = 1;  ///< 1 or 3, as the paper counts
  std::int64_t epochs = 1000;
  std::int64_t batch_size = 35;
  std::int64_t generator_updates = 1;  ///< per discriminator update
  std::int64_t record_every = 10;      ///< epochs between history rows
  std::int64_t layers = 5;
  std::int64_t width = 100;
  AdamSettings adam = {};
  GeneratorObjective objective = {};  ///< the constraint in step 3 only
};

/// One of the independent trainings: where its draws come from, and its number in the history.
struct Member {
  Seed seed;
  std::int64_t number;
};

/// What a training reports while it runs.
struct TrainingObserver {
  std::function<void(std::int64_t epoch)> epoch_done;  ///< after every epoch, from 1
  std::function<bool()> stop_requested;                ///< asked after every epoch
};

/// The optimisers of the networks of one game.
struct CrossDomainAdam {
  PerDomain<Adam> generators;
  PerDomain<Adam> discriminators;

  CrossDomainAdam(const AdamSettings& settings, const CrossDomainGan<float>& gan);
};

/// Networks and moments under names that begin with `prefix`. Throws NumericalError for weights that are not finite.
NamedArrays networks_state(const CrossDomainGan<float>& gan, const CrossDomainAdam& adam, const std::string& prefix);

/// The reverse. Throws ShapeError.
void restore_networks(CrossDomainGan<float>& gan, CrossDomainAdam& adam, const std::string& prefix,
                      const NamedArrays& arrays);

/// One cross-domain GAN in training, with its optimisers and its history. The order of one update is the customary one:
/// fakes, then the discriminators on them, then the generators against the new discriminators.
class CrossDomainTraining {
 public:
  /// Fresh networks for cells of so many slots. Whatever the member draws comes from its own seed.
  CrossDomainTraining(const StepSettings& settings, std::int64_t slots, const Member& member);

  /// Trains from epoch() to the last epoch on these sets; false when it was asked to stop on the way or right after the
  /// last epoch. Throws NumericalError naming step, epoch, member and term when a loss is not finite.
  bool run(const PerDomain<CellBatch<float>>& sets, const TrainingObserver& observer);

  std::int64_t epoch() const { return epoch_; }
  bool done() const { return epoch_ >= settings_.epochs; }
  const CrossDomainGan<float>& gan() const { return gan_; }
  const std::vector<HistoryRow>& history() const { return history_; }

  /// Weights, moments, counters and history under names that begin with `prefix`. Throws NumericalError for weights
  /// that are not finite.
  NamedArrays state(const std::string& prefix) const;
  /// The reverse. Throws ShapeError.
  void restore(const std::string& prefix, const NamedArrays& arrays);

 private:
  void update(const PerDomain<CellBatch<float>>& cells, LossRecord& losses);

  StepSettings settings_;
  Member member_;
  CrossDomainGan<float> gan_;
  CrossDomainGame<float> game_;
  CrossDomainAdam adam_;
  PerDomain<std::vector<float>> of_generators_;
  PerDomain<std::vector<float>> of_discriminators_;
  std::int64_t epoch_ = 0;
  std::vector<HistoryRow> history_;
};

/// The structures of a set that a mini-batch names.
CellBatch<float> part_of(const CellBatch<float>& set, const std::vector<std::int64_t>& index);

}  // namespace crystalgan
