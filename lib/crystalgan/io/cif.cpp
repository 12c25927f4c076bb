#include "crystalgan/io/cif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/io/cif_symmetry.hpp"
#include "crystalgan/io/cif_syntax.hpp"
#include "crystalgan/io/conventions.hpp"

namespace crystalgan {
namespace {

using cif::Block;
using cif::Column;
using cif::Value;

// Å. Images of one atom closer than this are the atom on a special position, whose coordinates were printed with few
// digits: 0.333 for 1/3 is off by 0.01 Å in a cell of 30 Å. Chosen: ten times that. Whole atoms (partly occupied ones
// are refused) are never so close to a symmetry element without lying on it.
constexpr double kMergeDistance = 0.1;

// Largest difference between a share of atoms in the cell and in the file's formula. Chosen: the third digit.
constexpr double kFormulaShare = 1e-3;

Lattice cell_of(const Block& block) {
  constexpr std::array<std::string_view, 6> tags{"_cell_length_a",    "_cell_length_b",   "_cell_length_c",
                                                 "_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma"};
  std::array<double, 6> cell{};
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const auto value = block.value({tags[i]});
    if (!value) block.fail(0, "expected " + std::string(tags[i]) + ", got none");
    cell[i] = number_of(*value, std::string(tags[i]), block);
  }
  return conventions::naming_file(
      block.file(), [&] { return Lattice::from_parameters(cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]); });
}

std::string in_case_of_symbols(std::string_view letters) {
  std::string symbol;
  for (const char letter : letters) {
    const auto byte = static_cast<unsigned char>(letter);
    symbol += static_cast<char>(symbol.empty() ? std::toupper(byte) : std::tolower(byte));
  }
  return symbol;
}

/// "Pd" of Pd, PD, Pd2+, Pd+2, Pd0+: letters that are an element, then nothing but a charge.
Element element_of_type(const Value& type, const Block& block) {
  const std::string_view text = type.text;
  const std::size_t count = std::min(text.size(), text.find_first_of("0123456789+-"));
  const auto element = conventions::find_species(in_case_of_symbols(text.substr(0, count)));
  if (!element || text.find_first_not_of("0123456789+-.", count) != std::string_view::npos)
    block.fail(type.line, "_atom_site_type_symbol: expected the symbol of an element, got '" + printable(text) + "'");
  return *element;
}

/// "Pd" of Pd1, "O" of Ow1, "Mg" of MG2. PD1 may be palladium or a phosphorus called D1: refused.
Element element_of_label(const Value& label, const Block& block) {
  const auto is_letter = [&](std::size_t i) {
    return i < label.text.size() && std::isalpha(static_cast<unsigned char>(label.text[i])) != 0;
  };
  const auto of_letters = [&](std::size_t count) {
    return conventions::find_species(in_case_of_symbols(label.text.substr(0, count)));
  };
  const auto one = is_letter(0) ? of_letters(1) : std::nullopt;
  const auto two = is_letter(0) && is_letter(1) ? of_letters(2) : std::nullopt;
  if (one && two && std::isupper(static_cast<unsigned char>(label.text[1])) != 0)
    block.fail(label.line, "_atom_site_label: expected _atom_site_type_symbol beside it, as '" + printable(label.text) +
                               "' may be " + std::string(one->symbol()) + " or " + std::string(two->symbol()));
  if (two) return *two;
  if (one) return *one;
  block.fail(label.line,
             "_atom_site_label: expected a label that begins with an element, got '" + printable(label.text) + "'");
}

/// The columns of the list of atoms; empty where the file has none.
struct AtomColumns {
  std::array<std::vector<Value>, 3> coordinates;
  std::vector<Value> labels;
  std::vector<Value> types;
  std::vector<Value> occupancies;
};

AtomColumns atom_columns(const Block& block) {
  const Column* x = block.find({"_atom_site_fract_x"});
  if (x == nullptr) {
    const Column* other = block.find({"_atom_site_label", "_atom_site_type_symbol"});
    block.fail(other != nullptr ? other->line : 0, "expected _atom_site_fract_x beside the atoms, got none");
  }
  const auto values = [&](std::string_view tag) {
    const Column* column = block.find({tag});
    if (column != nullptr && (column->loop != x->loop || column->values.size() != x->values.size()))
      block.fail(column->line, "expected " + std::string(tag) + " in the loop of _atom_site_fract_x");
    return column != nullptr ? column->values : std::vector<Value>{};
  };
  AtomColumns columns{{x->values, values("_atom_site_fract_y"), values("_atom_site_fract_z")},
                      values("_atom_site_label"),
                      values("_atom_site_type_symbol"),
                      values("_atom_site_occupancy")};
  if (x->values.empty()) block.fail(x->line, "expected at least one atom, got none");
  if (columns.coordinates[1].empty() || columns.coordinates[2].empty())
    block.fail(x->line, "expected _atom_site_fract_x, _y and _z, got not all of them");
  if (columns.labels.empty() && columns.types.empty())
    block.fail(x->line, "expected _atom_site_type_symbol or _atom_site_label beside the coordinates");
  return columns;
}

/// The atoms as listed, before symmetry.
std::vector<Site> listed_atoms(const Block& block) {
  const AtomColumns columns = atom_columns(block);
  const auto known = [](const std::vector<Value>& column, std::size_t row) {
    return !column.empty() && !column[row].text.empty();
  };
  std::vector<Site> atoms;
  for (std::size_t row = 0; row < columns.coordinates[0].size(); ++row) {
    const bool has_type = known(columns.types, row);
    const bool has_label = known(columns.labels, row);
    const std::int64_t line = columns.coordinates[0][row].line;
    if (!has_type && !has_label) block.fail(line, "expected the element of this atom, got '?' or '.'");
    const Element element =
        has_type ? element_of_type(columns.types[row], block) : element_of_label(columns.labels[row], block);
    const std::string shown = "atom '" + printable((has_label ? columns.labels : columns.types)[row].text) + "'";
    Fractional position;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const Value& value = columns.coordinates[axis][row];
      if (value.text.empty()) block.fail(value.line, shown + ": expected coordinates, got '?' or '.'");
      position[axis] = number_of(value, shown + ": coordinates", block);
    }
    if (known(columns.occupancies, row)) {
      const double occupancy = number_of(columns.occupancies[row], shown + ": occupancy", block);
      if (!(std::fabs(occupancy - 1.0) <= conventions::kFullOccupancy))
        throw StructureError(block.file() + ":" + std::to_string(columns.occupancies[row].line) + ": " + shown +
                             ": expected occupancy 1, got " + exact_text(occupancy));
    }
    atoms.push_back({element, position});
  }
  return atoms;
}

/// Every image of one atom in the cell, itself first. Images that fall together mark a special position: their mean
/// lies on it exactly, and takes the place of the printed coordinates.
std::vector<Fractional> orbit(const Fractional& listed, const std::vector<SymmetryOperation>& operators,
                              const Lattice& lattice, const ClosestImage& images) {
  // the shortest vector from one to the other, in fractions
  const auto apart = [&](const Fractional& from, const Fractional& to) {
    Fractional difference = to - from;
    for (double& component : difference.components) component -= std::round(component);
    const ImageIndex image = images.nearest(lattice.cartesian(difference));
    return difference +
           Fractional{static_cast<double>(image[0]), static_cast<double>(image[1]), static_cast<double>(image[2])};
  };
  const auto together = [&](const Fractional& difference) {
    return length(lattice.cartesian(difference)) < kMergeDistance;
  };
  Fractional sum;
  double count = 0.0;
  for (const SymmetryOperation& symmetry : operators) {
    const Fractional difference = apart(listed, symmetry(listed));
    if (!together(difference)) continue;
    sum = sum + difference;
    count += 1.0;
  }
  std::vector<Fractional> positions{count > 0.0 ? listed + (1.0 / count) * sum : listed};
  for (const SymmetryOperation& symmetry : operators) {
    const Fractional image = wrapped(symmetry(positions.front()));
    if (std::none_of(positions.begin(), positions.end(),
                     [&](const Fractional& other) { return together(apart(other, image)); }))
      positions.push_back(image);
  }
  return positions;
}

/// "H2 Mg"; nothing where it is no plain list of elements and counts.
std::map<Element, double> parse_formula_sum(std::string words) {
  std::replace(words.begin(), words.end(), '\n', ' ');
  std::map<Element, double> counts;
  for (const std::string_view word : split_words(words)) {
    const std::size_t letters = std::min(word.size(), word.find_first_of("0123456789."));
    const auto element = conventions::find_species(word.substr(0, letters));
    const auto count = letters == word.size() ? std::optional(1.0) : try_parse_real(word.substr(letters));
    if (!element || !count || !(*count > 0.0)) return {};
    counts[*element] += *count;
  }
  return counts;
}

/// Throws StructureError where the file's own formula says otherwise: atoms are missing, as hydrogen often is, or the
/// file was cut. With a number of formula units, the formula times that must be the cell; the formula alone may be,
/// too, as pymatgen counts units of another formula.
void require_formula(const Block& block, const std::vector<Site>& sites) {
  const auto value = block.value({"_chemical_formula_sum"});
  if (!value) return;
  const std::map<Element, double> expected = parse_formula_sum(value->text);
  if (expected.empty()) return;
  double sum = 0.0;
  for (const auto& [element, count] : expected) sum += count;

  const auto atoms = static_cast<double>(sites.size());
  std::map<Element, double> residuals;
  for (const auto& [element, count] : expected) residuals[element] -= count / sum;
  Composition composition;
  for (const Site& site : sites) {
    residuals[site.element] += 1.0 / atoms;
    ++composition[site.element];
  }
  bool fits = std::all_of(residuals.begin(), residuals.end(),
                          [](const auto& residual) { return std::fabs(residual.second) <= kFormulaShare; });
  std::string said = "_chemical_formula_sum '" + printable(value->text) + "'";
  if (const auto units = block.value({"_cell_formula_units_z"})) {
    const double count = number_of(*units, "_cell_formula_units_Z", block);
    const auto is_cell = [&](double total) { return std::fabs(total - atoms) <= kFormulaShare * atoms; };
    fits = fits && (is_cell(count * sum) || is_cell(sum));
    said += " and _cell_formula_units_Z " + printable(units->text);
  }
  if (!fits)
    throw StructureError(block.file() + ":" + std::to_string(value->line) + ": expected atoms as in " + said +
                         ", got " + formula(composition));
}

Structure structure_of(const Block& block) {
  const Lattice lattice = cell_of(block);
  const std::vector<SymmetryOperation> operators = symmetry_of(block, lattice);
  const std::vector<Site> listed = listed_atoms(block);
  const auto limit = static_cast<std::size_t>(conventions::kMaxAtoms);
  const auto refuse_size = [&] {
    block.fail(0, "expected at most " + std::to_string(limit) + " atoms in the cell, got more");
  };
  // special positions hold few of their images: ten times the atoms may be tried
  if (listed.size() * operators.size() > 10 * limit) refuse_size();
  const ClosestImage images(lattice.rows());
  std::vector<Site> sites;
  for (const Site& atom : listed) {
    for (const Fractional& position : orbit(atom.position, operators, lattice, images))
      sites.push_back({atom.element, position});
    if (sites.size() > limit) refuse_size();
  }
  require_formula(block, sites);
  return {lattice, std::move(sites), block.file()};
}

}  // namespace

std::vector<Structure> parse_cif(std::string_view text, const std::string& file) {
  std::vector<Structure> structures;
  std::vector<std::string> names;
  for (const Block& block : cif::parse_blocks(conventions::without_byte_order_mark(text), file)) {
    if (block.find({"_atom_site_label", "_atom_site_type_symbol", "_atom_site_fract_x"}) == nullptr) continue;
    structures.push_back(structure_of(block));
    names.push_back(block.name());
  }
  if (structures.empty()) throw ParseError(file, 0, "expected a block with atoms (_atom_site_fract_x, ...), got none");
  if (structures.size() > 1)
    for (std::size_t i = 0; i < structures.size(); ++i)
      structures[i] = structures[i].named(file + "#" + printable(names[i], 75));
  return structures;
}

std::string cif_text(const Structure& structure, std::string_view name) {
  const auto [rows, sites] = conventions::right_handed(structure);
  const Lattice lattice(rows);
  const auto lengths = lattice.lengths();
  auto angles = lattice.angles();
  // the arc cosine has no more digits than these; without, 90 degrees print as 90.00000000000001
  for (double& angle : angles) angle = std::round(angle * 1e10) / 1e10;
  std::string formula_sum;
  for (const auto& [element, count] : structure.composition())
    formula_sum += fmt::format("{}{}{}", formula_sum.empty() ? "" : " ", element.symbol(), count);
  std::string text = fmt::format(
      "data_{}\n_chemical_formula_sum '{}'\n_cell_formula_units_Z 1\n"
      "_cell_length_a {}\n_cell_length_b {}\n_cell_length_c {}\n"
      "_cell_angle_alpha {}\n_cell_angle_beta {}\n_cell_angle_gamma {}\n_cell_volume {}\n"
      "_symmetry_space_group_name_H-M 'P 1'\n_symmetry_Int_Tables_number 1\n"
      "loop_\n_symmetry_equiv_pos_site_id\n_symmetry_equiv_pos_as_xyz\n1 'x,y,z'\n"
      "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
      "_atom_site_occupancy\n",
      conventions::block_name(name), formula_sum, exact_text(lengths[0]), exact_text(lengths[1]),
      exact_text(lengths[2]), exact_text(angles[0]), exact_text(angles[1]), exact_text(angles[2]),
      exact_text(lattice.volume()));
  std::map<Element, int> numbers;
  for (const Site& site : sites)
    text += fmt::format("{0}{1} {0} {2} {3} {4} 1\n", site.element.symbol(), ++numbers[site.element],
                        exact_text(site.position[0]), exact_text(site.position[1]), exact_text(site.position[2]));
  return text + "\n";
}

std::string cif_text(const std::vector<Structure>& structures) {
  UnusedNames blocks("_", UnusedNames::Case::ignored);
  std::string text;
  for (const Structure& structure : structures)
    text += cif_text(structure, blocks.take(conventions::block_name(structure.name())));
  return text;
}

}  // namespace crystalgan
