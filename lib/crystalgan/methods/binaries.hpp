#pragma once

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/features/layout.hpp"

namespace crystalgan {

/// The smallest layout for these structures, with at least min_slots.
Layout layout_of(const Binaries& binaries);

}  // namespace crystalgan
