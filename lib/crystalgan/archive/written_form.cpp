#include "crystalgan/archive/written_form.hpp"

#include <optional>
#include <string>

#include "crystalgan/core/error.hpp"
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

/// The Niggli cell where there is no group at either tolerance.
Generated in_standard_cell(const Structure& structure, double tolerance) {
  for (const double within : {tolerance, kExactTolerance})
    if (const auto cell = standard_cell(structure, within)) return read_back(cell->primitive);
  return as_written(structure);
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
  if (!is_symmetry_mode(configuration)) return as_written;
  return [](const Structure& structure) { return in_standard_cell(structure, kSymmetryTolerance); };
}

WrittenForm relaxed_form(const Configuration& configuration) {
  if (!is_symmetry_mode(configuration)) return as_written;
  return [](const Structure& structure) { return in_standard_cell(structure, kExactTolerance); };
}

}  // namespace crystalgan
