#pragma once

#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// OPTIMADE JSON Lines with a header; Cartesian Å, numbers exact. The id of a structure is what follows '#' in its name,
/// else the file stem of its name; no id stands twice. parse_json() reads it.
std::string optimade_text(const std::vector<Structure>& structures);

}  // namespace crystalgan
