#pragma once

#include <string>
#include <vector>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/chemistry/formula_list.hpp"
#include "crystalgan/chemistry/valences.hpp"

namespace crystalgan {

/// Valences of A and B in a formula, and how likely both are.
struct ScoredValences {
  double score;  ///< logarithm, not normalised
  double a, b;
};

struct FormulaCandidate {
  RoleCounts formula;
  ScoredValences valences;
  std::string reason;
};

/// "Sr 2+, Ti 4+"
std::string valences_text(const ChemicalSystem& system, double a, double b);

/// Scores the formulas of one system by what binaries teach of valences.
class FormulaScorer {
 public:
  /// Keeps a reference to `pool`. Throws as valence_formulas().
  FormulaScorer(const BinaryPool& pool, const ChemicalSystem& system);

  /// All formulas, each with all valences that balance X. A formula comes once for each pair of valences.
  std::vector<FormulaCandidate> balanced(const FormulaSettings& settings) const;
  /// One metal added to known binaries of the other.
  std::vector<FormulaCandidate> hosts(const FormulaSettings& settings) const;
  /// One metal neutral or an anion.
  std::vector<FormulaCandidate> unusual(const FormulaSettings& settings) const;

  /// The score of a formula with these valences. Both must be in the distributions.
  double score(const RoleCounts& formula, double valence_a, double valence_b, const FormulaSettings& settings) const;
  /// The likely valences that come nearest to balance.
  ScoredValences nearest_balance(const RoleCounts& formula, const FormulaSettings& settings) const;

 private:
  // A metal with its valences, and where it stands in a formula.
  struct Side {
    Element metal;
    const std::vector<ValenceShare>& shares;
    bool is_a;
  };
  void add_hosts(const Side& guest, const Side& host, const FormulaSettings& settings,
                 std::vector<FormulaCandidate>& found) const;

  const BinaryPool& pool_;
  ChemicalSystem system_;
  const Anion& anion_;
  std::vector<ValenceShare> shares_a_, shares_b_;
};

}  // namespace crystalgan
