#include "crystalgan/studies/energy_orders.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "crystalgan/potentials/single_points.hpp"

namespace crystalgan {
namespace {

constexpr double kLast = -std::numeric_limits<double>::infinity();

std::vector<double> scores_in(const CandidateOrder& order, std::span<const OrderedCandidate> of_formula) {
  std::vector<double> scores;
  std::vector<EvaluatedCandidate> candidates;
  for (const OrderedCandidate& each : of_formula) {
    candidates.push_back(each.candidate);
    scores.push_back(each.candidate.score);
    if (order.energy == CandidateOrder::Energy::ionic) candidates.back().energy = each.ionic;
  }
  if (order.energy == CandidateOrder::Energy::listed) return scores;
  const auto by_energy = scores_by_energy(candidates, order.weights);
  std::ranges::transform(by_energy, scores.begin(), [](const auto& score) { return score.value_or(kLast); });
  return scores;
}

// Of the best that is known, from 0.
std::size_t rank_of_known(std::span<const OrderedCandidate> of_formula, const std::vector<double>& scores) {
  std::vector<std::size_t> places(of_formula.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::stable_sort(places, std::ranges::greater{}, [&](std::size_t i) { return scores[i]; });
  const auto found = std::ranges::find_if(places, [&](std::size_t i) { return of_formula[i].is_known; });
  return static_cast<std::size_t>(found - places.begin());
}

// The single points of what is certified; `places` are those of the structures.
struct CertifiedPoints {
  std::vector<Structure> structures;
  std::vector<std::size_t> places;
  std::vector<EvaluatedCandidate> candidates;
};

CertifiedPoints certified_points(const std::vector<RawStructure>& raw,
                                 const std::vector<std::optional<Structure>>& certified) {
  CertifiedPoints all;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (!certified[i]) continue;
    all.structures.push_back(*certified[i]);
    all.places.push_back(i);
  }
  const auto points = single_points(all.structures, *make_chgnet_calculator(), 1);
  for (std::size_t k = 0; k < points.size(); ++k) {
    const SymmetryOrigin& origin = raw[all.places[k]].symmetry.value();
    all.candidates.push_back(
        {*origin.formula_rank, origin.kind == "T", *origin.prior, *origin.score, points[k].energy});
  }
  return all;
}

std::vector<RawStructure> in_new_order(const std::vector<RawStructure>& raw, const CertifiedPoints& points) {
  std::vector<double> scores;
  for (const RawStructure& one : raw) scores.push_back(*one.symmetry.value().score);
  const auto by_energy = scores_by_energy(points.candidates);
  for (std::size_t k = 0; k < by_energy.size(); ++k) scores[points.places[k]] = by_energy[k].value_or(kLast);
  std::vector<std::size_t> places(raw.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::stable_sort(places, std::ranges::greater{}, [&](std::size_t i) { return scores[i]; });
  std::vector<RawStructure> ordered;
  for (const std::size_t i : places) ordered.push_back(raw[i]);
  return ordered;
}

KnownRank known_rank(const Structure& known, const std::vector<RawStructure>& raw, const CertifiedPoints& points) {
  StructureMatcher matcher;
  const PreparedStructure wanted = matcher.prepare(known);
  const Composition formula = reduced(known.composition());
  std::vector<OrderedCandidate> of_formula;
  for (std::size_t k = 0; k < points.structures.size(); ++k) {
    if (reduced(points.structures[k].composition()) != formula) continue;
    const double ionic = *raw[points.places[k]].symmetry.value().ionic_energy;
    const bool is_known = matcher.match(matcher.prepare(points.structures[k]), wanted).has_value();
    of_formula.push_back({points.candidates[k], ionic, is_known});
  }
  return {known.name(), of_formula.size(), ranks_of_known(of_formula)};
}

}  // namespace

std::optional<OrderRanks> ranks_of_known(std::span<const OrderedCandidate> of_formula) {
  if (std::ranges::none_of(of_formula, &OrderedCandidate::is_known)) return std::nullopt;
  OrderRanks ranks{};
  for (std::size_t order = 0; order < ranks.size(); ++order)
    ranks[order] = rank_of_known(of_formula, scores_in(kComparedOrders[order], of_formula));
  return ranks;
}

EnergyOrder ordered_by_energy(const std::vector<RawStructure>& raw,
                              const std::vector<std::optional<Structure>>& certified,
                              const std::vector<Structure>& known) {
  const CertifiedPoints points = certified_points(raw, certified);
  EnergyOrder order{in_new_order(raw, points), {}};
  for (const Structure& ternary : known) order.ranks.push_back(known_rank(ternary, raw, points));
  return order;
}

}  // namespace crystalgan
