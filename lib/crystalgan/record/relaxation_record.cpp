#include "crystalgan/record/relaxation_record.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr const char* kRecordName = "the record of a relaxation";

// Throws ParseError for a table of an earlier build that lacks a column.
void require_columns(const CsvTable& table, const std::string& file) {
  for (const auto& column : kRelaxationColumns)
    if (std::ranges::find(table.columns(), column.csv_name()) == table.columns().end())
      throw ParseError(file, 1,
                       "expected a column " + column.csv_name() +
                           ", got none; if an earlier build wrote it, repeat crystalgan relax RUN --replace (of dft/: "
                           "crystalgan dft RUN)");
}

}  // namespace

std::string use_of_energies(const CalculatorRecord& calculator) {
  if (calculator.trust == "screening")
    return "screening: a classical model, to relax and discard candidates, not to rank stability";
  if (calculator.trust == "universal potential")
    return "universal potential: MP2020-corrected, ±30 meV/atom, trained on the Materials Project";
  if (calculator.trust == "external")
    return "external: a calculator of your own; compare its energies only with each other";
  if (calculator.trust == "first principles") return "first principles: its energies may rank stability";
  if (calculator.trust == "geometry") return "geometry: it gives no energies";
  return calculator.trust;
}

std::string accuracy_of_hull(const CalculatorRecord& calculator) {
  return calculator.trust == "universal potential" ? "±30 meV/atom, MP2020-corrected, single model" : "";
}

std::string relaxation_csv(const std::vector<RelaxedRow>& rows) {
  const auto& columns = kRelaxationColumns;
  std::string text = csv_header(columns) + "\n";
  for (const RelaxedRow& row : rows) text += csv_fields(row, columns) + "\n";
  return text;
}

std::vector<RelaxedRow> parse_relaxation(std::string_view csv, const std::string& file) {
  require_last_row_ends(csv, file);
  const CsvTable table(csv, file);
  require_columns(table, file);
  std::vector<RelaxedRow> rows(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) read_fields(table, row, kRelaxationColumns, rows[row]);
  return rows;
}

std::string relaxation_json(const CalculatorRecord& calculator, const std::vector<RelaxedRow>& rows) {
  std::map<std::string, std::int64_t> ends;
  std::int64_t certified = 0;
  for (const RelaxedRow& row : rows) {
    ++ends[row.end];
    if (row.certified) ++certified;
  }
  const nlohmann::ordered_json json{{"calculator",
                                     {{"name", calculator.name},
                                      {"version", calculator.version},
                                      {"source", calculator.source},
                                      {"trust", calculator.trust}}},
                                    {"candidates", rows.size()},
                                    {"certified", certified},
                                    {"ends", ends}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

CalculatorRecord calculator_record(const JsonValue& json) {
  return {json.at("name").text(), json.at("version").text(), json.at("source").text(), json.at("trust").text()};
}

CalculatorRecord parse_relaxation_calculator(const std::string& json, const std::string& file) {
  return calculator_record(JsonValue::parse(json, file, kRecordName).at("calculator"));
}

std::int64_t parse_relaxed_count(const std::string& json, const std::string& file) {
  return JsonValue::parse(json, file, kRecordName).at("candidates").count();
}

}  // namespace crystalgan
