#pragma once

#include <variant>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/repair/projection.hpp"

namespace crystalgan {

/// How a raw structure becomes a certified crystal.
struct RefinementSettings {
  ProjectionSettings projection;
  /// A volume outside of the projection's bounds is set to the volume rule before anything else.
  bool rescale = true;
  /// Å; the tolerances at which symmetry is looked for, in this order. None: symmetry is left alone. Chosen, not
  /// derived: what has symmetry at 0.5 Å keeps its own, only the others are taken further; going down from 1 Å instead
  /// made more structures alike, and going up from 0.15 Å gave rattled crystals only a part of their symmetry.
  std::vector<double> tolerances{0.5, 0.7, 1.0, 0.3, 0.15};
};

/// Niggli-reduces, projects onto the limits, symmetrises and projects again: the first tolerance whose result keeps the
/// limits of distance, volume and cell wins, then the structure that was only projected. Composition, order of the
/// atoms and name are kept. The rejection names what the projected structure breaks.
std::variant<Structure, Rejection> refined(const Structure& structure, const ChemicalSystem& system,
                                           const DistanceLimits& limits, const RefinementSettings& settings = {});

}  // namespace crystalgan
