#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {

/// A column of a record: its name, its unit, and the member. Header, writer and reader of a CSV file use a list of
/// columns.
template <class Record>
struct Column {
  std::string_view name;
  std::string_view unit;  ///< "angstrom3", or "" for none; a suffix of the name in CSV files
  std::variant<std::string Record::*, std::int64_t Record::*, double Record::*, std::optional<double> Record::*,
               std::optional<std::int64_t> Record::*, bool Record::*>
      member;
  bool in_extxyz = true;  ///< whether it is a key of extended XYZ frames

  std::string csv_name() const {
    return unit.empty() ? std::string(name) : std::string(name) + "_" + std::string(unit);
  }
};

/// "id,formula"; no end of line.
template <class Record, std::size_t n>
std::string csv_header(const std::array<Column<Record>, n>& columns) {
  std::string text;
  for (const Column<Record>& column : columns) text += (text.empty() ? "" : ",") + column.csv_name();
  return text;
}

inline std::string csv_text(const std::string& value) { return csv_field(value); }
inline std::string csv_text(std::int64_t value) { return std::to_string(value); }
inline std::string csv_text(double value) { return exact_text(value); }
template <class Value>
std::string csv_text(const std::optional<Value>& value) {
  return value ? csv_text(*value) : std::string();
}
inline std::string csv_text(bool value) { return value ? "yes" : "no"; }

/// The fields of one record; no end of line.
template <class Record, std::size_t n>
std::string csv_fields(const Record& record, const std::array<Column<Record>, n>& columns) {
  std::string text;
  bool first = true;
  for (const Column<Record>& column : columns) {
    if (!first) text += ",";
    first = false;
    std::visit([&](const auto member) { text += csv_text(record.*member); }, column.member);
  }
  return text;
}

/// Sets the members of `record` from a row. Throws ParseError for a missing column or a wrong type.
template <class Record, std::size_t n>
void read_fields(const CsvTable& table, std::size_t row, const std::array<Column<Record>, n>& columns, Record& record) {
  for (const Column<Record>& column : columns) {
    const std::string name = column.csv_name();
    std::visit(
        [&](const auto member) {
          using Value = std::remove_reference_t<decltype(record.*member)>;
          if constexpr (std::is_same_v<Value, std::string>)
            record.*member = table.text(row, name);
          else if constexpr (std::is_same_v<Value, std::int64_t>)
            record.*member = table.count(row, name);
          else if constexpr (std::is_same_v<Value, double>)
            record.*member = table.real(row, name);
          else if constexpr (std::is_same_v<Value, bool>)
            record.*member = table.yes(row, name);
          else if (table.text(row, name).empty())
            record.*member = std::nullopt;
          else if constexpr (std::is_same_v<Value, std::optional<double>>)
            record.*member = table.real(row, name);
          else
            record.*member = table.count(row, name);
        },
        column.member);
  }
}

}  // namespace crystalgan
