#include "crystalgan/repair/refinement.hpp"

#include <optional>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/repair/cell_limits.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "crystalgan/repair/symmetrise.hpp"

namespace crystalgan {
namespace {

bool within(const ProjectionSettings& bounds, const Structure& structure) {
  const double ratio = structure.lattice().volume() / rule_volume(structure.composition());
  return ratio >= bounds.min_volume && ratio <= bounds.max_volume;
}

// The first limit that a structure breaks: what the funnel holds a good one to.
std::optional<Rejection> broken(const Structure& structure, Element x, const DistanceLimits& limits) {
  if (auto rejection = broken_limit(certify(structure, x, limits))) return rejection;
  if (auto rejection = insane_volume(structure)) return rejection;
  return insane_cell(structure);
}

std::variant<Structure, Rejection> refine(const Structure& structure, Element x, const DistanceLimits& limits,
                                          const RefinementSettings& settings) {
  Structure reduced = niggli_reduced(structure);
  if (settings.rescale && !within(settings.projection, reduced)) reduced = at_rule_volume(reduced);
  const Structure plain = projected(reduced, x, limits, settings.projection);
  for (const double tolerance : settings.tolerances) {
    const auto symmetric = symmetrised(plain, tolerance);
    if (!symmetric) continue;
    const Structure mended = niggli_reduced(projected(*symmetric, x, limits, settings.projection));
    if (!broken(mended, x, limits)) return mended;
  }
  const Structure unsymmetric = niggli_reduced(plain);
  if (auto rejection = broken(unsymmetric, x, limits)) return *std::move(rejection);
  return unsymmetric;
}

}  // namespace

std::variant<Structure, Rejection> refined(const Structure& structure, const ChemicalSystem& system,
                                           const DistanceLimits& limits, const RefinementSettings& settings) {
  try {
    return refine(structure, system.x, limits, settings);
  } catch (const StructureError& error) {
    // the constructors know what a structure is; here their refusal is a count, not a failure
    return Rejection{std::string(kNotACrystal), error.what()};
  }
}

}  // namespace crystalgan
