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
  const auto ternaries =  // step 2: feature transfer
      transfer_features(pseudo_binaries(), paired_partners(binaries_.a.size, binaries_.b.size));
  return step3_.run(ternaries, observer);  // step 3: under constraints
}

PerDomain<CellBatch<float>> PublishedCrystalGan::pseudo_binaries() const {
  const auto& generators = step1_.gan().generators;
  return {translated(generators.a, binaries_.a), translated(generators.b, binaries_.b)};
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

template <class Visit>
void PublishedCrystalGan::visit_ternaries(std::int64_t count, const PerDomain<CellBatch<float>>& pseudo,
                                          const Visit& visit) const {
  const auto partners = draw_partners((count + 1) / 2);
  const auto& generators = step3_.gan().generators;
  for (std::size_t start = 0; start < partners.size(); start += kPairsAtOnce) {
    const auto end = std::min(start + kPairsAtOnce, partners.size());
    const PartnerIndices some(partners.begin() + static_cast<std::ptrdiff_t>(start),
                              partners.begin() + static_cast<std::ptrdiff_t>(end));
    const PerDomain<CellBatch<float>> ternaries = transfer_features(pseudo, some);
    visit(some, ternaries,
          PerDomain<CellBatch<float>>{translated(generators.a, ternaries.a), translated(generators.b, ternaries.b)});
  }
}

std::vector<RawStructure> PublishedCrystalGan::generate(std::int64_t count) const {
  std::vector<RawStructure> made;
  visit_ternaries(count, pseudo_binaries(), [&](const PartnerIndices& partners, const auto&, const auto& of_step3) {
    for (std::size_t i = 0; i < partners.size(); ++i) {
      const std::string& parent_a = names_.a[static_cast<std::size_t>(partners[i].first)];
      const std::string& parent_b = names_.b[static_cast<std::size_t>(partners[i].second)];
      const auto add = [&](const CellBatch<float>& cells, const std::string& origin) {
        made.push_back({decode_cartesian(cells, static_cast<std::int64_t>(i), system_, origin), origin, member_,
                        parent_a, parent_b});
      };
      add(of_step3.a, "AHB2");
      if (std::ssize(made) < count) add(of_step3.b, "BHA2");
    }
  });
  return made;
}

std::vector<PairSteps> PublishedCrystalGan::steps(std::int64_t count) const {
  std::vector<PairSteps> pairs;
  const auto pseudo = pseudo_binaries();
  visit_ternaries(count, pseudo, [&](const PartnerIndices& partners, const auto& of_step2, const auto& of_step3) {
    PerDomain<std::vector<std::int64_t>> places;
    for (const auto& [i, j] : partners) {
      places.a.push_back(i);
      places.b.push_back(j);
    }
    const auto losses1 = step1_.losses_of_pairs({part_of(binaries_.a, places.a), part_of(binaries_.b, places.b)});
    const auto losses3 = step3_.losses_of_pairs(of_step2);
    for (std::size_t pair = 0; pair < partners.size(); ++pair) {
      const auto [i, j] = partners[pair];
      const auto place = static_cast<std::int64_t>(pair);
      const auto structure = [&](const CellBatch<float>& cells, std::int64_t index, const char* origin) {
        return decode_cartesian(cells, index, system_, origin);
      };
      pairs.push_back({names_.a[static_cast<std::size_t>(i)],
                       names_.b[static_cast<std::size_t>(j)],
                       {{1, "AHB1", structure(pseudo.a, i, "AHB1"), losses1[pair].a},
                        {1, "BHA1", structure(pseudo.b, j, "BHA1"), losses1[pair].b},
                        {2, "AHB_g", structure(of_step2.a, place, "AHB_g"), std::nullopt},
                        {2, "BHA_g", structure(of_step2.b, place, "BHA_g"), std::nullopt},
                        {3, "AHB2", structure(of_step3.a, place, "AHB2"), losses3[pair].a},
                        {3, "BHA2", structure(of_step3.b, place, "BHA2"), losses3[pair].b}}});
    }
  });
  return pairs;
}

std::vector<HistoryRow> PublishedCrystalGan::history() const {
  std::vector<HistoryRow> rows = step1_.history();
  rows.insert(rows.end(), step3_.history().begin(), step3_.history().end());
  return rows;
}

bool share_step1(const Configuration& one, const Configuration& other) {
  return one.method.name == MethodName::crystalgan && other.method.name == MethodName::crystalgan &&
         !is_symmetry_mode(one) && !is_symmetry_mode(other) && one.seed == other.seed &&
         step_settings(one, 1) == step_settings(other, 1);
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

std::unique_ptr<Method> make_crystalgan(const Configuration& configuration, const Binaries& binaries,
                                        std::int64_t member) {
  return std::make_unique<PublishedCrystalGan>(configuration, binaries, member);
}

}  // namespace crystalgan
