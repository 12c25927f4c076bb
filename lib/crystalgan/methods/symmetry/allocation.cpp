#include "crystalgan/methods/symmetry/allocation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace crystalgan {
namespace {

constexpr double kFormulaWeight = 0.6;
constexpr double kRankOffset = 3.0;
constexpr double kCostWeight = 0.3;
constexpr double kPrototypeEnergyShare = 0.125;  // of the weight that energy has among templates
constexpr double kPrototypeShare = 0.5;
constexpr double kIsotypicShare = 0.8, kIsotypicBonus = 1.0;

bool is_template(const SymmetryCandidate& candidate) { return candidate.kind == 'T'; }

// Of one formula, as indices of the candidates.
struct FormulaClasses {
  std::vector<std::size_t> templates, prototypes;
};

double lowest_energy(const std::vector<SymmetryCandidate>& candidates, const std::vector<std::size_t>& of) {
  double lowest = std::numeric_limits<double>::infinity();
  for (const std::size_t i : of) lowest = std::min(lowest, candidates[i].energy);
  return lowest;
}

class Scoring {
 public:
  Scoring(std::vector<SymmetryCandidate>& candidates, bool isotypic, const OrderWeights& weights)
      : candidates_(candidates), isotypic_(isotypic), weights_(weights) {}

  void score(FormulaClasses& of, double log_probability) const {
    const double lowest_template = lowest_energy(candidates_, of.templates);
    const double lowest = std::min(lowest_template, lowest_energy(candidates_, of.prototypes));
    sort(of.templates, [&](const SymmetryCandidate& each) {
      return weights_.prior * prior_of(each) -
             weights_.energy * std::min(each.energy - lowest_template, kMaxEnergyAbove);
    });
    sort(of.prototypes, [&](const SymmetryCandidate& each) {
      return weights_.prior * prior_of(each) -
             weights_.energy * kPrototypeEnergyShare * std::min(each.energy - lowest, kMaxEnergyAbove);
    });
    const bool shared = isotypic_ && std::ranges::any_of(of.prototypes, [&](std::size_t i) {
                          return candidates_[i].kind == 'R' && candidates_[i].own == 2;
                        });
    const double share = of.prototypes.empty() ? 0.0 : shared ? kIsotypicShare : kPrototypeShare;
    const double base = kFormulaWeight * log_probability + (shared ? kIsotypicBonus : 0.0);
    for (std::size_t i = 0; i < of.templates.size(); ++i)
      candidates_[of.templates[i]].score = base + std::log(1.0 - share) - by_rank(i);
    for (std::size_t i = 0; i < of.prototypes.size(); ++i)
      candidates_[of.prototypes[i]].score = base + std::log(share) - by_rank(i);
  }

 private:
  static double by_rank(std::size_t rank) { return std::log(static_cast<double>(rank) + kRankOffset); }

  template <class Value>
  void sort(std::vector<std::size_t>& indices, Value value) const {
    std::ranges::stable_sort(indices, std::ranges::greater{}, [&](std::size_t i) { return value(candidates_[i]); });
  }

  std::vector<SymmetryCandidate>& candidates_;
  bool isotypic_;
  OrderWeights weights_;
};

}  // namespace

double prior_of(const SymmetryCandidate& candidate) {
  return is_template(candidate) ? candidate.summed_log_probability : -kCostWeight * (candidate.cost - candidate.own);
}

std::vector<SymmetryCandidate> allocated(std::vector<SymmetryCandidate> candidates,
                                         std::span<const RankedFormula> formulas, bool isotypic, std::size_t count,
                                         const OrderWeights& weights) {
  std::vector<FormulaClasses> classes(formulas.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    FormulaClasses& of = classes.at(candidates[i].formula);
    (is_template(candidates[i]) ? of.templates : of.prototypes).push_back(i);
  }
  const Scoring scoring(candidates, isotypic, weights);
  std::vector<std::size_t> order;
  for (std::size_t rank = 0; rank < formulas.size(); ++rank) {
    scoring.score(classes[rank], formulas[rank].log_probability);
    order.insert(order.end(), classes[rank].templates.begin(), classes[rank].templates.end());
    order.insert(order.end(), classes[rank].prototypes.begin(), classes[rank].prototypes.end());
  }
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return candidates[i].score; });
  if (order.size() > count) order.erase(order.begin() + static_cast<std::ptrdiff_t>(count), order.end());
  std::vector<SymmetryCandidate> first;
  first.reserve(order.size());
  for (const std::size_t i : order) first.push_back(std::move(candidates[i]));
  return first;
}

}  // namespace crystalgan
