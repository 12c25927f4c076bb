#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "crystalgan/methods/symmetry/allocation.hpp"

namespace crystalgan {

// Paper:   none; the order of the allocation (allocation.hpp), with the energy of a better potential
// Symbols: prior of a candidate: log Σ P, or -0.3 (cost - own); E its energy in one potential, unrelaxed, eV/atom; dE above
//          the lowest of its formula, at most 1.5; score of the allocation
// Here:    candidates of one formula and class (templates; relabelled prototypes) are ordered by p prior - e dE, with the
//          weights p and e below, and take the scores that the allocation gave to that formula and class, the best the
//          largest: how many candidates of a formula come first does not change, which ones does
// Differs: the allocation orders prototypes by e/8 and measures dE of templates from the lowest template; here one
//          potential holds for both
// Test:    symmetry_energy_order_test.cpp

/// A candidate of the symmetry mode with an energy.
struct EvaluatedCandidate {
  std::int64_t formula;          ///< rank in the list of formulas
  bool is_template;              ///< else a relabelled prototype
  double prior;                  ///< prior_of()
  double score;                  ///< of allocated()
  std::optional<double> energy;  ///< eV/atom; nothing where the potential refused it
};

/// Weights of the order by CHGNet energies. Chosen on systems that no figure of the result page counts:
/// docs/results/chgnet-ranking.md.
inline constexpr OrderWeights kSinglePointWeights{1.0, 64.0};

/// The score of each candidate in the new order; nothing without energy. Equal candidates keep their order.
std::vector<std::optional<double>> scores_by_energy(std::span<const EvaluatedCandidate> candidates,
                                                    const OrderWeights& weights = kSinglePointWeights);

}  // namespace crystalgan
