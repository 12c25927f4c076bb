#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/features/encode.hpp"
#include "crystalgan/methods/binaries.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/run/configuration.hpp"
#include "crystalgan/run/history.hpp"
#include "crystalgan/training/trainer.hpp"

namespace crystalgan {

/// CrystalGAN as published (arXiv:1810.11203), one member of it: step 1 learns pseudo-binaries between the domains A-X
/// and B-X, step 2 fills each domain's empty metal slot from the other, step 3 learns between the two ternary domains
/// so made, under geometric constraints.
class CrystalGan {
 public:
  /// Member `member` of a run; its random draws depend on the configuration's seed and its own number only.
  CrystalGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

  /// Trains both steps from where they stand; true when they are done, false when asked to stop. Throws NumericalError.
  bool train(const TrainingObserver& observer);

  /// The ternaries of step 3 for these pairs of structures, both ways: for every pair first x_AHB2, then y_BHA2.
  std::vector<RawStructure> generate(const PartnerIndices& partners) const;

  /// How many epochs of how many are done, both steps together.
  std::int64_t epochs_done() const { return step1_.epoch() + step3_.epoch(); }

  /// The recorded losses of both steps.
  std::vector<HistoryRow> history() const;

  NamedTensors state() const;
  void restore(const NamedTensors& tensors);

 private:
  PerDomain<MaskedFeatures> transfer(const PartnerIndices& partners) const;

  ChemicalSystem system_;
  std::int64_t member_;
  PerDomain<std::vector<std::string>> names_;
  PerDomain<MaskedFeatures> binaries_;
  CrossDomainTraining step1_;
  CrossDomainTraining step3_;
};

}  // namespace crystalgan
