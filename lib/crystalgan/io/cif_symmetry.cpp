#include "crystalgan/io/cif_symmetry.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <gemmi/symmetry.hpp>
#include <string>
#include <tuple>
#include <utility>

#include "crystalgan/core/text.hpp"

namespace crystalgan::cif {
namespace {

// Maximum relative error of the metric under a symmetry operation: 1 % in lengths. Chosen: cells are often printed with
// three digits, and wrong settings differ far more.
constexpr double kMetricTolerance = 0.02;

// Translations of space groups are multiples of 1/24 but for shifted origins; printed decimals such as 0.667 become
// the fraction they mean. Chosen: half a unit of the third digit.
constexpr double kTranslationDigits = 5e-4;

// Most operators of one block. Chosen: five times the 192 of the largest standard setting.
constexpr std::size_t kMaxOperators = 1000;

/// Takes the unsigned number at the head of `text`: digits, perhaps a decimal point, perhaps '/' and digits.
std::optional<double> take_number(std::string_view& text) {
  const auto take = [&](std::string_view letters) {
    const std::string_view taken = text.substr(0, text.find_first_not_of(letters));
    text.remove_prefix(taken.size());
    return try_parse_real(taken);
  };
  const auto number = take("0123456789.");
  if (!number || !text.starts_with('/')) return number;
  text.remove_prefix(1);
  const auto divisor = take("0123456789");
  if (!divisor || *divisor == 0.0) return std::nullopt;
  return *number / *divisor;
}

/// One row of "x-y,x,z+1/2". Nothing where it is none.
std::optional<std::pair<std::array<int, 3>, double>> parse_row(std::string_view text) {
  std::array<int, 3> rotation{};
  double translation = 0.0;
  bool first = true;
  while (!text.empty()) {
    int sign = 1;
    if (text.front() == '+' || text.front() == '-') {
      sign = text.front() == '-' ? -1 : 1;
      text.remove_prefix(1);
    } else if (!first) {
      return std::nullopt;
    }
    first = false;
    const std::size_t axis = std::string_view("xyz").find(text.empty() ? '?' : text.front());
    if (axis != std::string_view::npos) {
      if (std::abs(rotation[axis] += sign) > 1) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    const auto number = take_number(text);
    if (!number || *number > 100.0) return std::nullopt;
    translation += sign * *number;
  }
  if (first) return std::nullopt;
  const double nearest = std::round(translation * 24.0) / 24.0;
  return std::pair{rotation, std::fabs(translation - nearest) < kTranslationDigits ? nearest : translation};
}

SymmetryOperation parse_operator(const Value& value, const Block& block) {
  std::vector<std::string> rows{""};
  for (const char letter : value.text) {
    if (letter == ',')
      rows.emplace_back();
    else if (letter != ' ' && letter != '\t' && letter != '\r' && letter != '\n')
      rows.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  SymmetryOperation parsed;
  bool sound = rows.size() == 3;
  for (std::size_t i = 0; sound && i < 3; ++i) {
    const auto row = parse_row(rows[i]);
    sound = row.has_value();
    if (row) std::tie(parsed.rotation[i], parsed.translation[i]) = *row;
  }
  if (!sound || std::abs(determinant(parsed.rotation)) != 1)
    block.fail(value.line, "expected a symmetry operator such as 'x-y,x,z+1/2', got '" + printable(value.text) + "'");
  return parsed;
}

std::vector<SymmetryOperation> operators_of(const gemmi::SpaceGroup& group) {
  std::vector<SymmetryOperation> operators;
  for (const gemmi::Op& op : group.operations()) {
    SymmetryOperation converted;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) converted.rotation[i][j] = op.rot[i][j] / gemmi::Op::DEN;
      converted.translation[i] = static_cast<double>(op.tran[i]) / gemmi::Op::DEN;
    }
    operators.push_back(converted);
  }
  return operators;
}

/// The group with this Hall symbol, letter for letter but for blanks; a Hall symbol fixes the origin.
const gemmi::SpaceGroup* group_of_hall_symbol(const Block& block) {
  const auto value = block.value({"_space_group_name_hall", "_symmetry_space_group_name_hall"});
  if (!value) return nullptr;
  const auto bare = [](std::string text) {
    std::erase_if(text, [](char letter) { return letter == ' ' || letter == '_'; });
    for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return text;
  };
  for (const gemmi::SpaceGroup& group : gemmi::spacegroup_tables::main)
    if (bare(group.hall) == bare(value->text)) return &group;
  return nullptr;
}

/// "F d -3 m Z" of the ICSD as "F d -3 m:2": S and Z name the first and second origin, H and R the axes.
std::string colon_symbol(std::string symbol) {
  std::erase(symbol, '_');
  const std::size_t size = symbol.size();
  if (size < 3 || symbol[size - 2] != ' ') return symbol;
  const std::size_t kind = std::string_view("SZHR").find(symbol[size - 1]);
  return kind == std::string_view::npos ? symbol : symbol.substr(0, size - 2) + ":" + "12HR"[kind];
}

/// The operators by the Hermann-Mauguin symbol, the Hall symbol or the number of the space group; only the identity
/// where the block names none. A group with two origins in the Tables and no word about which is refused: a guess
/// would be another crystal.
std::vector<SymmetryOperation> named_operators(const Block& block, const Lattice& lattice) {
  const auto symbol = block.value({"_space_group_name_h-m_alt", "_symmetry_space_group_name_h-m",
                                   "_space_group_name_h-m", "_space_group_name_h-m_ref"});
  const auto number = block.value({"_space_group_it_number", "_symmetry_int_tables_number"});
  const auto angles = lattice.angles();
  const gemmi::SpaceGroup* group = nullptr;
  bool origin_given = false;
  if (symbol && symbol->text.size() < 40) {
    const std::string name = colon_symbol(symbol->text);
    group = gemmi::find_spacegroup_by_name(name, angles[0], angles[2]);
    origin_given = name.find(':') != std::string::npos;
  }
  if (group == nullptr && number) {
    const auto count = try_parse_count(number->text);
    if (count && *count >= 1 && *count <= 230)
      group = gemmi::find_spacegroup_by_name(gemmi::get_spacegroup_by_number(static_cast<int>(*count)).hm, angles[0],
                                             angles[2]);
  }
  const gemmi::SpaceGroup* by_hall = group_of_hall_symbol(block);
  const bool two_origins = group != nullptr && group->ext == '1' && !origin_given;
  if (by_hall != nullptr && (group == nullptr || (two_origins && by_hall->number == group->number)))
    return operators_of(*by_hall);
  const Value named = symbol ? *symbol : number.value_or(Value{});
  if (two_origins)
    block.fail(named.line, "space group '" + printable(named.text) +
                               "' has two origins: expected ':1' or ':2' after its " +
                               "symbol, a Hall symbol, or the list of operators");
  if (group != nullptr) return operators_of(*group);
  if (symbol || number)
    block.fail(named.line, "expected the symbol of a space group, got '" + printable(named.text) + "'");
  return {parse_operator({"x,y,z", 0}, block)};
}

/// Throws ParseError for an operator that turns the lattice into another one: a group or setting that is not the
/// cell's.
void require_fit(const SymmetryOperation& symmetry, const Lattice& lattice, const std::string& shown, std::int64_t line,
                 const Block& block) {
  const Basis& rows = lattice.rows();
  Basis images;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) images[i] = images[i] + static_cast<double>(symmetry.rotation[j][i]) * rows[j];
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const double scale = std::sqrt(dot(rows[i], rows[i]) * dot(rows[j], rows[j]));
      if (!(std::fabs(dot(images[i], images[j]) - dot(rows[i], rows[j])) <= kMetricTolerance * scale))
        block.fail(line, shown + " does not fit the cell: expected one that keeps its lengths and angles");
    }
  }
}

}  // namespace

std::vector<SymmetryOperation> symmetry_of(const Block& block, const Lattice& lattice) {
  std::vector<SymmetryOperation> operators;
  if (const Column* list = block.find({"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"})) {
    for (const Value& value : list->values) {
      if (value.text.empty()) continue;
      operators.push_back(parse_operator(value, block));
      if (operators.size() > kMaxOperators)
        block.fail(value.line, "expected at most " + std::to_string(kMaxOperators) + " symmetry operators, got more");
      require_fit(operators.back(), lattice, "symmetry operator '" + printable(value.text) + "'", value.line, block);
    }
  }
  if (!operators.empty()) return operators;
  operators = named_operators(block, lattice);
  for (const SymmetryOperation& symmetry : operators) require_fit(symmetry, lattice, "the named space group", 0, block);
  return operators;
}

}  // namespace crystalgan::cif
