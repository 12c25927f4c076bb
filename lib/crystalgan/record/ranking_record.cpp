#include "crystalgan/record/ranking_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Parses a table with the number of rows that `source` says.
template <class Record, std::size_t n>
std::vector<Record> rows_of(std::string_view csv, const std::string& file, const std::array<Column<Record>, n>& columns,
                            std::int64_t expected, const std::string& source) {
  require_last_row_ends(csv, file);
  const CsvTable table(csv, file);
  if (static_cast<std::int64_t>(table.size()) != expected)
    throw ParseError(
        file, 0,
        "expected " + std::to_string(expected) + " rows, as " + source + " says, got " + std::to_string(table.size()));
  std::vector<Record> rows(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) read_fields(table, row, columns, rows[row]);
  return rows;
}

nlohmann::ordered_json json_of(const HullRecord& hull) {
  nlohmann::ordered_json json{{"phases", nlohmann::ordered_json::array()}, {"triangles", hull.triangles}};
  for (const HullPhase& phase : hull.phases)
    json["phases"].push_back({{"name", phase.name}, {"kind", phase.kind}, {"formula", phase.formula}});
  return json;
}

HullRecord hull_of(const JsonValue& json) {
  HullRecord hull;
  for (const JsonValue& phase : json.at("phases").items())
    hull.phases.push_back({phase.at("name").text(), phase.at("kind").text(), phase.at("formula").text()});
  for (const JsonValue& triangle : json.at("triangles").items()) {
    const std::vector<JsonValue> corners = triangle.items();
    std::array<std::size_t, 3> places{};
    if (corners.size() != places.size()) triangle.fail("a list of 3");
    for (std::size_t k = 0; k < places.size(); ++k) places[k] = corners[k].index(hull.phases.size());
    hull.triangles.push_back(places);
  }
  return hull;
}

}  // namespace

std::int64_t within(const RankingRecord& record, double above_hull) {
  return std::ranges::count_if(record.crystals,
                               [&](const RankedRow& crystal) { return crystal.above_hull <= above_hull; });
}

std::string ranking_csv(const RankingRecord& record) {
  const auto& columns = kRankingColumns;
  std::string text = "rank," + csv_header(columns) + "\n";
  for (std::size_t i = 0; i < record.crystals.size(); ++i)
    text += std::to_string(i + 1) + "," + csv_fields(record.crystals[i], columns) + "\n";
  return text;
}

std::string phases_csv(const RankingRecord& record) {
  const auto& columns = kPhaseColumns;
  std::string text = csv_header(columns) + "\n";
  for (const PhaseRow& row : record.phases) text += csv_fields(row, columns) + "\n";
  return text;
}

std::string ranking_json(const RankingRecord& record) {
  nlohmann::ordered_json json{{"system", record.system},
                              {"calculator",
                               {{"name", record.calculator.name},
                                {"version", record.calculator.version},
                                {"source", record.calculator.source},
                                {"trust", record.calculator.trust}}},
                              {"candidates", record.candidates},
                              {"converged", record.converged},
                              {"certified", record.certified},
                              {"not_ternary", record.not_ternary},
                              {"unbelievable", record.unbelievable},
                              {"distinct", record.crystals.size()},
                              {"within_0.05_ev_per_atom", within(record, 0.05)},
                              {"within_0.10_ev_per_atom", within(record, 0.10)},
                              {"known_phases", record.phases.size()},
                              {"elements", nlohmann::ordered_json::array()},
                              {"left_out", record.left_out},
                              {"hull", json_of(record.hull)}};
  if (const std::string accuracy = accuracy_of_hull(record.calculator); !accuracy.empty())
    json["above_hull_accuracy"] = accuracy;
  for (const ElementEnergyRow& row : record.elements)
    json["elements"].push_back({{"element", row.element}, {"energy_ev_per_atom", row.energy}, {"source", row.source}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

RankingRecord parse_ranking(const RankingFiles& texts, const RankingFiles& names) {
  const JsonValue read = JsonValue::parse(texts.json, names.json, "the record of a ranking");
  RankingRecord record{read.at("system").text(),
                       calculator_record(read.at("calculator")),
                       read.at("candidates").count(),
                       read.at("converged").count(),
                       read.at("certified").count(),
                       read.at("not_ternary").count(),
                       read.at("unbelievable").count(),
                       {},
                       {},
                       read.at("left_out").texts(),
                       {},
                       hull_of(read.at("hull"))};
  for (const JsonValue& row : read.at("elements").items())
    record.elements.push_back({row.at("element").text(), row.at("energy_ev_per_atom").real(), row.at("source").text()});
  record.crystals = rows_of(texts.crystals, names.crystals, kRankingColumns, read.at("distinct").count(), names.json);
  record.phases = rows_of(texts.phases, names.phases, kPhaseColumns, read.at("known_phases").count(), names.json);
  return record;
}

}  // namespace crystalgan
