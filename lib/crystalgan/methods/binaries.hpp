#pragma once

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/features/layout.hpp"

namespace crystalgan {

/// The smallest layout that holds these structures and has the slots asked for.
Layout layout_of(const Binaries& binaries);

}  // namespace crystalgan
