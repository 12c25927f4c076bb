#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

/// One structure's way through the three steps of the published method as a section of the page: its binaries, the
/// structures of the steps with their losses, the candidate. Empty where the steps were not kept. Texts are escaped.
std::string steps_section(const RunRecord& run);

/// Its entry in the navigation of the page.
extern const char* const kStepsLink;

/// The style of the section as CSS text.
extern const char* const kStepsStyle;

}  // namespace crystalgan
