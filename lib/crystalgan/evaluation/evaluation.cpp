#include "crystalgan/evaluation/evaluation.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/evaluation/duplicates.hpp"

namespace crystalgan {
namespace {

constexpr std::array kProperties{
    Property{"density", "density, g/cm^3", [](const JudgedStructure& s) { return s.density; }},
    Property{"volume_per_atom", "volume per atom, A^3", [](const JudgedStructure& s) { return s.volume_per_atom; }},
    Property{"elements", "number of elements",
             [](const JudgedStructure& s) { return static_cast<double>(s.composition.size()); }},
};

JudgedSet judge_set(const SubmittedSet& set, std::size_t threads) {
  std::vector<std::optional<JudgedStructure>> judged(set.structures.size());
  parallel_for(judged.size(), threads,
               [&](std::size_t i) { judged[i] = judge(set.structures[i], set.structures.front()); });
  const Duplicates duplicates = find_duplicates(set.structures, {}, threads);
  JudgedSet result{{}, set.refused, duplicates.groups.given_up};
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (const std::size_t first = duplicates.groups.first_of[i]; first != i) judged[i]->repeats = first;
    if (duplicates.alike) judged[i]->alike = (*duplicates.alike)[i];
    result.structures.push_back(std::move(*judged[i]));
  }
  return result;
}

// The first reference that each submitted structure fits, with the rms distance. Returns the comparisons given up.
std::size_t find_references(const std::vector<Structure>& submitted, const std::vector<Structure>& reference,
                            std::size_t threads, std::vector<JudgedStructure>& judged) {
  const auto [matches, given_up] = match_references(submitted, reference, {}, threads);
  StructureMatcher matcher;
  for (std::size_t i = 0; i < submitted.size(); ++i) {
    if (!matches[i]) continue;
    const auto match = matcher.match(matcher.prepare(submitted[i]), matcher.prepare(reference[*matches[i]]));
    judged[i].reference = ReferenceMatch{*matches[i], match ? std::optional(match->rms) : std::nullopt};
  }
  return given_up;
}

}  // namespace

std::size_t JudgedSet::count(const ShareMeasure& measure) const {
  return static_cast<std::size_t>(std::ranges::count_if(structures, measure.holds));
}

SpaceGroupCounts JudgedSet::space_groups() const {
  SpaceGroupCounts counts;
  for (const JudgedStructure& structure : structures)
    counts.add(structure.space_group ? std::optional(structure.space_group->number) : std::nullopt);
  return counts;
}

std::size_t JudgedSet::compositions() const {
  std::set<Composition> different;
  for (const JudgedStructure& structure : structures) different.insert(reduced(structure.composition));
  return different.size();
}

std::size_t JudgedSet::systems() const {
  std::set<std::vector<Element>> different;
  for (const JudgedStructure& structure : structures) {
    std::vector<Element> elements;
    for (const auto& [element, count] : structure.composition) elements.push_back(element);
    different.insert(std::move(elements));
  }
  return different.size();
}

std::optional<double> JudgedSet::pairwise_uniqueness() const {
  std::vector<std::size_t> alike;
  for (const JudgedStructure& structure : structures) {
    if (!structure.alike) return std::nullopt;
    alike.push_back(*structure.alike);
  }
  return crystalgan::pairwise_uniqueness(alike);
}

std::span<const Property> properties() { return kProperties; }

std::vector<double> values_of(const JudgedSet& set, const Property& property) {
  std::vector<double> values;
  for (const JudgedStructure& structure : set.structures) values.push_back(property.of(structure));
  return values;
}

Evaluation evaluate(const SubmittedSet& submitted, const SubmittedSet& reference, std::size_t threads) {
  Evaluation evaluation{judge_set(submitted, threads), std::nullopt};
  if (reference.structures.empty()) return evaluation;
  const std::size_t given_up =
      find_references(submitted.structures, reference.structures, threads, evaluation.submitted.structures);
  const MatchedReferences covering = match_references(reference.structures, submitted.structures, {}, threads);
  const auto covered = std::ranges::count_if(covering.reference_of, [](const auto& by) { return by.has_value(); });
  evaluation.against =
      AgainstReference{.reference = judge_set(reference, threads),
                       .covered = static_cast<std::size_t>(covered),
                       .given_up = given_up + covering.given_up,
                       .prediction = recover(submitted.structures, reference.structures, kPredictionMatching, threads),
                       .default_values = recover(submitted.structures, reference.structures, {}, threads)};
  return evaluation;
}

}  // namespace crystalgan
