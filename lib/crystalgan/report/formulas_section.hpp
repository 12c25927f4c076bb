#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

/// The formulas of the mode symmetry as a section of the report: ternary diagram and table. Empty without formulas.
std::string formulas_section(const RunRecord& run);

/// Its entry in the list of parts.
extern const char* const kFormulasLink;

/// Its style as CSS.
extern const char* const kFormulasStyle;

}  // namespace crystalgan
