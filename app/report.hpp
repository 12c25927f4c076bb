#pragma once

#include "crystalgan/archive/run_directory.hpp"

namespace crystalgan {

/// The page of a run, in its own folder.
inline constexpr const char* kReportFile = "report.html";

/// Writes the page of a finished run into its folder. Throws as read_run() does, and OutputError.
void write_report(const RunDirectory& run);

}  // namespace crystalgan
