#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crystalgan/stability/ranking.hpp"

namespace crystalgan {

/// The relaxed candidates of one run.
struct RankedRun {
  std::string name;
  std::size_t relaxed;  ///< relaxations that were spent
  std::vector<RelaxedCrystal> crystals;
};

/// What a run found of ternaries on the hull that all runs form together. Crystals that the matcher takes for the same count once.
struct RunShare {
  std::string name;
  std::size_t relaxed;
  std::size_t certified;
  std::size_t distinct;
  std::size_t within_05;  ///< distinct ones no more than 0.05 eV/atom above the hull
  std::size_t within_10;
  std::size_t alone_10;                 ///< of these, those that no other run found
  double lowest;                        ///< eV/atom above the known phases; infinite where it found none
  std::vector<double> expected_lowest;  ///< the mean of the same after so many relaxations in random order: kSpent
};

/// Numbers of relaxations for RunShare::expected_lowest.
inline constexpr std::size_t kSpent[] = {10, 30, 100, 300};

/// Several runs of one system and calculator on one hull. A crystal's mean lowest energy after n relaxations is exact over
/// all orders of those spent; relaxations that came to nothing count as spent, and a set of nothing but them as the highest
/// energy of the run.
std::vector<RunShare> shares_of(const std::vector<RankedRun>& runs, const KnownEnergies& known,
                                const ChemicalSystem& system, const CalculatorRecord& calculator, std::size_t threads);

}  // namespace crystalgan
