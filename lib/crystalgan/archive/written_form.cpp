#include "crystalgan/archive/written_form.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/standard_cell.hpp"
#include "crystalgan/io/poscar.hpp"

namespace crystalgan {
namespace {

Generated read_back(const Structure& structure) {
  try {
    return parse_poscar(poscar_text(structure, structure.name()), structure.name());
  } catch (const StructureError& error) {
    return Rejection{std::string(kNotACrystal), error.what()};
  }
}

/// A first, then B, then X.
Structure in_order_of_roles(const Structure& structure, const ChemicalSystem& system) {
  std::vector<Site> sites = structure.sites();
  const auto role = [&](const Site& site) { return site.element == system.a ? 0 : site.element == system.b ? 1 : 2; };
  std::ranges::stable_sort(sites, {}, role);
  return {structure.lattice(), std::move(sites), structure.name()};
}

/// The Niggli cell where there is no group at either tolerance.
Generated in_standard_cell(const Structure& structure, double tolerance) {
  for (const double within : {tolerance, kExactTolerance})
    if (const auto cell = standard_cell(structure, within)) return read_back(cell->primitive);
  return as_written(structure);
}

WrittenForm form_within(double tolerance, const Configuration& configuration) {
  if (!is_symmetry_mode(configuration)) return as_written;
  const auto& given = configuration.system;
  return [tolerance, system = ChemicalSystem::from_symbols(given.a, given.b, given.x)](const Structure& structure) {
    return in_standard_cell(in_order_of_roles(structure, system), tolerance);
  };
}

}  // namespace

Generated as_written(const Structure& structure) {
  try {
    return read_back(niggli_reduced(structure));
  } catch (const StructureError& error) {
    return Rejection{std::string(kNotACrystal), error.what()};
  }
}

WrittenForm candidate_form(const Configuration& configuration) {
  return form_within(kSymmetryTolerance, configuration);
}

WrittenForm relaxed_form(const Configuration& configuration) { return form_within(kExactTolerance, configuration); }

}  // namespace crystalgan
