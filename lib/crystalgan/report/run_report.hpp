#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

/// A run as one HTML page without network or other files: settings, results, candidates with all file content, losses,
/// distances, rejections. Text from files cannot become markup or script. Equal runs give equal bytes.
std::string run_report(const RunRecord& run);

}  // namespace crystalgan
