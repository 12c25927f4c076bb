#include "crystalgan/io/cif_symmetry.hpp"

#include <algorithm>
#include <exception>
#include <gemmi/symmetry.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "crystalgan/core/text.hpp"
#include "crystalgan/io/operator_text.hpp"
#include "crystalgan/io/space_group_symbol.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan::cif {
namespace {

// A metric within this of the symmetry has it as printed; others are near it. Chosen: more than numbers of five digits do.
constexpr double kPrintedMetric = 1e-4;

[[noreturn]] void fail_fit(const Value& value, const std::string& what, const Block& block) {
  block.fail(value.line, what + " '" + printable(value.text) +
                             "' does not fit the cell: expected one that keeps its lengths and angles");
}

std::string in_line(const Value& value) { return value.line == 0 ? "" : " (line " + std::to_string(value.line) + ")"; }

/// Operators that the block lists, or those of its Hall symbol.
struct OperatorList {
  OperatorSet operators;
  std::int64_t line = 0;
  std::string shown = "list of symmetry operators";
  bool is_magnetic = false;
};

/// What the block calls its space group, by one of its tags.
struct GroupName {
  std::string shown;  ///< "space group 'F m -3 m' (line 8)"
  Value value;
  Settings settings;                     ///< that the name allows; empty where it has no meaning
  bool says_setting;                     ///< a number does not, nor does the symbol of the reference setting
  bool says_origin;                      ///< so does a Hall symbol, and a symbol with ':1'
  std::optional<OperatorSet> operators;  ///< of a Hall symbol, which may be in no table
};

/// A structure that no three-dimensional cell holds is refused by what says so.
void refuse_superspace(const Block& block) {
  for (const char* beginning :
       {"_space_group_ssg_", "_space_group_symop_ssg_", "_space_group_symop_magn_ssg_", "_space_group_magn_ssg_",
        "_cell_wave_vector_", "_cell_subsystem_", "_atom_site_fourier_", "_atom_site_displace_fourier_",
        "_atom_site_displace_special_", "_atom_site_occ_fourier_", "_atom_site_occ_special_",
        "_atom_site_moment_fourier_", "_atom_site_moment_special_", "_atom_site_u_fourier_"})
    if (const auto found = block.value_beginning(beginning))
      block.fail(found->second.line,
                 "expected a crystal with three-dimensional symmetry, got a superspace or incommensurate structure (" +
                     found->first + ")");
  const auto dimension = block.value({"_cell_modulation_dimension"});
  if (dimension && dimension->text != "0")
    block.fail(dimension->line,
               "expected a crystal with three-dimensional symmetry, got an incommensurate structure "
               "(_cell_modulation_dimension " +
                   printable(dimension->text) + ")");
}

/// An operator of a list; of a magnetic one without the time reversal, its fourth part.
SymmetryOperation listed_operator(const Value& value, bool is_magnetic, const Lattice& lattice, const Block& block) {
  const std::string shown = "'" + printable(value.text) + "'";
  std::string text = value.text;
  if (text.find("x4") != std::string::npos)
    block.fail(value.line, "expected a symmetry operator such as 'x-y,x,z+1/2', got " + shown + " of superspace");
  if (is_magnetic && std::count(text.begin(), text.end(), ',') == 3) {
    std::string reversal = text.substr(text.rfind(',') + 1);
    std::erase(reversal, ' ');
    if (reversal != "1" && reversal != "+1" && reversal != "-1")
      block.fail(value.line, "expected a time reversal of +1 or -1 in the magnetic operator " + shown);
    text.resize(text.rfind(','));
  }
  const auto symmetry = parse_operator(text);
  if (!symmetry) block.fail(value.line, "expected a symmetry operator such as 'x-y,x,z+1/2', got " + shown);
  if (!fits(*symmetry, lattice))
    block.fail(value.line,
               "symmetry operator " + shown + " does not fit the cell: expected one that keeps its lengths and angles");
  return *symmetry;
}

std::vector<SymmetryOperation> operators_of_column(const Column& column, bool is_magnetic, const Lattice& lattice,
                                                   const Block& block) {
  const auto limit = static_cast<std::size_t>(read_limits().operators);
  if (column.values.size() > limit)
    block.fail(column.line, "expected at most " + std::to_string(limit) + " symmetry operators, got " +
                                std::to_string(column.values.size()) + limit_advice("operators"));
  std::vector<SymmetryOperation> operators;
  for (const Value& value : column.values)
    if (!value.text.empty()) operators.push_back(listed_operator(value, is_magnetic, lattice, block));
  return operators;
}

/// Throws ParseError unless the list is a group.
void require_group(const OperatorList& list, const Block& block) {
  const auto missing = list.operators.missing_product();
  if (!missing) return;
  const std::string one = operator_text(missing->first);
  const std::string other = operator_text(missing->second);
  if (one == other && one == "x,y,z")
    block.fail(list.line,
               list.shown + ": expected x,y,z among the " + std::to_string(list.operators.size()) + ", got none");
  block.fail(list.line, list.shown + ": expected a group, but the product of '" + one + "' and '" + other +
                            "' is not among the " + std::to_string(list.operators.size()));
}

/// The list under one of `tags`; an operator that stands twice is a remark. Empty where there is none.
OperatorList ordinary_list(const Block& block, const char* tag, const Lattice& lattice, ReadNotes& notes) {
  const Column* const column = block.find({tag});
  if (column == nullptr) return {};
  const auto operators = operators_of_column(*column, false, lattice, block);
  OperatorList list;
  list.operators = OperatorSet(operators);
  list.line = column->line;
  if (const std::size_t repeated = operators.size() - list.operators.size(); repeated > 0)
    notes.remarks.push_back(block.file() + ":" + std::to_string(list.line) + ": " + std::to_string(repeated) +
                            (repeated == 1 ? " symmetry operator stands twice and counts once"
                                           : " symmetry operators stand twice and count once"));
  return list;
}

/// Magnetic operators and centrings. Positions obey the primed ones, too.
OperatorList magnetic_list(const Block& block, const Lattice& lattice) {
  const Column* const column = block.find({"_space_group_symop_magn_operation_xyz"});
  if (column == nullptr) return {};
  OperatorList list;
  list.operators = OperatorSet(operators_of_column(*column, true, lattice, block));
  list.line = column->line;
  list.is_magnetic = true;
  if (const Column* centring = block.find({"_space_group_symop_magn_centering_xyz"})) {
    const auto rotations = list.operators.all();
    const auto shifts = operators_of_column(*centring, true, lattice, block);
    if (const auto limit = static_cast<std::size_t>(read_limits().operators); rotations.size() * shifts.size() > limit)
      block.fail(centring->line, "expected at most " + std::to_string(limit) +
                                     " symmetry operators with their centrings, got " +
                                     std::to_string(rotations.size() * shifts.size()) + limit_advice("operators"));
    for (const SymmetryOperation& shift : shifts)
      for (const SymmetryOperation& rotation : rotations)
        list.operators.add({rotation.rotation, rotation.translation + shift.translation});
  }
  return list;
}

/// All lists of the block must agree.
OperatorList listed_operators(const Block& block, const Lattice& lattice, ReadNotes& notes) {
  OperatorList list;
  for (OperatorList other :
       {ordinary_list(block, "_space_group_symop_operation_xyz", lattice, notes),
        ordinary_list(block, "_symmetry_equiv_pos_as_xyz", lattice, notes), magnetic_list(block, lattice)}) {
    if (other.operators.size() == 0) continue;
    if (list.operators.size() > 0 && !list.operators.same_as(other.operators))
      block.fail(other.line,
                 other.shown + ": expected those of the list in line " + std::to_string(list.line) + ", got others");
    if (list.operators.size() == 0) list = std::move(other);
  }
  return list;
}

SymmetryOperation converted(const gemmi::Op& op) {
  SymmetryOperation symmetry;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) symmetry.rotation[i][j] = op.rot[i][j] / gemmi::Op::DEN;
    symmetry.translation[i] = static_cast<double>(op.tran[i]) / gemmi::Op::DEN;
  }
  return symmetry;
}

OperatorSet operators_of(const gemmi::GroupOps& group) {
  OperatorSet operators;
  for (const gemmi::Op& op : group) operators.add(converted(op));
  return operators;
}

bool all_fit(const OperatorSet& operators, const Lattice& lattice, double tolerance = kMetricTolerance) {
  return std::ranges::all_of(operators.all(),
                             [&](const SymmetryOperation& symmetry) { return fits(symmetry, lattice, tolerance); });
}

/// gemmi's reading of a Hall symbol; nothing where it is none.
std::optional<OperatorSet> operators_of_hall_symbol(const std::string& hall) {
  if (hall.size() > 60) return std::nullopt;  // chosen: twice the longest with a change of basis
  try {
    return operators_of(gemmi::symops_from_hall(hall.c_str()));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::vector<GroupName> names_of(const Block& block) {
  std::vector<GroupName> names;
  const auto shown = [](const Value& value, const std::string& what) {
    return what + " '" + printable(value.text) + "'" + in_line(value);
  };
  for (const char* tag :
       {"_space_group_name_h-m_alt", "_symmetry_space_group_name_h-m", "_space_group_name_h-m",
        "_space_group_name_h-m_full", "_symmetry_space_group_name_h-m_full", "_space_group_name_h-m_ref"})
    if (const auto value = block.value({tag})) {
      Settings settings = settings_of_symbol(value->text);
      const bool is_one_origin = settings.size() == 1 && (settings[0]->ext == '1' || settings[0]->ext == '2');
      names.push_back({shown(*value, "space group"),
                       *value,
                       std::move(settings),
                       !std::string_view(tag).ends_with("_ref"),
                       is_one_origin,
                       {}});
    }
  for (const char* tag : {"_space_group_it_number", "_symmetry_int_tables_number"})
    if (const auto value = block.value({tag}); value && value->text != "0")
      names.push_back({shown(*value, "space group"),
                       *value,
                       settings_of_number(try_parse_count(value->text).value_or(0)),
                       false,
                       false,
                       {}});
  for (const char* tag : {"_space_group_name_hall", "_symmetry_space_group_name_hall"})
    if (const auto value = block.value({tag})) {
      GroupName name{shown(*value, "Hall symbol"), *value, {}, true, true, operators_of_hall_symbol(value->text)};
      if (const gemmi::SpaceGroup* setting = setting_of_hall_symbol(value->text)) name.settings = {setting};
      if (!name.operators && !name.settings.empty()) name.operators = operators_of(name.settings[0]->operations());
      names.push_back(std::move(name));
    }
  return names;
}

bool is_meaningless(const GroupName& name) { return name.settings.empty() && !name.operators; }

/// Throws ParseError where two names exclude each other.
void require_agreement(const std::vector<GroupName>& names, const Block& block) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const GroupName& one = names[j];
      const GroupName& other = names[i];
      if (one.settings.empty() || other.settings.empty()) continue;
      const bool by_setting = one.says_setting && other.says_setting;
      const bool agree = std::ranges::any_of(one.settings, [&](const auto* mine) {
        return std::ranges::any_of(other.settings, [&](const auto* theirs) {
          return by_setting ? std::string_view(mine->hall) == theirs->hall : mine->number == theirs->number;
        });
      });
      if (!agree)
        block.fail(other.value.line,
                   "names of the space group: expected them to agree, got " + one.shown + " and " + other.shown);
    }
  }
}

/// The setting that has exactly these operators; null if none of the name's has.
const gemmi::SpaceGroup* exact_setting(const OperatorSet& operators, const GroupName& name) {
  for (const gemmi::SpaceGroup* setting : name.settings) {
    const gemmi::GroupOps group = setting->operations();
    if (static_cast<std::size_t>(group.order()) != operators.size()) continue;
    bool has_all = true;
    for (const gemmi::Op& op : group) has_all = has_all && operators.contains(converted(op));
    if (has_all) return setting;
  }
  return nullptr;
}

std::vector<OperatorSet> operator_sets_of(const GroupName& name) {
  if (name.operators) return {*name.operators};
  std::vector<OperatorSet> sets;
  for (const gemmi::SpaceGroup* setting : name.settings) sets.push_back(operators_of(setting->operations()));
  return sets;
}

/// The setting of the tables, of another number than `number`, that has these operators, if any.
const gemmi::SpaceGroup* other_setting_of(const OperatorSet& operators, int number) {
  // made once: a file of many blocks asks for each
  static const std::vector<OperatorSet> sets = [] {
    std::vector<OperatorSet> all;
    for (const gemmi::SpaceGroup& setting : gemmi::spacegroup_tables::main)
      all.push_back(operators_of(setting.operations()));
    return all;
  }();
  for (std::size_t i = 0; i < sets.size(); ++i)
    if (const gemmi::SpaceGroup& setting = gemmi::spacegroup_tables::main[i];
        setting.number != number && operators.same_but_for_origin(sets[i]))
      return &setting;
  return nullptr;
}

/// What the operators and the name contradict each other in; nothing where they agree. Operators in a setting of no table
/// are a remark.
std::optional<std::string> contradiction(const OperatorList& list, const GroupName& name, const Lattice& lattice,
                                         const Block& block, ReadNotes& notes) {
  const std::vector<OperatorSet> sets = operator_sets_of(name);
  const OperatorSet& listed = list.operators;
  if (std::ranges::any_of(sets, [&](const OperatorSet& set) { return listed.same_as(set); })) return std::nullopt;
  if (!name.says_origin &&
      std::ranges::any_of(sets, [&](const OperatorSet& set) { return listed.same_but_for_origin(set); }))
    return std::nullopt;
  const std::size_t size = sets.front().size();
  const bool any_fits = std::ranges::any_of(sets, [&](const OperatorSet& set) { return all_fit(set, lattice); });
  const int number = name.settings.empty() ? 0 : name.settings.front()->number;
  const gemmi::SpaceGroup* const other = other_setting_of(listed, any_fits && !name.says_setting ? number : 0);
  if (listed.same_point_group(sets.front()) && !(any_fits && (name.says_setting || other != nullptr))) {
    notes.remarks.push_back(block.file() + ":" + std::to_string(list.line) + ": " + list.shown +
                            ": those of the cell are used; the tables have no such setting of " + name.shown);
    return std::nullopt;
  }
  return list.shown + ": expected the " + std::to_string(size) + " of " + name.shown + ", got " +
         std::to_string(listed.size()) + (listed.size() == size ? " others" : "") +
         (other != nullptr ? ", those of '" + name_of(*other) + "'" : "");
}

/// "'P n m a', 'P b n m' or 'P m c n'"
std::string listed_names(const Settings& settings) {
  std::string text;
  for (std::size_t i = 0; i < settings.size(); ++i)
    text += (i == 0 ? "'" : i + 1 == settings.size() ? " or '" : ", '") + name_of(*settings[i]) + "'";
  return text;
}

/// The one setting of all names that the cell has. Throws ParseError where none is, and where there are several.
OperatorSet operators_of_names(const std::vector<GroupName>& names, const Lattice& lattice, const Block& block) {
  const auto named = std::ranges::find_if(names, [](const GroupName& name) { return !name.settings.empty(); });
  Settings settings = named->settings;
  for (const GroupName& name : names) {
    if (name.settings.empty() || !name.says_setting) continue;
    std::erase_if(settings, [&](const auto* setting) {
      return std::ranges::none_of(name.settings,
                                  [&](const auto* other) { return std::string_view(other->hall) == setting->hall; });
    });
  }
  for (const double tolerance : {kPrintedMetric, kMetricTolerance}) {
    Settings fitting;
    OperatorSet operators;
    for (const gemmi::SpaceGroup* setting : settings) {
      OperatorSet candidate = operators_of(setting->operations());
      if (!all_fit(candidate, lattice, tolerance)) continue;
      if (fitting.empty()) operators = std::move(candidate);
      fitting.push_back(setting);
    }
    if (fitting.size() == 1) return operators;
    if (fitting.empty()) continue;
    const std::string shown = "space group '" + printable(named->value.text) + "'";
    if (fitting.size() == 2 && fitting[0]->ext == '1' && std::string_view(fitting[0]->hm) == fitting[1]->hm)
      block.fail(named->value.line, shown +
                                        " has two origins: expected ':1' or ':2' after its symbol, a Hall symbol, or "
                                        "the list of operators");
    block.fail(named->value.line, shown + " may be " + listed_names(fitting) +
                                      ": expected the full symbol, a Hall symbol, or the list of operators");
  }
  fail_fit(named->value, "space group", block);
}

/// Throws ParseError where a symbol has no meaning, or nothing that is said has one.
void require_meaning(const std::vector<GroupName>& names, const Block& block, ReadNotes& notes) {
  const bool any_has_one = !std::ranges::all_of(names, is_meaningless);
  for (const GroupName& name : names) {
    if (!is_meaningless(name)) continue;
    const bool is_symbol = name.says_setting && !name.says_origin;
    if (is_symbol || !any_has_one)
      block.fail(name.value.line, "expected the symbol of a space group, got '" + printable(name.value.text) + "'");
    notes.remarks.push_back(block.file() + ":" + std::to_string(name.value.line) + ": " + name.shown +
                            " has no meaning and is not used");
  }
}

/// The operators where the block lists none.
OperatorSet named_operators(const std::vector<GroupName>& names, const Lattice& lattice, const Block& block,
                            ReadNotes& notes) {
  require_meaning(names, block, notes);
  for (const GroupName& name : names) {
    if (!name.operators) continue;
    if (!all_fit(*name.operators, lattice)) fail_fit(name.value, "Hall symbol", block);
    const OperatorList list{*name.operators, name.value.line, name.shown, false};
    for (const GroupName& other : names)
      if (&other != &name && !is_meaningless(other))
        if (const auto what = contradiction(list, other, lattice, block, notes)) block.fail(list.line, *what);
    return *name.operators;
  }
  if (!names.empty()) return operators_of_names(names, lattice, block);
  if (const auto magnetic = block.value_beginning("_space_group_magn_n"))
    block.fail(magnetic->second.line, "expected the operators of the magnetic space group '" +
                                          printable(magnetic->second.text) + "', got none");
  notes.remarks.push_back(block.file() + ": no symmetry is given: the atoms listed are taken as all of the cell");
  return OperatorSet({*parse_operator("x,y,z")});
}

}  // namespace

std::vector<SymmetryOperation> symmetry_of(const Block& block, const Lattice& lattice, ReadNotes& notes) {
  refuse_superspace(block);
  const OperatorList list = listed_operators(block, lattice, notes);
  const std::vector<GroupName> names = names_of(block);
  require_agreement(names, block);
  if (list.operators.size() == 0) return named_operators(names, lattice, block, notes).all();
  const gemmi::SpaceGroup* exact = nullptr;  // names that agree with it agree with the list
  for (const GroupName& name : names)
    if (exact == nullptr) exact = exact_setting(list.operators, name);
  if (exact == nullptr) require_group(list, block);
  for (const GroupName& name : names) {
    std::optional<std::string> what;
    if (std::ranges::find(name.settings, exact) != name.settings.end()) continue;
    if (is_meaningless(name))
      what = name.shown + " is not in the tables";
    else if ((what = contradiction(list, name, lattice, block, notes)) && !list.is_magnetic)
      block.fail(list.line, *what);
    // the names beside magnetic operators may be those of the crystal without moments
    if (what)
      notes.remarks.push_back(block.file() + ":" + std::to_string(list.line) + ": " + *what +
                              ": the list of symmetry operators is used");
  }
  return list.operators.all();
}

}  // namespace crystalgan::cif
