#include "crystalgan/pipeline/best_candidates.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/methods/symmetry/energy_order.hpp"

namespace crystalgan {
namespace {

std::vector<EvaluatedCandidate> evaluated(const std::vector<Candidate>& candidates,
                                          const std::vector<SinglePoint>& points) {
  std::vector<EvaluatedCandidate> all;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& each = candidates[i];
    all.push_back({*each.formula_rank, each.kind == "T", *each.prior, *each.score, points[i].energy});
  }
  return all;
}

// What is chosen, and why others are not.
class Choice {
 public:
  void take(const Structure& structure, const std::string& id) {
    chosen_[reduced(structure.composition())].push_back({matcher_.prepare(structure), id});
  }

  // The id of a chosen one that is the same crystal.
  std::optional<std::string> same_as(const Structure& structure) {
    const auto found = chosen_.find(reduced(structure.composition()));
    if (found == chosen_.end()) return std::nullopt;
    const PreparedStructure prepared = matcher_.prepare(structure);
    matcher_.allow(MatcherSettings{}.max_steps);  // all of them together take no longer than one comparison may
    for (const auto& [other, id] : found->second)
      if (matcher_.fit(other, prepared)) return id;
    return std::nullopt;
  }

 private:
  StructureMatcher matcher_;
  std::map<Composition, std::vector<std::pair<PreparedStructure, std::string>>> chosen_;  // by reduced composition
};

// Places of the candidates with energy, best first.
std::vector<std::size_t> best_first(const std::vector<std::optional<double>>& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return !scores[i]; });
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return *scores[i]; });
  return order;
}

}  // namespace

bool have_scores(const std::vector<Candidate>& candidates) {
  return std::ranges::all_of(candidates,
                             [](const Candidate& each) { return each.formula_rank && each.prior && each.score; });
}

std::vector<SinglePointRow> best_by_energy(const std::vector<Candidate>& candidates,
                                           const std::vector<Structure>& structures,
                                           const std::vector<SinglePoint>& points, std::size_t count) {
  const auto scores = scores_by_energy(evaluated(candidates, points));
  std::vector<SinglePointRow> rows;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    rows.push_back(
        {candidates[i].id, candidates[i].formula, points[i].energy, scores[i], std::nullopt, false, points[i].reason});
  Choice choice;
  std::size_t taken = 0;
  std::int64_t place = 0;
  for (const std::size_t i : best_first(scores)) {
    rows[i].place = ++place;
    if (taken == count) continue;
    if (const auto same = choice.same_as(structures[i])) {
      rows[i].reason = "the same crystal as " + *same;
      continue;
    }
    choice.take(structures[i], rows[i].id);
    rows[i].relaxed = true;
    ++taken;
  }
  return rows;
}

}  // namespace crystalgan
