#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crystalgan/chemistry/formula_list.hpp"
#include "crystalgan/methods/symmetry/symmetry_candidate.hpp"

namespace crystalgan {

// Paper:   none; ionic energies compare structures of one formula only, so candidates of several formulas meet by rank
// Symbols: P(f) of the formula; i = 0, 1, ... rank among the candidates of its formula and class; w share of the class
// Here:    score = 0.6 log P(f) - ln(i + 3) + ln w + b. Templates are ordered by p log Σ P - e dE and have 1 - w;
//          relabelled prototypes by -0.3 p (cost - own) - e/8 dE and have w; p = 1 and e = 8, the weights of the order; dE
//          in eV/atom, at most 1.5. w = 0.5 and b = 0; w = 0.8 and b = 1 where the metals share structure types and the
//          formula has a prototype of one. All chosen; the figures hardly depend on them
// Differs: -
// Test:    symmetry_allocation_test.cpp

/// What decides the order inside a formula.
struct OrderWeights {
  double prior = 1.0;   ///< of log Σ P, or of the cost of a prototype; 0: energy alone
  double energy = 8.0;  ///< per eV/atom; 0: prior alone
};

inline constexpr double kMaxEnergyAbove = 1.5;  ///< eV/atom; dE beyond counts as this

/// The order inside a formula without energies, larger is better: log Σ P of a template, -0.3 (cost - own) of a prototype.
double prior_of(const SymmetryCandidate& candidate);

/// The first `count` candidates of all formulas, best first, with their scores. `formulas` is the list that
/// SymmetryCandidate::formula refers to; `isotypic`: A-X and B-X share a structure type. Equal scores keep the order of
/// formulas, then templates before prototypes.
std::vector<SymmetryCandidate> allocated(std::vector<SymmetryCandidate> candidates,
                                         std::span<const RankedFormula> formulas, bool isotypic, std::size_t count,
                                         const OrderWeights& weights = {});

}  // namespace crystalgan
