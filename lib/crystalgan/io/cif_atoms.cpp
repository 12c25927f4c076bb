#include "crystalgan/io/cif_atoms.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <map>
#include <string_view>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/conventions.hpp"

namespace crystalgan::cif {
namespace {

bool is_capital(char letter) { return std::isupper(static_cast<unsigned char>(letter)) != 0; }
bool is_small(char letter) { return std::islower(static_cast<unsigned char>(letter)) != 0; }

std::string in_case_of_symbols(std::string_view letters) {
  std::string symbol;
  for (const char letter : letters) {
    const auto byte = static_cast<unsigned char>(letter);
    symbol += static_cast<char>(symbol.empty() ? std::toupper(byte) : std::tolower(byte));
  }
  return symbol;
}

/// "Pd" of Pd, PD, Pd2+, Pd+2, Pd0+: letters that are an element, then nothing but a charge. T1 is a site, T tritium.
Element element_of_type(const Value& type, const Block& block) {
  const std::string_view text = type.text;
  const std::size_t count = std::min(text.size(), text.find_first_of("0123456789+-"));
  const std::string symbol = in_case_of_symbols(text.substr(0, count));
  const auto element = conventions::find_species(symbol);
  const bool is_site = symbol == "T" && text.find_first_of("0123456789") != std::string_view::npos &&
                       text.find_first_of("+-") == std::string_view::npos;
  if (!element || is_site || text.find_first_not_of("0123456789+-.", count) != std::string_view::npos)
    block.fail(type.line, "_atom_site_type_symbol: expected the symbol of an element, got '" + printable(text) + "'");
  return *element;
}

/// The element of a label that begins with several capitals. RE are rare earths, TM transition metals, VA vacancies; OH and
/// OW have hydrogen that is not listed. Of three and more only those of oxygen are sure: OBR, but neither WAT nor VAC.
std::optional<Element> element_of_capitals(const std::string& letters) {
  const std::string first_two = letters.substr(0, 2);
  for (const char* other : {"RE", "TM", "VA", "OH", "OW"})
    if (first_two == other) return std::nullopt;
  if (letters.size() > 2 && is_capital(letters[2]) && letters[0] != 'O') return std::nullopt;
  const auto one = Element::find(first_two.substr(0, 1));
  const auto two = Element::find(in_case_of_symbols(first_two));
  return one && two ? std::nullopt : one ? one : two;
}

/// "Pd" of Pd1, "Mg" of MG2, "Si" of SiT1, "O" of OA1 and O_3: a label whose letters can be read in one way. PD1 may be
/// palladium or a phosphorus called D1; D1 and T1 may be isotopes or sites; Ow, Wat, Vac and REE are none: all refused.
std::optional<Element> unambiguous_element(std::string_view label) {
  const auto* const end =
      std::find_if_not(label.begin(), label.end(), [](char letter) { return is_capital(letter) || is_small(letter); });
  std::string letters(label.begin(), end);
  const std::string_view rest = label.substr(letters.size());
  if (letters == "O" && rest.starts_with("-H")) return std::nullopt;  // as AMCSD writes hydroxyl
  const bool any_capital = std::any_of(letters.begin(), letters.end(), is_capital);
  if (!any_capital)
    for (char& letter : letters) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  const auto is_small_at = [&](std::size_t i) { return i < letters.size() && is_small(letters[i]); };
  const auto is_capital_at = [&](std::size_t i) { return i < letters.size() && is_capital(letters[i]); };
  if (!is_capital_at(0)) return std::nullopt;
  if (is_small_at(1)) return is_small_at(2) ? std::nullopt : Element::find(letters.substr(0, 2));
  if (!is_capital_at(1)) return Element::find(letters);
  return element_of_capitals(letters);
}

/// Whether `text`, the rest of a label, begins with a symbol that is not that of `first`. Of one letter only those of
/// H, D, F, K, N and O count, as B, C and others number sites; all do where a sign divides two names, as in Fe/V.
bool begins_with_other_element(std::string_view text, Element first, bool after_sign, bool in_any_case) {
  if (text.empty() || !(is_capital(text[0]) || (in_any_case && is_small(text[0])))) return false;
  const auto is_other = [&](const std::optional<Element>& element) { return element && *element != first; };
  const bool has_two = text.size() > 1 && (is_small(text[1]) || (after_sign && is_capital(text[1])));
  if (has_two && is_other(Element::find(in_case_of_symbols(text.substr(0, 2))))) return true;
  const std::string one = in_case_of_symbols(text.substr(0, 1));
  const bool counts = (after_sign && !has_two) || one.find_first_of("HDFKNO") == 0;
  return counts && is_other(conventions::find_species(one));
}

/// Whether a label names a second element, as those of sites that two share do: KNa1, Fe_Ni, Mg/Fe.
bool names_two(std::string_view label, Element first) {
  const bool in_any_case = std::none_of(label.begin(), label.end(), is_capital);
  if (begins_with_other_element(label.substr(first.symbol().size()), first, false, false)) return true;
  for (std::size_t at = label.find_first_of("/,_+-"); at != std::string_view::npos;
       at = label.find_first_of("/,_+-", at + 1))
    if (begins_with_other_element(label.substr(at + 1), first,
                                  std::string_view("/,+").find(label[at]) != std::string_view::npos, in_any_case))
      return true;
  return false;
}

/// Elements past lawrencium are in no crystal: Cn1 and Og1 are other names of sites.
Element element_of_label(const Value& label, const Block& block) {
  constexpr int lawrencium = 103;
  const auto element = unambiguous_element(label.text);
  if (element && element->atomic_number() <= lawrencium && !names_two(label.text, *element)) return *element;
  block.fail(label.line, "_atom_site_label: expected _atom_site_type_symbol beside it, as '" + printable(label.text) +
                             "' does not name an element unambiguously");
}

/// The columns of the list of atoms; empty where the file has none.
struct AtomColumns {
  std::array<std::vector<Value>, 3> coordinates;
  std::vector<Value> labels;
  std::vector<Value> types;
  std::vector<Value> occupancies;
  std::vector<Value> attached_hydrogens;
  std::vector<Value> flags;
  std::vector<Value> multiplicities;
  std::vector<Value> disorder_assemblies;
  std::vector<Value> disorder_groups;
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
                      values("_atom_site_occupancy"),
                      values("_atom_site_attached_hydrogens"),
                      values("_atom_site_calc_flag"),
                      values("_atom_site_site_symmetry_multiplicity"),
                      values("_atom_site_disorder_assembly"),
                      values("_atom_site_disorder_group")};
  if (columns.multiplicities.empty()) columns.multiplicities = values("_atom_site_symmetry_multiplicity");
  if (x->values.empty()) block.fail(x->line, "expected at least one atom, got none");
  if (x->values.size() > static_cast<std::size_t>(read_limits().atoms))
    block.fail(x->line, conventions::too_many_atoms(x->values.size()));
  if (columns.coordinates[1].empty() || columns.coordinates[2].empty())
    block.fail(x->line, "expected _atom_site_fract_x, _y and _z, got not all of them");
  if (columns.labels.empty() && columns.types.empty())
    block.fail(x->line, "expected _atom_site_type_symbol or _atom_site_label beside the coordinates");
  return columns;
}

bool is_known(const std::vector<Value>& column, std::size_t row) {
  return !column.empty() && !column[row].text.empty();
}

/// Throws StructureError for a site that is not one whole atom, and for hydrogen that has no coordinates.
void require_whole(const AtomColumns& columns, std::size_t row, const ListedAtom& atom, const Block& block) {
  const auto refuse = [&](const Value& value, const std::string& what) {
    throw StructureError(block.file() + ":" + std::to_string(value.line) + ": " + what);
  };
  if (is_known(columns.occupancies, row)) {
    const Value& value = columns.occupancies[row];
    const double occupancy = number_of(value, atom.shown + ": occupancy", block);
    if (!(std::fabs(occupancy - 1.0) <= conventions::kFullOccupancy))
      refuse(value, atom.shown + ": expected occupancy 1, got " + exact_text(occupancy));
  }
  if (is_known(columns.attached_hydrogens, row)) {
    const Value& value = columns.attached_hydrogens[row];
    const double count = number_of(value, atom.shown + ": _atom_site_attached_hydrogens", block);
    if (count != 0.0)
      refuse(value, atom.shown + ": expected every atom in the list, got " + exact_text(count) +
                        " attached hydrogens without coordinates (_atom_site_attached_hydrogens)");
  }
}

/// The groups of an assembly are alternatives: atoms of one are there where those of another are not. Throws
/// StructureError for the second group of an assembly; `groups` has the first of each.
void require_one_group(const AtomColumns& columns, std::size_t row, const std::string& shown,
                       std::map<std::string, std::string>& groups, const Block& block) {
  if (!is_known(columns.disorder_groups, row) || columns.disorder_groups[row].text == "0") return;
  const Value& group = columns.disorder_groups[row];
  const std::string assembly = is_known(columns.disorder_assemblies, row) ? columns.disorder_assemblies[row].text : "";
  const std::string& first = groups.try_emplace(assembly, group.text).first->second;
  if (group.text != first)
    throw StructureError(block.file() + ":" + std::to_string(group.line) + ": " + shown +
                         ": expected no disorder, got _atom_site_disorder_group " + printable(first) + " and " +
                         printable(group.text));
}

ListedAtom listed_atom(const AtomColumns& columns, std::size_t row, const Block& block) {
  const bool has_type = is_known(columns.types, row);
  const bool has_label = is_known(columns.labels, row);
  const std::int64_t line = columns.coordinates[0][row].line;
  if (!has_type && !has_label) block.fail(line, "expected the element of this atom, got '?' or '.'");
  ListedAtom atom{
      {has_type ? element_of_type(columns.types[row], block) : element_of_label(columns.labels[row], block), {}},
      "atom '" + printable((has_label ? columns.labels : columns.types)[row].text) + "'",
      line,
      {}};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Value& value = columns.coordinates[axis][row];
    if (value.text.empty()) block.fail(value.line, atom.shown + ": expected coordinates, got '?' or '.'");
    atom.site.position[axis] = number_of(value, atom.shown + ": coordinates", block);
  }
  require_whole(columns, row, atom, block);
  if (is_known(columns.multiplicities, row))
    atom.multiplicity = number_of(columns.multiplicities[row], atom.shown + ": multiplicity", block);
  return atom;
}

}  // namespace

std::vector<ListedAtom> listed_atoms(const Block& block, ReadNotes& notes) {
  const AtomColumns columns = atom_columns(block);
  std::vector<ListedAtom> atoms;
  std::map<std::string, std::string> groups;
  std::size_t dummies = 0;
  for (std::size_t row = 0; row < columns.coordinates[0].size(); ++row) {
    if (is_known(columns.flags, row) && in_lower_case(columns.flags[row].text) == "dum") {
      ++dummies;
      continue;
    }
    atoms.push_back(listed_atom(columns, row, block));
    require_one_group(columns, row, atoms.back().shown, groups, block);
  }
  const std::int64_t line = columns.coordinates[0][0].line;
  if (atoms.empty()) block.fail(line, "expected at least one atom, got dummies alone");
  if (dummies > 0)
    notes.remarks.push_back(block.file() + ":" + std::to_string(line) + ": " + std::to_string(dummies) +
                            (dummies == 1 ? " dummy atom is" : " dummy atoms are") +
                            " left out (_atom_site_calc_flag dum)");
  if (const auto moment = block.value_beginning("_atom_site_moment_"))
    notes.remarks.push_back(block.file() + ":" + std::to_string(moment->second.line) +
                            ": magnetic moments are not read");
  return atoms;
}

void require_multiplicities(const std::vector<ListedAtom>& atoms, const std::vector<std::size_t>& images,
                            std::size_t operators, const Block& block) {
  const auto first_unlike = [&](auto expected) {
    for (std::size_t i = 0; i < atoms.size(); ++i)
      if (atoms[i].multiplicity && *atoms[i].multiplicity != expected(images[i])) return i;
    return atoms.size();
  };
  const std::size_t first = first_unlike([](std::size_t count) { return static_cast<double>(count); });
  if (first == atoms.size()) return;
  const auto order = [&](std::size_t count) { return static_cast<double>(operators) / static_cast<double>(count); };
  if (operators > 1 && first_unlike(order) == atoms.size()) return;
  block.fail(atoms[first].line, atoms[first].shown + ": expected multiplicity " +
                                    exact_text(*atoms[first].multiplicity) + " as in the list, got " +
                                    std::to_string(images[first]) + " by symmetry");
}

}  // namespace crystalgan::cif
