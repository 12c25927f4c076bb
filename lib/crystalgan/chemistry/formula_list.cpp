#include "crystalgan/chemistry/formula_list.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/chemistry/formula_score.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

using ScoresByFormula = std::map<RoleCounts, std::vector<ScoredValences>>;

double log_sum(const std::vector<ScoredValences>& scores) {
  double most = scores.front().score;
  for (const ScoredValences& each : scores) most = std::max(most, each.score);
  double sum = 0.0;
  for (const ScoredValences& each : scores) sum += std::exp(each.score - most);
  return most + std::log(sum);
}

const ScoredValences& best_of(const std::vector<ScoredValences>& scores) {
  return *std::max_element(scores.begin(), scores.end(),
                           [](const auto& one, const auto& other) { return one.score < other.score; });
}

std::vector<RankedFormula> ranked(std::vector<RankedFormula> formulas) {
  std::stable_sort(formulas.begin(), formulas.end(), [](const RankedFormula& one, const RankedFormula& other) {
    return one.log_probability > other.log_probability;
  });
  return formulas;
}

// Formulas by valences with their raw scores, and what normalises them.
struct ValenceList {
  std::vector<RankedFormula> formulas;  // log_probability normalised
  double log_total;
};

ValenceList valence_list(const FormulaScorer& scorer, const ChemicalSystem& system, const FormulaSettings& settings) {
  ScoresByFormula found;
  for (const FormulaCandidate& each : scorer.balanced(settings)) found[each.formula].push_back(each.valences);
  ValenceList list{{}, 0.0};
  std::vector<ScoredValences> totals;
  for (const auto& [formula, scores] : found) {
    const ScoredValences& best = best_of(scores);
    list.formulas.push_back(
        {formula, log_sum(scores), best.a, best.b, FormulaSource::valences, valences_text(system, best.a, best.b)});
    totals.push_back({list.formulas.back().log_probability, best.a, best.b});
  }
  if (totals.empty()) return list;
  list.log_total = log_sum(totals);
  for (RankedFormula& each : list.formulas) each.log_probability -= list.log_total;
  list.formulas = ranked(std::move(list.formulas));
  return list;
}

// The constant between raw scores and log-probabilities: raw score of the best valences of the first formula, less its
// log-probability.
double shift_of(const FormulaScorer& scorer, const RankedFormula& first, const FormulaSettings& settings) {
  return scorer.score(first.formula, first.valence_a, first.valence_b, settings) - first.log_probability;
}

// The best `count` of the candidates that are not in the list yet are added, each formula by its best score.
void add_best(const std::vector<FormulaCandidate>& candidates, std::size_t count, double shift, FormulaSource source,
              std::vector<RankedFormula>& list) {
  std::set<RoleCounts> known;
  for (const RankedFormula& each : list) known.insert(each.formula);
  std::map<RoleCounts, const FormulaCandidate*> best;
  for (const FormulaCandidate& each : candidates) {
    if (known.contains(each.formula)) continue;
    const FormulaCandidate*& place = best[each.formula];
    if (place == nullptr || each.valences.score > place->valences.score) place = &each;
  }
  std::vector<RankedFormula> added;
  added.reserve(best.size());
  for (const auto& [formula, candidate] : best)
    added.push_back({formula, candidate->valences.score - shift, candidate->valences.a, candidate->valences.b, source,
                     candidate->reason});
  added = ranked(std::move(added));
  if (added.size() > count) added.erase(added.begin() + static_cast<std::ptrdiff_t>(count), added.end());
  list.insert(list.end(), added.begin(), added.end());
}

}  // namespace

std::string source_name(FormulaSource source) {
  switch (source) {
    case FormulaSource::valences:
      return "valences";
    case FormulaSource::host:
      return "host";
    case FormulaSource::unusual:
      return "unusual valence";
    case FormulaSource::requested:
      break;
  }
  return "requested";
}

FormulaCounts FormulaCounts::of(Element anion) {
  FormulaCounts counts;
  if (anion.symbol() == "S") counts.hosts = 10;
  if (anion.symbol() == "H") counts.unusual = 14;
  return counts;
}

std::vector<RankedFormula> valence_formulas(const BinaryPool& pool, const ChemicalSystem& system,
                                            const FormulaSettings& settings) {
  return valence_list(FormulaScorer(pool, system), system, settings).formulas;
}

std::vector<RankedFormula> ranked_formulas(const BinaryPool& pool, const ChemicalSystem& system,
                                           const FormulaCounts& counts, const FormulaSettings& settings) {
  const FormulaScorer scorer(pool, system);
  std::vector<RankedFormula> list = valence_list(scorer, system, settings).formulas;
  if (list.empty()) return list;
  const double shift = shift_of(scorer, list.front(), settings);
  if (list.size() > counts.valences)
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(counts.valences), list.end());
  if (counts.hosts > 0) add_best(scorer.hosts(settings), counts.hosts, shift, FormulaSource::host, list);
  if (counts.unusual > 0) add_best(scorer.unusual(settings), counts.unusual, shift, FormulaSource::unusual, list);
  return list;
}

RankedFormula requested_formula(const BinaryPool& pool, const ChemicalSystem& system, const RoleCounts& formula,
                                const FormulaSettings& settings) {
  FormulaSettings wide = settings;
  wide.max_atoms = std::max(settings.max_atoms, formula.total());
  const FormulaScorer scorer(pool, system);
  std::vector<RankedFormula> list = valence_list(scorer, system, wide).formulas;
  const auto place = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.formula == formula; });
  if (place != list.end()) {
    place->source = FormulaSource::requested;
    return *place;
  }
  const double shift = list.empty() ? 0.0 : shift_of(scorer, list.front(), wide);
  const ScoredValences nearest = scorer.nearest_balance(formula, wide);
  return {formula,
          nearest.score - shift,
          nearest.a,
          nearest.b,
          FormulaSource::requested,
          valences_text(system, nearest.a, nearest.b) + ", scaled to balance " + std::string(system.x.symbol())};
}

}  // namespace crystalgan
