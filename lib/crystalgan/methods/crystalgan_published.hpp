#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/features/transfer.hpp"
#include "crystalgan/methods/learned_method.hpp"

namespace crystalgan {

/// A structure at one step, and the losses of the networks that made it; none in step 2.
struct StepStructure {
  std::int64_t step;   ///< 1, 2 or 3
  std::string origin;  ///< AHB1, BHA1, AHB_g, BHA_g, AHB2 or BHA2
  Generated structure;
  std::optional<StructureLosses> losses;
};

/// A pair of binaries and its six structures, in the order of StepStructure::origin. Those of step 1 have the atoms of
/// their binary where step 2 takes them.
struct PairSteps {
  std::string parent_a;
  std::string parent_b;
  std::vector<StepStructure> structures;
};

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

  /// The pairs of generate(count) at all steps, each with both directions; step 3 has the structures of generate().
  std::vector<PairSteps> steps(std::int64_t count) const;

  std::vector<HistoryRow> history() const override;
  NamedArrays state() const override;
  void restore(const NamedArrays& arrays) override;

 private:
  // x_AHB1 and y_BHA1 of all binaries.
  PerDomain<CellBatch<float>> pseudo_binaries() const;
  // Steps 2 and 3 of the pairs of generate(count), some at a time: visit(partners, ternaries of step 2, of step 3).
  template <class Visit>
  void visit_ternaries(std::int64_t count, const PerDomain<CellBatch<float>>& pseudo, const Visit& visit) const;
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
