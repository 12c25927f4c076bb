#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"

namespace crystalgan {

/// Fractional coordinates as whole numbers of 1 / kGridPoints: halves, thirds, sixths, ... 1/24 are among them, and 11
/// decimals.
using GridPoint = std::array<std::int64_t, 3>;
inline constexpr std::int64_t kGridPoints = 2'400'000'000'000;

/// Moved into the cell.
GridPoint wrapped(const GridPoint& point);

/// The nearest numbers: 1/3 to the last bit.
Fractional fractional(const GridPoint& point);

/// The orbit of a point, moved into the cell, the point first. What the site symmetry fixes is exact, such as 1/2, 1/3 or
/// y = 2x; what it leaves free is rounded to 11 decimals, or to a
/// multiple of 1/24 within 1e-8. The site symmetry are the operations that move the point by less
/// than `reach` (Å); it must lie closer to where they put it. `operations`: all of the group in the cell of `lattice`, the
/// identity first.
std::vector<GridPoint> exact_orbit(const Fractional& point, const std::vector<SymmetryOperation>& operations,
                                   const Lattice& lattice, double reach);

}  // namespace crystalgan
