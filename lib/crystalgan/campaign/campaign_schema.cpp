#include "crystalgan/campaign/campaign_schema.hpp"

#include <optional>
#include <type_traits>
#include <variant>

#include "crystalgan/campaign/campaign_candidate.hpp"
#include "crystalgan/campaign/campaign_system.hpp"

namespace crystalgan {
namespace {

template <class Value>
constexpr const char* kSqlType = "INTEGER NOT NULL";
template <>
constexpr const char* kSqlType<std::string> = "TEXT NOT NULL";
template <>
constexpr const char* kSqlType<double> = "REAL NOT NULL";
template <>
constexpr const char* kSqlType<std::optional<double>> = "REAL";
template <>
constexpr const char* kSqlType<std::optional<std::int64_t>> = "INTEGER";

// ",\n  formula TEXT NOT NULL" for every column.
template <class Columns>
std::string sql_columns(const Columns& columns) {
  std::string sql;
  for (const auto& column : columns)
    std::visit([&]<class Value, class Record>(
                   Value Record::*) { sql += ",\n  " + std::string(column.name) + " " + kSqlType<Value>; },
               column.member);
  return sql;
}

std::string systems_table() {
  std::string columns = sql_columns(kCampaignSystemColumns);
  const std::string number = "number INTEGER NOT NULL";  // the first
  columns.replace(columns.find(number), number.size(), "number INTEGER PRIMARY KEY");
  return "CREATE TABLE systems (" + columns.substr(1) +
         ",\n  state TEXT NOT NULL,\n  generated INTEGER,\n  certified INTEGER,\n  relaxed INTEGER,\n  ranked "
         "INTEGER,\n"
         "  best_above_hull REAL,\n  best_above_known REAL,\n  note TEXT NOT NULL,\n  calculator TEXT NOT NULL,\n"
         "  calculator_version TEXT NOT NULL,\n  trust TEXT NOT NULL,\n  version TEXT NOT NULL,\n"
         "  program_commit TEXT NOT NULL,\n  sha256 TEXT NOT NULL\n)";
}

}  // namespace

const std::vector<std::string>& campaign_schema() {
  static const std::vector<std::string> schema{
      systems_table(),
      "CREATE TABLE candidates (\n  number INTEGER PRIMARY KEY,\n  system TEXT NOT NULL" +
          sql_columns(kCampaignCandidateColumns) + "\n)",
      "CREATE TABLE structures (\n  number INTEGER PRIMARY KEY,\n  structure TEXT NOT NULL\n)",
      "CREATE TABLE failures (\n  number INTEGER PRIMARY KEY,\n  system TEXT NOT NULL,\n  reason TEXT NOT NULL,\n"
      "  code INTEGER NOT NULL,\n  attempt INTEGER NOT NULL\n)",
      "CREATE INDEX candidates_by_hull ON candidates (above_hull) WHERE above_hull IS NOT NULL",
      "CREATE INDEX candidates_by_formula ON candidates (formula)"};
  return schema;
}

}  // namespace crystalgan
