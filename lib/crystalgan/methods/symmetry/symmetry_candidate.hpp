#pragma once

#include <cstddef>
#include <string>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A ternary crystal of the symmetry mode, before candidates of all formulas are put in one order.
struct SymmetryCandidate {
  Structure structure;
  std::size_t formula = 0;       ///< rank in the list of formulas, from 0
  char kind = 'T';               ///< 'T' a template, 'R' an own binary relabelled, 'P' a pooled prototype relabelled
  std::string origin;            ///< the template, or the binary and the supercell
  double log_probability = 0.0;  ///< of the template in its formula; T only
  double energy = 0.0;           ///< eV/atom in the ionic potential; comparable inside a formula only
  double cost = 0.0;             ///< lowest first inside a formula; R and P only
  int own = 0;                   ///< how many of A-X and B-X have a binary of this type; R only
  int minimum = 0;               ///< which of the minima of its template, from 0; T only
  double summed_log_probability = 0.0;  ///< with all templates that relax to the same geometry; T only
  int repeats = 0;                      ///< how many others did; T only
  double score = 0.0;                   ///< among the candidates of all formulas, larger is better; by allocated()
  std::string parent_a = {};            ///< name of the binary that is relabelled, if it is one of A-X; R only
  std::string parent_b = {};            ///< the same, of B-X
};

}  // namespace crystalgan
