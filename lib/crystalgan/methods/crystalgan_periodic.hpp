#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/features/encode.hpp"
#include "crystalgan/features/scaling.hpp"
#include "crystalgan/methods/method.hpp"
#include "crystalgan/methods/ternary_starts.hpp"

namespace crystalgan {

/// CrystalGAN on periodic features, one member of it: the paper's three steps with fractional coordinates, generators
/// that start as the exchange of the metals, the second metal placed where there is room, and distance limits per pair
/// of elements. What each part is worth: docs/results/periodic.md.
class PeriodicCrystalGan : public Method {
 public:
  PeriodicCrystalGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

  std::optional<MemberStep> next_step() override;
  std::int64_t epochs() const override { return epochs_; }
  std::int64_t epochs_done() const override { return step1_.epoch() + step3_.epoch(); }

  /// Hosts of domain A and B in turn.
  std::vector<RawStructure> generate(std::int64_t count) const override;

  std::vector<HistoryRow> history() const override;
  NamedTensors state() const override;
  void restore(const NamedTensors& tensors) override;

 private:
  SetsOfEpoch sets_of(const PerDomain<EncodedSet>& sets, const std::string& seed_name) const;
  TernaryStarts transfer() const;
  PerDomain<EncodedSet> training_ternaries(TernaryStarts& starts) const;
  StepSettings settings_of_step(std::int64_t step) const;
  CellBatch standardised(const EncodedSet& set) const;
  EncodedSet translated(const Generator& generator, const EncodedSet& set, const at::Tensor& latent,
                        Random& random) const;
  std::vector<Structure> pseudo_binaries(const Generator& generator, const EncodedSet& set,
                                         const std::vector<Structure>& from, Random& random) const;
  void generate_from(const std::vector<TernaryStart>& starts, HostDomain host, Random& random,
                     std::vector<RawStructure>& made) const;

  Configuration configuration_;
  ChemicalSystem system_;
  std::int64_t member_;
  std::int64_t epochs_;
  Seed seed_;
  std::vector<Structure> inputs_;   ///< of both domains: what is known
  std::vector<Structure> learned_;  ///< ternaries that join both training sets of step 3
  DistanceLimits limits_;
  PerDomain<std::vector<Structure>> domains_;  ///< without repeats, in their Niggli cells
  Layout layout_;
  PerDomain<EncodedSet> binaries_;
  Scaling scaling_;
  CrossDomainTraining step1_;
  CrossDomainTraining step3_;
};

}  // namespace crystalgan
