#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/core/named_arrays.hpp"
#include "crystalgan/gan/cross_domain.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/training/adam.hpp"
#include "crystalgan/training/batches.hpp"
#include "crystalgan/training/loss_record.hpp"

namespace crystalgan {

/// Settings of one cross-domain training, for steps 1 and 3.
struct StepSettings {
  std::int64_t step = 1;  ///< 1 or 3, as in the paper
  std::int64_t epochs = 1000;
  std::int64_t batch_size = 35;
  std::int64_t generator_updates = 1;  ///< per discriminator update
  std::int64_t record_every = 10;      ///< epochs between history rows
  std::int64_t layers = 6;             ///< weight matrices, with the output layer
  std::int64_t width = 100;
  AdamSettings adam = {};
  GeneratorObjective objective = {};  ///< with the constraint in step 3 only

  friend bool operator==(const StepSettings&, const StepSettings&) = default;
};

/// An independent training: its seed and its number in the history.
struct Member {
  Seed seed;
  std::int64_t number;
};

/// Callbacks of a training.
struct TrainingObserver {
  std::function<void(std::int64_t epoch)> epoch_done;  ///< after every epoch, from 1
  std::function<bool()> stop_requested;                ///< called after every epoch
};

/// The optimisers of the networks.
struct CrossDomainAdam {
  PerDomain<Adam> generators;
  PerDomain<Adam> discriminators;

  CrossDomainAdam(const AdamSettings& settings, const CrossDomainGan<float>& gan);
};

/// Networks and moments under names with `prefix`. Throws NumericalError for non-finite weights.
NamedArrays networks_state(const CrossDomainGan<float>& gan, const CrossDomainAdam& adam, const std::string& prefix);

/// The reverse. Throws ShapeError.
void restore_networks(CrossDomainGan<float>& gan, CrossDomainAdam& adam, const std::string& prefix,
                      const NamedArrays& arrays);

/// The generator's losses of one structure, unweighted.
struct StructureLosses {
  double adversarial;                     ///< L_GAN of the discriminator of the domain that it was made for
  double reconstruction;                  ///< L_R of the structure that it was made from, there and back
  std::optional<GeometryTerms> geometry;  ///< with a geometric constraint only
};

/// The training of one cross-domain GAN, with optimisers and history. One update makes fakes, then updates the
/// discriminators, then the generators against the new discriminators.
class CrossDomainTraining {
 public:
  /// New networks for cells of this many slots. All draws come from the member's seed.
  CrossDomainTraining(const StepSettings& settings, std::int64_t slots, const Member& member);

  /// Trains from epoch() to the last epoch; false when stopped. Throws NumericalError naming step, epoch, member and
  /// term for a non-finite loss.
  bool run(const PerDomain<CellBatch<float>>& sets, const TrainingObserver& observer);

  std::int64_t epoch() const { return epoch_; }
  bool done() const { return epoch_ >= settings_.epochs; }
  const CrossDomainGan<float>& gan() const { return gan_; }
  const std::vector<HistoryRow>& history() const { return history_; }

  /// The losses of what the generators make of every pair alone: .a from the structure of domain A. Its mean over a
  /// batch is the loss of the batch. Throws ShapeError for sets of different size.
  std::vector<PerDomain<StructureLosses>> losses_of_pairs(const PerDomain<CellBatch<float>>& pairs) const;

  /// Weights, moments, counters and history under names with `prefix`. Throws NumericalError for non-finite weights.
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

/// The structures of a mini-batch.
CellBatch<float> part_of(const CellBatch<float>& set, const std::vector<std::int64_t>& index);

}  // namespace crystalgan
