#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crystalgan/stability/ranking.hpp"

namespace crystalgan {

/// The relaxed candidates of one run.
struct RankedRun {
  std::string name;
  std::size_t relaxed;  ///< number of relaxations
  std::vector<RelaxedCrystal> crystals;
};

/// The ternaries of one run on the common hull of all runs. Crystals that match count once.
struct RunShare {
  std::string name;
  std::size_t relaxed;
  std::size_t certified;
  std::size_t distinct;
  std::size_t within_05;  ///< distinct ones no more than 0.05 eV/atom above the hull
  std::size_t within_10;
  std::size_t alone_10;                 ///< of these, those found by no other run
  double lowest;                        ///< eV/atom above the known phases; infinite if it found none
  std::vector<double> expected_lowest;  ///< its mean after kSpent relaxations in random order
};

/// Numbers of relaxations for RunShare::expected_lowest.
inline constexpr std::size_t kSpent[] = {10, 30, 100, 300};

/// Several runs of one system and calculator on one hull. The mean lowest energy after n relaxations is exact, over all
/// orders. A failed relaxation counts as a relaxation; a set of failures counts as the highest energy of the run.
std::vector<RunShare> shares_of(const std::vector<RankedRun>& runs, const KnownEnergies& known,
                                const ChemicalSystem& system, const CalculatorRecord& calculator, std::size_t threads);

}  // namespace crystalgan
