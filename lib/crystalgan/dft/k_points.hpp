#pragma once

#include <array>
#include <string>

#include "crystalgan/crystal/lattice.hpp"

namespace crystalgan {

/// 1/Å, 2π included (VASP's KSPACING). Chosen: 5 x 5 x 5 for a cube of 4 Å, the coarsest mesh that kept the order of
/// the energies of hydrides by PBE here.
inline constexpr double kDefaultKSpacing = 0.32;
inline constexpr double kMinKSpacing = 0.05;  ///< 1/Å. Chosen: 32 points along 4 Å; finer is a slip of the pen
inline constexpr double kMaxKSpacing = 2.0;   ///< 1/Å. Chosen: one point for 4 Å

using KPoints = std::array<int, 3>;

/// The Γ-centred mesh whose points are at most `spacing` (1/Å, 2π included) apart along each reciprocal vector:
/// n_i = max(1, ceil(|b_i| / spacing)). Throws ConfigError for a spacing outside the bounds above.
KPoints k_points(const Lattice& lattice, double spacing);

/// "5x5x3"
std::string k_points_name(const KPoints& points);

}  // namespace crystalgan
