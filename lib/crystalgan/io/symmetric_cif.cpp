#include "crystalgan/io/symmetric_cif.hpp"

#include <fmt/format.h>

#include <cmath>
#include <gemmi/symmetry.hpp>
#include <map>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/crystal/standard_cell.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/conventions.hpp"

namespace crystalgan {
namespace {

std::vector<gemmi::Op> gemmi_operators(const std::vector<SymmetryOperation>& operations) {
  std::vector<gemmi::Op> operators;
  for (const SymmetryOperation& operation : operations) {
    gemmi::Op converted = gemmi::Op::identity();
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) converted.rot[i][j] = gemmi::Op::DEN * operation.rotation[i][j];
      converted.tran[i] = static_cast<int>(std::lround(gemmi::Op::DEN * operation.translation[i]));
    }
    operators.push_back(converted);
  }
  return operators;
}

/// "'F d -3 m:1'" with the choice of origin or axes, as gemmi names this setting.
std::string hermann_mauguin(const std::vector<gemmi::Op>& operators) {
  const gemmi::SpaceGroup* const group = gemmi::find_spacegroup_by_ops(gemmi::split_centering_vectors(operators));
  if (group == nullptr) throw NumericalError("CIF: no symbol for the operators of a standard setting");
  return "'" + group->xhm() + "'";
}

std::string cell_lines(const Lattice& lattice) {
  constexpr double digits = 1e10;  // those of standard_cell(); more are rounding
  const auto rounded = [&](double number) { return exact_text(std::round(number * digits) / digits); };
  const auto lengths = lattice.lengths();
  const auto angles = lattice.angles();
  std::string text;
  for (std::size_t i = 0; i < 3; ++i) text += fmt::format("_cell_length_{} {}\n", "abc"[i], rounded(lengths[i]));
  constexpr std::array names{"alpha", "beta", "gamma"};
  for (std::size_t i = 0; i < 3; ++i) text += fmt::format("_cell_angle_{} {}\n", names[i], rounded(angles[i]));
  return text + "_cell_volume " + exact_text(lattice.volume()) + "\n";
}

std::string formula_lines(const Composition& cell) {
  const Composition unit = reduced(cell);
  std::string sum;
  for (const auto& [element, count] : unit)
    sum += fmt::format("{}{}{}", sum.empty() ? "" : " ", element.symbol(), count);
  return fmt::format("_chemical_formula_sum '{}'\n_cell_formula_units_Z {}\n", sum,
                     cell.begin()->second / unit.begin()->second);
}

std::string atom_lines(const std::vector<WyckoffSite>& sites) {
  std::string text =
      "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_site_symmetry_multiplicity\n"
      "_atom_site_Wyckoff_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n";
  std::map<Element, int> numbers;
  for (const auto& [element, position, multiplicity, letter] : sites)
    text += fmt::format("{0}{1} {0} {2} {3} {4} {5} {6} 1\n", element.symbol(), ++numbers[element], multiplicity,
                        letter, exact_text(position[0]), exact_text(position[1]), exact_text(position[2]));
  return text;
}

}  // namespace

std::string symmetric_cif_text(const Structure& structure, std::string_view name, double tolerance) {
  const auto cell = standard_cell(structure, tolerance);
  if (!cell || cell->group.number == 1) return cif_text(structure, name);
  const std::vector<gemmi::Op> operators = gemmi_operators(cell->operations);
  std::string text =
      "data_" + conventions::block_name(name) + "\n# the conventional standard cell; symmetry by spglib within " +
      exact_text(tolerance) + " angstrom\n" + formula_lines(cell->conventional.composition()) +
      cell_lines(cell->conventional.lattice()) +
      fmt::format("_space_group_name_H-M_alt {}\n_space_group_name_Hall '{}'\n_space_group_IT_number {}\n",
                  hermann_mauguin(operators), cell->hall_symbol, cell->group.number) +
      "loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n";
  for (std::size_t i = 0; i < operators.size(); ++i) text += fmt::format("{} '{}'\n", i + 1, operators[i].triplet());
  return text + atom_lines(cell->sites) + "\n";
}

std::string symmetric_cif_text(const std::vector<Structure>& structures, double tolerance) {
  UnusedNames blocks("_", UnusedNames::Case::ignored);
  std::string text;
  for (const Structure& structure : structures)
    text += symmetric_cif_text(structure, blocks.take(conventions::block_name(structure.name())), tolerance);
  return text;
}

}  // namespace crystalgan
