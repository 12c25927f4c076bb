#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crystalgan/features/transfer.hpp"
#include "crystalgan/methods/learned_method.hpp"

namespace crystalgan {

/// One member of CrystalGAN as published (arXiv:1810.11203): step 1 learns pseudo-binaries between the domains A-X and
/// B-X, step 2 fills each domain's empty metal slot from the other, step 3 learns between the two ternary domains under
/// geometric constraints.
class PublishedCrystalGan : public LearnedMethod {
 public:
  PublishedCrystalGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

  bool train(const TrainingObserver& observer) override;
  std::int64_t epochs() const override { return epochs_; }
  std::int64_t epochs_done() const override { return step1_.epoch() + step3_.epoch(); }

  /// For every pair of structures x_AHB2, then y_BHA2: first the pairs of step 3 in random order, then the other pairs
  /// (i, j), without repeats.
  std::vector<RawStructure> generate(std::int64_t count) const override;
  std::int64_t max_samples() const override;

  std::vector<HistoryRow> history() const override;
  NamedArrays state() const override;
  void restore(const NamedArrays& arrays) override;

 private:
  PerDomain<CellBatch<float>> transfer(const PartnerIndices& partners) const;
  PartnerIndices draw_partners(std::int64_t count) const;

  ChemicalSystem system_;
  std::int64_t member_;
  std::int64_t epochs_;
  Seed seed_;
  PerDomain<std::vector<std::string>> names_;
  PerDomain<CellBatch<float>> binaries_;
  CrossDomainTraining step1_;
  CrossDomainTraining step3_;
};

/// Whether step 1 of a member is the same training in both, to the last bit: its state may be trained once and restored
/// into both (LearnedMethod::restore).
bool share_step1(const Configuration& one, const Configuration& other);

}  // namespace crystalgan
