#pragma once

#include "crystalgan/archive/run_directory.hpp"

namespace crystalgan {

/// Writes the page of a finished run into its folder. Throws as read_run() does, and OutputError.
void write_report(const RunDirectory& run);

}  // namespace crystalgan
