#pragma once

#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/methods/symmetry/symmetry_candidate.hpp"

namespace crystalgan {

/// What the symmetry mode knows of each candidate, as numbers of a regression on energies: its class; the features and
/// the log-probability of its template, 0 for prototypes; cost and own types of a prototype, 0 for templates; the
/// fractions of A, B and X; the ionic energy above the lowest of its formula (eV/atom, at most 1.5) and the logarithm of
/// its rank there; the volume over that of the rule. Rows have one length.
std::vector<std::vector<double>> candidate_rows(const std::vector<SymmetryCandidate>& candidates,
                                                const ChemicalSystem& system);

}  // namespace crystalgan
