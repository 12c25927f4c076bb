#include "crystalgan/evaluation/evaluation.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <numeric>
#include <set>
#include <span>
#include <utility>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/evaluation/duplicates.hpp"
#include "crystalgan/matching/step_shares.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

constexpr std::array kProperties{
    Property{"density", "density, g/cm^3", [](const EvaluatedStructure& s) { return s.density; }},
    Property{"volume_per_atom", "volume per atom, A^3", [](const EvaluatedStructure& s) { return s.volume_per_atom; }},
    Property{"elements", "number of elements",
             [](const EvaluatedStructure& s) { return static_cast<double>(s.composition.size()); }},
};

EvaluatedSet evaluate_set(const SubmittedSet& set, const PreparedSet& prepared, std::size_t threads) {
  std::vector<std::optional<EvaluatedStructure>> evaluated(set.structures.size());
  parallel_for(evaluated.size(), threads,
               [&](std::size_t i) { evaluated[i] = evaluate_structure(set.structures[i], set.structures.front()); });
  const Duplicates duplicates = find_duplicates(prepared, threads);
  EvaluatedSet result{{}, set.refused, duplicates.groups.given_up};
  for (std::size_t i = 0; i < evaluated.size(); ++i) {
    if (const std::size_t first = duplicates.groups.first_of[i]; first != i) evaluated[i]->repeats = first;
    if (duplicates.alike) evaluated[i]->alike = (*duplicates.alike)[i];
    result.structures.push_back(std::move(*evaluated[i]));
  }
  return result;
}

struct Counts {
  std::size_t covered;   // references that a submitted structure fits
  std::size_t given_up;  // pairs
};

// Compares every submitted structure with every reference; the first match and its rms distance go to `evaluated`.
Counts find_references(const PreparedSet& submitted, const PreparedSet& reference, std::size_t threads,
                       std::vector<EvaluatedStructure>& evaluated) {
  std::vector<std::atomic<bool>> covered(reference.structures.size());
  std::vector<std::size_t> given_up(submitted.structures.size(), 0);
  std::vector<std::size_t> comparisons;
  for (const PreparedStructure& one : submitted.structures) comparisons.push_back(reference.bucket_of(one).size());
  const auto look_up = [&](StepShare& share) {
    const std::size_t i = share.job;
    StructureMatcher matcher(submitted.settings);
    matcher.allow(share.steps);
    given_up[i] = 0;
    evaluated[i].reference.reset();
    for (const std::size_t known : reference.bucket_of(submitted.structures[i])) {
      const bool fits = matcher.fit(submitted.structures[i], reference.structures[known]);
      given_up[i] += matcher.gave_up() ? 1U : 0U;
      if (!fits) continue;
      covered[known] = true;
      if (evaluated[i].reference) continue;
      const auto match = matcher.match(submitted.structures[i], reference.structures[known]);
      evaluated[i].reference = ReferenceMatch{known, match ? std::optional(match->rms) : std::nullopt};
    }
    share.used = share.steps - matcher.allowed();
    share.is_short = matcher.allowed() == 0;
  };
  share_steps(comparisons, read_limits().match_steps, [&](std::span<StepShare> shares) {
    parallel_for(shares.size(), threads, [&](std::size_t i) { look_up(shares[i]); });
  });
  const auto count = std::ranges::count_if(covered, [](const std::atomic<bool>& one) { return one.load(); });
  return {static_cast<std::size_t>(count), std::accumulate(given_up.begin(), given_up.end(), std::size_t{0})};
}

}  // namespace

std::size_t EvaluatedSet::count(const ShareMeasure& measure) const {
  return static_cast<std::size_t>(std::ranges::count_if(structures, measure.holds));
}

SpaceGroupCounts EvaluatedSet::space_groups() const {
  SpaceGroupCounts counts;
  for (const EvaluatedStructure& structure : structures)
    counts.add(structure.space_group ? std::optional(structure.space_group->number) : std::nullopt);
  return counts;
}

std::size_t EvaluatedSet::compositions() const {
  std::set<Composition> different;
  for (const EvaluatedStructure& structure : structures) different.insert(reduced(structure.composition));
  return different.size();
}

std::size_t EvaluatedSet::systems() const {
  std::set<std::set<Element>> different;
  for (const EvaluatedStructure& structure : structures) different.insert(elements_of(structure.composition));
  return different.size();
}

std::optional<double> EvaluatedSet::pairwise_uniqueness() const {
  std::vector<std::size_t> alike;
  for (const EvaluatedStructure& structure : structures) {
    if (!structure.alike) return std::nullopt;
    alike.push_back(*structure.alike);
  }
  return crystalgan::pairwise_uniqueness(alike);
}

std::span<const Property> properties() { return kProperties; }

std::vector<double> values_of(const EvaluatedSet& set, const Property& property) {
  std::vector<double> values;
  for (const EvaluatedStructure& structure : set.structures) values.push_back(property.of(structure));
  return values;
}

Evaluation evaluate(const SubmittedSet& submitted, const SubmittedSet& reference, std::size_t threads) {
  const PreparedSet prepared = prepare_all(submitted.structures, kDefaultMatching, threads);
  Evaluation evaluation{evaluate_set(submitted, prepared, threads), std::nullopt};
  if (reference.structures.empty()) return evaluation;
  const PreparedSet known = prepare_all(reference.structures, kDefaultMatching, threads);
  const auto [covered, given_up] = find_references(prepared, known, threads, evaluation.submitted.structures);
  RecoveryOutcome prediction = recover(submitted.structures, reference.structures, kPredictionMatching, threads);
  RecoveryOutcome default_values = recover(prepared, known, threads);
  evaluation.against = AgainstReference{.reference = evaluate_set(reference, known, threads),
                                        .covered = covered,
                                        .given_up = given_up + prediction.given_up + default_values.given_up,
                                        .prediction = std::move(prediction.matches),
                                        .default_values = std::move(default_values.matches)};
  return evaluation;
}

}  // namespace crystalgan
