#include "crystalgan/methods/crystalgan_published.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

#include "crystalgan/core/random.hpp"
#include "crystalgan/features/decode.hpp"
#include "crystalgan/methods/step_settings.hpp"

namespace crystalgan {
namespace {

// Structures decoded at once; bounds the memory of large runs. Chosen.
constexpr std::size_t kPairsAtOnce = 1024;

StepSettings constrained(StepSettings settings, const Configuration::Loss& loss) {
  settings.constraint = window_constraint(loss);
  return settings;
}

MaskedFeatures as_masked(const CellBatch& cells) { return {cells.features, cells.mask}; }

CellBatch as_cells(const MaskedFeatures& masked) { return {masked.features, masked.mask}; }

}  // namespace

PublishedCrystalGan::PublishedCrystalGan(const Configuration& configuration, const Binaries& binaries,
                                         std::int64_t member)
    : system_(binaries.system),
      member_(member),
      epochs_(configuration.training.epochs_step1 + configuration.training.epochs_step3),
      seed_(member_seed(configuration, member)),
      names_{names_of(binaries.structures.a), names_of(binaries.structures.b)},
      binaries_{with_member_axis(encode_cartesian(binaries.structures.a, system_, layout_of(binaries))),
                with_member_axis(encode_cartesian(binaries.structures.b, system_, layout_of(binaries)))},
      step1_(step_settings(configuration, 1), layout_of(binaries).slots, {seed_}, member),
      step3_(constrained(step_settings(configuration, 3), configuration.loss), layout_of(binaries).slots, {seed_},
             member) {}

std::optional<MemberStep> PublishedCrystalGan::next_step() {
  const auto always = [](const PerDomain<CellBatch>& sets) { return [sets](std::int64_t) { return sets; }; };
  if (!step1_.done()) return MemberStep{&step1_, always(binaries_)};  // step 1: pseudo-binaries
  if (step3_.done()) return std::nullopt;
  const auto ternaries = transfer(paired_partners(binaries_.a.size(), binaries_.b.size()));  // step 2: feature transfer
  return MemberStep{&step3_, always({as_cells(ternaries.a), as_cells(ternaries.b)})};  // step 3: under constraints
}

PerDomain<MaskedFeatures> PublishedCrystalGan::transfer(const PartnerIndices& partners) const {
  const at::NoGradGuard no_gradient;
  const auto& generators = step1_.gan().generators;
  return transfer_features({as_masked(generators.a(binaries_.a)), as_masked(generators.b(binaries_.b))}, partners);
}

std::int64_t PublishedCrystalGan::most_samples() const { return 2 * binaries_.a.size() * binaries_.b.size(); }

PartnerIndices PublishedCrystalGan::draw_partners(std::int64_t count) const {
  const std::int64_t count_b = binaries_.b.size();
  const auto trained = paired_partners(binaries_.a.size(), count_b);
  Random random(seed_.derive("partners"));
  PartnerIndices partners;
  for (const std::size_t place : random.permutation(trained.size())) partners.push_back(trained[place]);
  if (count > std::ssize(partners)) {
    auto sorted = partners;
    std::sort(sorted.begin(), sorted.end());
    for (const std::size_t place : random.permutation(static_cast<std::size_t>(binaries_.a.size() * count_b))) {
      const auto index = static_cast<std::int64_t>(place);
      const std::pair pair{index / count_b, index % count_b};
      if (!std::binary_search(sorted.begin(), sorted.end(), pair)) partners.push_back(pair);
    }
  }
  partners.resize(static_cast<std::size_t>(std::min(count, std::ssize(partners))));
  return partners;
}

std::vector<RawStructure> PublishedCrystalGan::generate(std::int64_t count) const {
  const at::NoGradGuard no_gradient;
  const auto partners = draw_partners((count + 1) / 2);
  const auto& generators = step3_.gan().generators;
  std::vector<RawStructure> made;
  for (std::size_t start = 0; start < partners.size(); start += kPairsAtOnce) {
    const auto end = std::min(start + kPairsAtOnce, partners.size());
    const PartnerIndices some(partners.begin() + static_cast<std::ptrdiff_t>(start),
                              partners.begin() + static_cast<std::ptrdiff_t>(end));
    const PerDomain<MaskedFeatures> ternaries = transfer(some);
    const CellBatch ahb2 = generators.a(as_cells(ternaries.a));  // [1, P, K, S, 3]
    const CellBatch bha2 = generators.b(as_cells(ternaries.b));  // [1, P, K, S, 3]
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto pair = static_cast<std::int64_t>(i);
      const std::string& parent_a = names_.a[static_cast<std::size_t>(some[i].first)];
      const std::string& parent_b = names_.b[static_cast<std::size_t>(some[i].second)];
      const auto add = [&](const CellBatch& cells, const std::string& origin) {
        made.push_back({decode_cartesian(cells.features[0][pair], cells.mask[0][pair], system_, origin), origin,
                        member_, parent_a, parent_b});
      };
      add(ahb2, "AHB2");
      if (std::ssize(made) < count) add(bha2, "BHA2");
    }
  }
  return made;
}

std::vector<HistoryRow> PublishedCrystalGan::history() const {
  std::vector<HistoryRow> rows = step1_.history();
  rows.insert(rows.end(), step3_.history().begin(), step3_.history().end());
  return rows;
}

NamedTensors PublishedCrystalGan::state() const {
  NamedTensors tensors = step1_.state("step1/");
  tensors.merge(step3_.state("step3/"));
  return tensors;
}

void PublishedCrystalGan::restore(const NamedTensors& tensors) {
  step1_.restore("step1/", tensors);
  step3_.restore("step3/", tensors);
}

}  // namespace crystalgan
