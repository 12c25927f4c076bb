#pragma once

#include <map>
#include <optional>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan::wyckoff {

/// Å; the tolerance at which templates of known structures are found. Chosen.
inline constexpr double kTemplateTolerance = 0.05;

/// The template of a structure, in its canonical form, by spglib within `tolerance` (Å). The standardised cell is analysed
/// again; there is no template where spglib finds no symmetry, where the second space group differs from the first, or
/// where the multiplicities of the orbits do not add up to the atoms. Throws StructureError for an element without role.
std::optional<Template> template_of(const Structure& structure, const std::map<Element, Role>& roles,
                                    double tolerance = kTemplateTolerance);

}  // namespace crystalgan::wyckoff
