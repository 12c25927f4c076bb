#pragma once

#include <string>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// One crystal as an HTML page with the report's 3D viewer, without network or other files: about 200 kB. `title` is for
/// screen readers; it cannot become markup. Throws StructureError where the crystal has elements that are not A, B or X.
std::string crystal_page(const Structure& structure, const ChemicalSystem& system, const std::string& title);

}  // namespace crystalgan
