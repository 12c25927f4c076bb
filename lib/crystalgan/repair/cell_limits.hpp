#pragma once

#include <optional>

#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

// Volume over the volume rule of a good structure. Chosen: wide enough for the known hydrides' own scatter.
inline constexpr double kMinVolumeRatio = 0.7;
inline constexpr double kMaxVolumeRatio = 1.4;

/// "cell out of range" unless the Niggli cell has lengths of 1 to 100 Å and angles of 30 to 150 degrees.
std::optional<Rejection> insane_cell(const Structure& structure);

/// "volume far from the rule" unless the volume is 0.7 to 1.4 of rule_volume().
std::optional<Rejection> insane_volume(const Structure& structure);

}  // namespace crystalgan
