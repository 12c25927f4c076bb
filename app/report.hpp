#pragma once

#include "crystalgan/archive/run_directory.hpp"

namespace crystalgan {

/// Writes the report of a finished run. Throws as read_run(), and OutputError.
void write_report(const RunDirectory& run);

}  // namespace crystalgan
