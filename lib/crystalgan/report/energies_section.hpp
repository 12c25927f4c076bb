#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

/// What calculators made of the candidates, as a section of the page: by whom and what that is worth, how many are
/// left after each step, the elements, the best crystals with links to their candidates; below it the same by first principles.
/// Empty where the run has no relaxed candidates. Text of files is escaped.
std::string energies_section(const RunRecord& run);

/// The entry of the section among the parts of the page.
extern const char* const kEnergiesLink;

/// The style of the section as CSS text.
extern const char* const kEnergiesStyle;

}  // namespace crystalgan
