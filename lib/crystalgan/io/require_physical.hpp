#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Throws StructureError, beginning with the structure's name, for what no format forbids and no crystal has: vectors
/// beyond 1e6 Å, and atoms closer than 0.01 Å to each other or to their own images. Internal to io.
void require_physical(const Structure& structure);

}  // namespace crystalgan
