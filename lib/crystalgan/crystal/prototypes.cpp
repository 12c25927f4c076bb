#include "crystalgan/crystal/prototypes.hpp"

#include <algorithm>
#include <cmath>
#include <gemmi/symmetry.hpp>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"

namespace crystalgan {
namespace {

// Fractional; chosen, not derived: images of a special position agree to rounding, different atoms are 0.1 apart.
constexpr double kSamePosition = 1e-4;

// Å; any length serves, the cell is scaled to the volume rule afterwards.
constexpr double kFirstLength = 5.0;

const gemmi::SpaceGroup& space_group_of(const Prototype& prototype) {
  const gemmi::SpaceGroup* group = gemmi::find_spacegroup_by_name(std::string(prototype.space_group));
  if (group == nullptr)
    throw StructureError(std::string(prototype.id) + ": expected a Hermann-Mauguin symbol, got '" +
                         std::string(prototype.space_group) + "'");
  return *group;
}

Lattice conventional_lattice(const Prototype& prototype, const gemmi::SpaceGroup& group) {
  const auto system = group.crystal_system();
  const bool hexagonal_axes =
      system == gemmi::CrystalSystem::Hexagonal || (system == gemmi::CrystalSystem::Trigonal && group.ext != 'R');
  return Lattice::from_parameters(kFirstLength, kFirstLength * prototype.b_over_a, kFirstLength * prototype.c_over_a,
                                  90.0, prototype.beta, hexagonal_axes ? 120.0 : 90.0);
}

bool same_position(const Fractional& one, const Fractional& other) {
  const Fractional apart = one - other;
  return std::ranges::all_of(apart.components, [](double d) { return std::abs(d - std::round(d)) < kSamePosition; });
}

// All the equivalent positions in one conventional cell.
std::vector<Fractional> orbit(const Fractional& position, const gemmi::GroupOps& operations) {
  std::vector<Fractional> positions;
  for (const gemmi::Op& operation : operations) {
    const auto [x, y, z] = operation.apply_to_xyz(position.components);
    const Fractional image = wrapped({x, y, z});
    if (std::ranges::none_of(positions, [&](const Fractional& known) { return same_position(known, image); }))
      positions.push_back(image);
  }
  return positions;
}

// "M2X-Cu2O" -> "Pd2H-Cu2O"
std::string name_of(const Prototype& prototype, const Composition& composition) {
  return formula(reduced(composition)) + std::string(prototype.id.substr(prototype.id.find('-')));
}

}  // namespace

Structure build(const Prototype& prototype, Element metal, Element x) {
  const gemmi::SpaceGroup& group = space_group_of(prototype);
  const gemmi::GroupOps operations = group.operations();
  std::vector<Site> sites;
  for (const PrototypeSite& site : prototype.sites)
    for (const Fractional& position : orbit(site.position, operations))
      sites.push_back({site.role == Role::metal ? metal : x, position});

  const Structure conventional(conventional_lattice(prototype, group), std::move(sites), std::string(prototype.id));
  const auto primitive = primitive_cell(conventional, kExactTolerance);
  if (!primitive) throw StructureError(conventional.name() + ": expected a primitive cell, spglib found none");
  return at_rule_volume(primitive->named(name_of(prototype, primitive->composition())));
}

std::vector<Structure> built_in_binaries(Element metal, Element x) {
  std::vector<Structure> structures;
  for (const Prototype& prototype : prototypes()) structures.push_back(build(prototype, metal, x));
  return structures;
}

std::vector<Structure> built_in_elements(Element element) {
  std::vector<Structure> structures;
  for (const Prototype& prototype : element_prototypes()) structures.push_back(build(prototype, element, element));
  return structures;
}

std::vector<Structure> built_in_alloys(Element one, Element other) {
  std::vector<Structure> structures;
  for (const Prototype& prototype : alloy_prototypes()) {
    structures.push_back(build(prototype, one, other));
    if (reduced(structures.back().composition()) != reduced(build(prototype, other, one).composition()))
      structures.push_back(build(prototype, other, one));
  }
  return structures;
}

}  // namespace crystalgan
