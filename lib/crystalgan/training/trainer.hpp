#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/gan/game.hpp"
#include "crystalgan/run/history.hpp"
#include "crystalgan/training/adam.hpp"
#include "crystalgan/training/named_tensors.hpp"

namespace crystalgan {

/// What one cross-domain training does; steps 1 and 3 differ in nothing else.
struct StepSettings {
  std::int64_t step = 1;  ///< 1 or 3, as the paper counts
  std::int64_t epochs = 1000;
  std::int64_t batch_size = 35;
  std::int64_t generator_updates = 1;  ///< per discriminator update
  std::int64_t record_every = 10;      ///< epochs between history rows
  GeneratorForm form = GeneratorForm::plain;
  std::int64_t layers = 5;
  std::int64_t width = 100;
  std::int64_t latent = 0;  ///< random inputs of the generators (Z)
  Engine engine = Engine::fused;
  AdamSettings adam;
  LossWeights weights;
  std::optional<GeometryConstraint> constraint;  ///< step 3 only
};

/// The two training sets of an epoch, from 1: always the same ones, or the same crystals described otherwise
/// (augmentation). Must depend on the epoch only.
using SetsOfEpoch = std::function<PerDomain<CellBatch>(std::int64_t epoch)>;

/// What a training tells while it runs.
struct TrainingObserver {
  std::function<void(std::int64_t epoch)> epoch_done;  ///< after every epoch, from 1
  std::function<bool()> stop_requested;                ///< asked after every epoch
};

/// One cross-domain GAN in training, with its optimisers and its history, for M members at once. The order of one
/// update is the customary one: fakes, then the discriminators on them, then the generators against the new
/// discriminators.
class CrossDomainTraining {
 public:
  /// Fresh networks for cells of so many slots; member m draws from `member_seeds[m]`, and its rows in the history
  /// carry `first_member + m`. Members trained together share the shuffles of mini-batches and
  /// draw their latent inputs from one stream.
  CrossDomainTraining(const StepSettings& settings, std::int64_t slots, const std::vector<Seed>& member_seeds,
                      std::int64_t first_member);

  /// Trains from epoch() to the last epoch on these sets; false when it was asked to stop on the way or right
  /// behind the last epoch.
  /// Throws NumericalError naming step, epoch, member and term when a loss is not finite.
  bool run(const SetsOfEpoch& sets, const TrainingObserver& observer);

  std::int64_t epoch() const { return epoch_; }
  const CrossDomainGan& gan() const { return gan_; }
  const std::vector<HistoryRow>& history() const { return history_; }

  /// Weights, moments, counters and history under names that begin with `prefix`. Throws NumericalError for weights
  /// that are not finite.
  NamedTensors state(const std::string& prefix) const;
  /// The reverse. Throws ShapeError.
  void restore(const std::string& prefix, const NamedTensors& tensors);

 private:
  using TermValues = std::array<at::Tensor, HistoryRow::kTerms>;  // each [M], detached

  TermValues update(const PerDomain<CellBatch>& cells, Random& random);
  void require_finite_terms(const TermValues& terms, std::int64_t epoch) const;
  void record(const TermValues& terms, std::int64_t epoch);

  StepSettings settings_;
  std::vector<Seed> member_seeds_;
  std::int64_t first_member_;
  CrossDomainGan gan_;
  std::unique_ptr<Game> game_;
  Adam generator_adam_;
  Adam discriminator_adam_;
  std::int64_t epoch_ = 0;
  std::vector<HistoryRow> history_;
};

}  // namespace crystalgan
