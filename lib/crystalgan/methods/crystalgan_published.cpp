#include "crystalgan/methods/crystalgan_published.hpp"

#include <algorithm>
#include <numeric>

#include "crystalgan/core/random.hpp"
#include "crystalgan/features/decode.hpp"
#include "crystalgan/features/encode.hpp"
#include "crystalgan/methods/step_settings.hpp"

namespace crystalgan {
namespace {

// Structures per decoded batch; limits the memory. Chosen.
constexpr std::size_t kPairsAtOnce = 1024;

}  // namespace

PublishedCrystalGan::PublishedCrystalGan(const Configuration& configuration, const Binaries& binaries,
                                         std::int64_t member)
    : system_(binaries.system),
      member_(member),
      epochs_(configuration.training.epochs_step1 + configuration.training.epochs_step3),
      seed_(member_seed(configuration, member)),
      names_{names_of(binaries.structures.a), names_of(binaries.structures.b)},
      binaries_{encode_cartesian(binaries.structures.a, system_, layout_of(binaries)),
                encode_cartesian(binaries.structures.b, system_, layout_of(binaries))},
      step1_(step_settings(configuration, 1), layout_of(binaries).slots, {seed_, member}),
      step3_(step_settings(configuration, 3), layout_of(binaries).slots, {seed_, member}) {}

bool PublishedCrystalGan::train(const TrainingObserver& observer) {
  if (!step1_.run(binaries_, observer)) return false;  // step 1: pseudo-binaries
  if (step3_.done()) return true;
  const auto ternaries = transfer(paired_partners(binaries_.a.size, binaries_.b.size));  // step 2: feature transfer
  return step3_.run(ternaries, observer);                                                // step 3: under constraints
}

PerDomain<CellBatch<float>> PublishedCrystalGan::transfer(const PartnerIndices& partners) const {
  const auto& generators = step1_.gan().generators;
  return transfer_features({translated(generators.a, binaries_.a), translated(generators.b, binaries_.b)}, partners);
}

std::int64_t PublishedCrystalGan::max_samples() const { return 2 * binaries_.a.size * binaries_.b.size; }

PartnerIndices PublishedCrystalGan::draw_partners(std::int64_t count) const {
  const std::int64_t count_b = binaries_.b.size;
  const auto trained = paired_partners(binaries_.a.size, count_b);
  Random random(seed_.derive("partners"));
  PartnerIndices partners;
  for (const std::size_t place : random.permutation(trained.size())) partners.push_back(trained[place]);
  if (count > std::ssize(partners)) {
    auto sorted = partners;
    std::sort(sorted.begin(), sorted.end());
    for (const std::size_t place : random.permutation(static_cast<std::size_t>(binaries_.a.size * count_b))) {
      const auto index = static_cast<std::int64_t>(place);
      const std::pair pair{index / count_b, index % count_b};
      if (!std::binary_search(sorted.begin(), sorted.end(), pair)) partners.push_back(pair);
    }
  }
  partners.resize(static_cast<std::size_t>(std::min(count, std::ssize(partners))));
  return partners;
}

std::vector<RawStructure> PublishedCrystalGan::generate(std::int64_t count) const {
  const auto partners = draw_partners((count + 1) / 2);
  const auto& generators = step3_.gan().generators;
  std::vector<RawStructure> made;
  for (std::size_t start = 0; start < partners.size(); start += kPairsAtOnce) {
    const auto end = std::min(start + kPairsAtOnce, partners.size());
    const PartnerIndices some(partners.begin() + static_cast<std::ptrdiff_t>(start),
                              partners.begin() + static_cast<std::ptrdiff_t>(end));
    const PerDomain<CellBatch<float>> ternaries = transfer(some);
    const CellBatch<float> ahb2 = translated(generators.a, ternaries.a);
    const CellBatch<float> bha2 = translated(generators.b, ternaries.b);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto pair = static_cast<std::int64_t>(i);
      const std::string& parent_a = names_.a[static_cast<std::size_t>(some[i].first)];
      const std::string& parent_b = names_.b[static_cast<std::size_t>(some[i].second)];
      const auto add = [&](const CellBatch<float>& cells, const std::string& origin) {
        made.push_back({decode_cartesian(cells, pair, system_, origin), origin, member_, parent_a, parent_b});
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

bool share_step1(const Configuration& one, const Configuration& other) {
  return one.method.name == MethodName::crystalgan && other.method.name == MethodName::crystalgan &&
         one.seed == other.seed && step_settings(one, 1) == step_settings(other, 1);
}

NamedArrays PublishedCrystalGan::state() const {
  NamedArrays arrays = step1_.state("step1/");
  arrays.merge(step3_.state("step3/"));
  return arrays;
}

void PublishedCrystalGan::restore(const NamedArrays& arrays) {
  step1_.restore("step1/", arrays);
  step3_.restore("step3/", arrays);
}

}  // namespace crystalgan
