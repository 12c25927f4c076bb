#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// For every structure the first earlier one that it looks like: same reduced composition, same number of atoms in the
/// primitive cell, and the twelve nearest distances of every atom alike when both are scaled to the same volume. A
/// quick look for `inspect`; it maps no lattice onto another, so it may take strongly distorted variants for different.
std::vector<std::optional<std::size_t>> find_repeats(const std::vector<Structure>& structures);

}  // namespace crystalgan
