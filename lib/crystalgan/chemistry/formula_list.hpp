#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/chemistry/ternary_formula.hpp"

namespace crystalgan {

/// Why a formula is in the list.
enum class FormulaSource {
  valences,   ///< the valences of both metals balance X
  host,       ///< one metal added to a known binary of the other, whose valence falls
  unusual,    ///< one metal neutral, or an anion (Zintl)
  requested,  ///< by the user
};

/// "valences", "host", "unusual valence", "requested"
std::string source_name(FormulaSource source);

/// A composition with the valences that make it likely.
struct RankedFormula {
  RoleCounts formula;
  double
      log_probability;  ///< of the formula in its system; sources beyond `valences` are scaled alike, not to a sum of 1
  double valence_a, valence_b;
  FormulaSource source;
  std::string reason;  ///< for people: "Sr 2+, Ti 4+"
};

struct FormulaSettings {
  int max_atoms = 20;     ///< of a formula
  bool isotypic = false;  ///< A-X and B-X share a structure type: metals of equal valence mix more easily
};

/// Formulas whose valences balance, best first, probabilities normalised over all of them. Throws ConfigError for an X of
/// unknown valence, StructureError where nothing is known of the valences of a metal.
std::vector<RankedFormula> valence_formulas(const BinaryPool& pool, const ChemicalSystem& system,
                                            const FormulaSettings& settings = {});

/// What the list of a system is made of. Defaults by X: ten host formulas for S, fourteen of unusual valences for H;
/// chosen, with them known formulas of other systems stand in the list.
struct FormulaCounts {
  std::size_t valences = 30;
  std::size_t hosts = 0;
  std::size_t unusual = 0;

  static FormulaCounts of(Element anion);
};

/// The first formulas by valences, then the best others of each other source; each formula once.
std::vector<RankedFormula> ranked_formulas(const BinaryPool& pool, const ChemicalSystem& system,
                                           const FormulaCounts& counts, const FormulaSettings& settings = {});

/// A formula of the user: as in the list of valences, or with the valences that come nearest to balance.
RankedFormula requested_formula(const BinaryPool& pool, const ChemicalSystem& system, const RoleCounts& formula,
                                const FormulaSettings& settings = {});

}  // namespace crystalgan
