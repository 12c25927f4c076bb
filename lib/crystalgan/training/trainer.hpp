#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/gan/game.hpp"
#include "crystalgan/record/history.hpp"
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
  at::Device device = at::kCPU;
  AdamSettings adam;
  LossWeights weights;
  std::optional<GeometryConstraint> constraint;  ///< step 3 only
};

/// The two training sets of an epoch, from 1: always the same ones, or the same crystals described otherwise
/// (augmentation). Must depend on the epoch only.
using SetsOfEpoch = std::function<PerDomain<CellBatch>(std::int64_t epoch)>;

/// One of the independent trainings: where its draws come from, and its number in the history.
struct Member {
  Seed seed;
  std::int64_t number;
};

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
  /// Fresh networks for cells of so many slots. Whatever a member draws comes from its own seed.
  CrossDomainTraining(const StepSettings& settings, std::int64_t slots, const std::vector<Member>& members);
  /// The same; member m has the number `first_member + m`.
  CrossDomainTraining(const StepSettings& settings, std::int64_t slots, const std::vector<Seed>& member_seeds,
                      std::int64_t first_member);

  /// Trains from epoch() to the last epoch on these sets; false when it was asked to stop on the way or right
  /// behind the last epoch.
  /// Throws NumericalError naming step, epoch, member and term when a loss is not finite.
  bool run(const SetsOfEpoch& sets, const TrainingObserver& observer);

  const StepSettings& settings() const { return settings_; }
  std::int64_t slots() const { return slots_; }
  const std::vector<Member>& members() const { return members_; }

  std::int64_t epoch() const { return epoch_; }
  bool done() const { return epoch_ >= settings_.epochs; }
  const CrossDomainGan& gan() const { return gan_; }
  const std::vector<HistoryRow>& history() const { return history_; }

  /// Weights, moments, counters and history under names that begin with `prefix`. Throws NumericalError for weights
  /// that are not finite.
  NamedTensors state(const std::string& prefix) const;
  /// The reverse. Throws ShapeError.
  void restore(const std::string& prefix, const NamedTensors& tensors);

  /// Makes member `to` here what member `from` is there: weights, moments, history, and the epoch of all. Both train the
  /// same step with the same settings; they may be on different devices. Throws ShapeError.
  void adopt(std::int64_t to, const CrossDomainTraining& other, std::int64_t from);
  /// The history alone: rows of the member's number that are newer than its own.
  void adopt_history(std::int64_t to, const CrossDomainTraining& other);

 private:
  using TermValues = std::array<at::Tensor, HistoryRow::kTerms>;  // each [M], on the CPU

  TermValues update(const PerDomain<CellBatch>& cells, std::vector<Random>& random);
  void require_finite_terms(const TermValues& terms, std::int64_t epoch) const;
  void record(const TermValues& terms, std::int64_t epoch);

  StepSettings settings_;
  std::int64_t slots_;
  std::vector<Member> members_;
  CrossDomainGan gan_;
  std::unique_ptr<Game> game_;
  Adam generator_adam_;
  Adam discriminator_adam_;
  std::int64_t epoch_ = 0;
  std::vector<HistoryRow> history_;
};

}  // namespace crystalgan
