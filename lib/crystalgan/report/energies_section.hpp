#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

/// Relaxation and ranking as a section of the page: the calculator, the candidates left after each step, the hull, the best
/// crystals with links, the elements, then the same by first principles. Empty without relaxed candidates. Texts are
/// escaped.
std::string energies_section(const RunRecord& run);

/// Its entry in the navigation of the page.
extern const char* const kEnergiesLink;

/// The style of the section as CSS text.
extern const char* const kEnergiesStyle;

}  // namespace crystalgan
