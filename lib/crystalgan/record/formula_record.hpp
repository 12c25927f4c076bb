#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/columns.hpp"

namespace crystalgan {

/// A formula of the mode symmetry, with its score and why it is in the list.
struct FormulaRow {
  std::int64_t rank;  ///< from 1
  std::string formula;
  std::int64_t a, b, x;                    ///< atoms of A, B and X, without a common divisor
  double log_probability;                  ///< in the list of its system
  double valence_a, valence_b;             ///< that balance X best
  std::string source;                      ///< "valences", "host", "unusual valence", "requested"
  std::string reason;                      ///< for people: "Sr 2+, Ti 4+"
  std::optional<std::int64_t> templates;   ///< arrangements that were listed
  std::optional<std::int64_t> candidates;  ///< geometries that were found, before the best of all formulas are chosen
  std::string skipped;                     ///< why it has no candidates; empty where it has

  friend bool operator==(const FormulaRow&, const FormulaRow&) = default;
};

inline constexpr std::array kFormulaColumns{
    Column<FormulaRow>{"rank", "", &FormulaRow::rank},
    Column<FormulaRow>{"formula", "", &FormulaRow::formula},
    Column<FormulaRow>{"a", "", &FormulaRow::a},
    Column<FormulaRow>{"b", "", &FormulaRow::b},
    Column<FormulaRow>{"x", "", &FormulaRow::x},
    Column<FormulaRow>{"log_probability", "", &FormulaRow::log_probability},
    Column<FormulaRow>{"valence_a", "", &FormulaRow::valence_a},
    Column<FormulaRow>{"valence_b", "", &FormulaRow::valence_b},
    Column<FormulaRow>{"source", "", &FormulaRow::source},
    Column<FormulaRow>{"reason", "", &FormulaRow::reason},
    Column<FormulaRow>{"templates", "", &FormulaRow::templates},
    Column<FormulaRow>{"candidates", "", &FormulaRow::candidates},
    Column<FormulaRow>{"skipped", "", &FormulaRow::skipped},
};

/// The text of formulas.csv, in the order of the rows.
std::string formulas_csv(const std::vector<FormulaRow>& rows);

/// The reverse. Throws ParseError; also where a formula has no atom of A, B or X.
std::vector<FormulaRow> parse_formulas(std::string_view csv, const std::string& file);

}  // namespace crystalgan
