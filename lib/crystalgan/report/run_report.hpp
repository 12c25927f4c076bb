#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

/// A run as one HTML page that needs no network and no other file: what was asked and what came out, the candidates
/// with all that their files say, losses, distances, rejections. Nothing in it that came from a file can become markup
/// or script. The same run gives the same bytes.
std::string run_report(const RunRecord& run);

}  // namespace crystalgan
