#include "crystalgan/chemistry/formula_score.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <span>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Constants of the score. All chosen by how early known formulas of other systems stand in the list.
constexpr int kMaxCoefficient = 10;
constexpr int kMaxCoefficients = 12;  // m + n
constexpr int kMaxDenominator = 6;
constexpr double kBalanceTolerance = 2e-3;
constexpr double kCoefficientCost = 1.4;
constexpr double kAtomCost = 0.18;
constexpr double kBothManyCost = 1.0;
constexpr double kEqualIsotypic = 1.5;
constexpr double kEqualOther = -0.5;
constexpr double kEqualTolerance = 0.01;
// hosts
constexpr int kMaxGuests = 4;
constexpr int kMaxHostMetals = 6;
constexpr double kHostCost = 1.5;
constexpr double kLeastHostValence = 0.9;
constexpr double kLeastHostShare = 0.45;  // of its valence in the host
constexpr double kHostHullWidth = 0.05;   // eV/atom
constexpr double kHostFloor = 1e-6;
// unusual valences
constexpr double kNeutralFrom = 1.55;  // electronegativity
constexpr double kNeutralWeight = 0.25;
constexpr double kZintlWeight = 0.1;
// requested formulas: cost of one unit of charge per atom that does not balance
constexpr double kImbalanceCost = 10.0;

struct Fraction {
  int numerator, denominator;
};

// The nearest fraction with a denominator of at most kMaxDenominator, where it is near enough.
std::optional<Fraction> near_fraction(double number) {
  Fraction best{0, 1};
  double error = 1.0;
  for (int denominator = 1; denominator <= kMaxDenominator; ++denominator) {
    const double numerator = std::round(number * denominator);
    const double apart = std::abs(number - numerator / denominator);
    if (apart < error - 1e-12) {
      best = {static_cast<int>(numerator), denominator};
      error = apart;
    }
  }
  return error <= kBalanceTolerance ? std::optional(best) : std::nullopt;
}

struct Coefficients {
  int a, b;
};

// All coprime ones within the limits.
std::vector<Coefficients> all_coefficients() {
  std::vector<Coefficients> all;
  for (int a = 1; a <= kMaxCoefficient; ++a)
    for (int b = 1; b <= kMaxCoefficient && a + b <= kMaxCoefficients; ++b)
      if (std::gcd(a, b) == 1) all.push_back({a, b});
  return all;
}

double size_cost(int m, int n, int atoms) {
  return kCoefficientCost * std::log(static_cast<double>(m * n)) + kAtomCost * atoms +
         (std::min(m, n) > 1 ? kBothManyCost : 0.0);
}

std::vector<ValenceShare> unusual_valences(Element metal) {
  std::vector<ValenceShare> found;
  if (electronegativity_of(metal) >= kNeutralFrom) found.push_back({0.0, kNeutralWeight});
  const auto add = [&](double valence) { found.push_back({valence, kZintlWeight}); };
  if (metal.group() == 13) add(-1.0);
  if (metal.group() == 14) add(-4.0), add(-2.0), add(-1.0);
  if (metal.group() == 15) add(-3.0);
  return found;
}

std::vector<ValenceShare> known_valences(const BinaryPool& pool, Element metal, Element anion) {
  std::vector<ValenceShare> shares = valence_distribution(pool, metal, anion);
  if (shares.empty())
    throw StructureError("valences of " + std::string(metal.symbol()) + ": expected a binary with " +
                         std::string(anion.symbol()) + " or a common oxidation state, found none");
  return shares;
}

double log_share(const std::vector<ValenceShare>& shares, double valence) {
  for (const ValenceShare& each : shares)
    if (each.valence == valence) return std::log(each.share);
  return -std::numeric_limits<double>::infinity();
}

std::string valence_text(double valence) {
  if (valence == 0.0) return "0";
  char text[32];
  std::snprintf(text, sizeof text, "%.3g%c", std::abs(valence), valence < 0.0 ? '-' : '+');
  return text;
}

}  // namespace

std::string valences_text(const ChemicalSystem& system, double a, double b) {
  return std::string(system.a.symbol()) + " " + valence_text(a) + ", " + std::string(system.b.symbol()) + " " +
         valence_text(b);
}

FormulaScorer::FormulaScorer(const BinaryPool& pool, const ChemicalSystem& system)
    : pool_(pool),
      system_(system),
      anion_(require_anion(system.x)),
      shares_a_(known_valences(pool, system.a, system.x)),
      shares_b_(known_valences(pool, system.b, system.x)) {}

// Paper:   none
// Symbols: m, n coprime coefficients of A and B, v valences, P(v|X) their distributions, e for metals of equal valence
// Here:    log P_A(v_A) + log P_B(v_B) - 1.4 ln(m n) - 0.18 atoms - [min(m, n) > 1] + e; e = 1.5 if the pair is isotypic,
//          -0.5 if it is not, 0 where the valences differ
// Differs: -
// Test:    formula_list_test.cpp
double FormulaScorer::score(const RoleCounts& formula, double valence_a, double valence_b,
                            const FormulaSettings& settings) const {
  const int divisor = std::gcd(formula.a, formula.b);
  const double equal =
      std::abs(valence_a - valence_b) < kEqualTolerance ? (settings.isotypic ? kEqualIsotypic : kEqualOther) : 0.0;
  return log_share(shares_a_, valence_a) + log_share(shares_b_, valence_b) -
         size_cost(formula.a / divisor, formula.b / divisor, formula.total()) + equal;
}

std::vector<FormulaCandidate> FormulaScorer::balanced(const FormulaSettings& settings) const {
  const std::vector<Coefficients> coefficients = all_coefficients();
  std::vector<FormulaCandidate> found;
  for (const ValenceShare& a : shares_a_)
    for (const ValenceShare& b : shares_b_)
      for (const auto& [m, n] : coefficients) {
        const auto x = near_fraction((m * a.valence + n * b.valence) / anion_.charge);
        if (!x || x->numerator < 1) continue;
        const RoleCounts formula = reduced_formula(m * x->denominator, n * x->denominator, x->numerator);
        if (formula.total() > settings.max_atoms) continue;
        found.push_back({formula, {score(formula, a.valence, b.valence, settings), a.valence, b.valence}, ""});
      }
  return found;
}

// Paper:   none
// Symbols: ρ = n_X / n_M of the host binary, v valence of the guest; the host metal takes the rest of the charge
// Here:    log share of the host + log P(v|X) - 1.5 - 1.4 ln(m n) - 0.18 atoms - [min(m, n) > 1]
// Differs: -
// Test:    formula_list_test.cpp
void FormulaScorer::add_hosts(const Side& guest, const Side& host, const FormulaSettings& settings,
                              std::vector<FormulaCandidate>& found) const {
  std::map<std::pair<int, int>, double> hosts;  // metals, anions
  double total = 0.0;
  for (const BinaryEntry& entry : pool_.of(host.metal, system_.x)) {
    const double weight = hull_weight(entry, kHostHullWidth);
    hosts[{entry.metals, entry.anions}] += weight;
    total += weight;
  }
  for (const auto& [counts, weight] : hosts) {
    const auto& [metals, anions] = counts;
    for (const ValenceShare& valence : guest.shares)
      for (int guests = 1; guests <= kMaxGuests; ++guests)
        for (int hosts_taken = 1; hosts_taken <= kMaxHostMetals; ++hosts_taken) {
          const RoleCounts plain =
              reduced_formula(guests * metals, hosts_taken * metals, hosts_taken * anions);  // guest, host, X
          if (plain.total() > settings.max_atoms) continue;
          const double rest = (anion_.charge * plain.x - plain.a * valence.valence) / plain.b;
          if (rest < kLeastHostValence || rest < kLeastHostShare * anion_.charge * anions / metals) continue;
          const double score = std::log(weight / total + kHostFloor) + std::log(valence.share) - kHostCost -
                               size_cost(plain.a, plain.b, plain.total());
          const ScoredValences valences =
              guest.is_a ? ScoredValences{score, valence.valence, rest} : ScoredValences{score, rest, valence.valence};
          const RoleCounts formula = guest.is_a ? plain : RoleCounts{plain.b, plain.a, plain.x};
          const Composition binary{{host.metal, metals}, {system_.x, anions}};
          found.push_back({formula, valences,
                           std::string(guest.metal.symbol()) + " in " + crystalgan::formula(binary) + "; " +
                               valences_text(system_, valences.a, valences.b)});
        }
  }
}

std::vector<FormulaCandidate> FormulaScorer::hosts(const FormulaSettings& settings) const {
  std::vector<FormulaCandidate> found;
  const Side a{system_.a, shares_a_, true}, b{system_.b, shares_b_, false};
  add_hosts(a, b, settings, found);
  add_hosts(b, a, settings, found);
  return found;
}

std::vector<FormulaCandidate> FormulaScorer::unusual(const FormulaSettings& settings) const {
  const std::vector<Coefficients> coefficients = all_coefficients();
  const std::vector<ValenceShare> unusual_a = unusual_valences(system_.a), unusual_b = unusual_valences(system_.b);
  std::vector<FormulaCandidate> found;
  const auto add = [&](const std::vector<ValenceShare>& all_a, const std::vector<ValenceShare>& all_b) {
    for (const ValenceShare& a : all_a)
      for (const ValenceShare& b : all_b)
        for (const auto& [m, n] : coefficients) {
          const double x = (m * a.valence + n * b.valence) / anion_.charge;
          const double whole = std::round(x);
          if (whole < 1.0 || std::abs(x - whole) > kBalanceTolerance) continue;
          const RoleCounts formula = reduced_formula(m, n, static_cast<int>(whole));
          if (formula.total() > settings.max_atoms) continue;
          const double score = std::log(a.share) + std::log(b.share) - size_cost(m, n, formula.total());
          found.push_back({formula, {score, a.valence, b.valence}, valences_text(system_, a.valence, b.valence)});
        }
  };
  add(shares_a_, unusual_b);
  add(unusual_a, shares_b_);
  return found;
}

ScoredValences FormulaScorer::nearest_balance(const RoleCounts& formula, const FormulaSettings& settings) const {
  ScoredValences best{-std::numeric_limits<double>::infinity(), 0.0, 0.0};
  for (const ValenceShare& a : shares_a_)
    for (const ValenceShare& b : shares_b_) {
      const double excess = formula.a * a.valence + formula.b * b.valence - anion_.charge * formula.x;
      const double score_here = score(formula, a.valence, b.valence, settings) -
                                kImbalanceCost * std::abs(excess) / static_cast<double>(formula.total());
      if (score_here > best.score) best = {score_here, a.valence, b.valence};
    }
  return best;
}

}  // namespace crystalgan
