#include "crystalgan/record/ranking_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

void require_rows(const CsvTable& table, std::size_t expected, const std::string& file) {
  if (table.size() != expected)
    throw ParseError(
        file, 0,
        "expected " + std::to_string(expected) + " rows, as ranking.json says, got " + std::to_string(table.size()));
}

}  // namespace

std::int64_t within(const RankingRecord& record, double above_hull) {
  return std::ranges::count_if(record.crystals,
                               [&](const RankedRow& crystal) { return crystal.above_hull <= above_hull; });
}

std::string ranking_csv(const RankingRecord& record) {
  std::string text =
      "rank,id,formula,space_group,space_group_symbol,energy_ev_per_atom,formation_energy_ev_per_atom,"
      "above_hull_ev_per_atom,above_known_ev_per_atom,found_by\n";
  for (std::size_t i = 0; i < record.crystals.size(); ++i) {
    const RankedRow& row = record.crystals[i];
    text += std::to_string(i + 1) + "," + row.id + "," + row.formula + "," + std::to_string(row.space_group) + "," +
            csv_field(row.space_group_symbol) + "," + exact_text(row.energy) + "," + exact_text(row.formation_energy) +
            "," + exact_text(row.above_hull) + "," + exact_text(row.above_known) + "," + row.found_by + "\n";
  }
  return text;
}

std::string phases_csv(const RankingRecord& record) {
  std::string text =
      "name,kind,formula,space_group_symbol,energy_ev_per_atom,formation_energy_ev_per_atom,above_hull_ev_per_atom\n";
  for (const PhaseRow& row : record.phases)
    text += csv_field(row.name) + "," + row.kind + "," + row.formula + "," + csv_field(row.space_group_symbol) + "," +
            exact_text(row.energy) + "," + exact_text(row.formation_energy) + "," + exact_text(row.above_hull) + "\n";
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
                              {"left_out", record.left_out}};
  for (const ElementRow& row : record.elements)
    json["elements"].push_back({{"element", row.element}, {"energy_ev_per_atom", row.energy}, {"source", row.source}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

RankingRecord parse_ranking(const std::string& json, std::string_view ranking, std::string_view phases,
                            const std::string& file) {
  RankingRecord record;
  std::size_t distinct = 0;
  std::size_t known_phases = 0;
  try {
    const auto read = nlohmann::json::parse(json);
    const auto& calculator = read.at("calculator");
    record = {read.at("system"),
              {calculator.at("name"), calculator.at("version"), calculator.at("source"), calculator.at("trust")},
              read.at("candidates"),
              read.at("converged"),
              read.at("certified"),
              read.at("not_ternary"),
              read.at("unbelievable"),
              {},
              {},
              read.at("left_out"),
              {}};
    distinct = read.at("distinct");
    known_phases = read.at("known_phases");
    for (const auto& row : read.at("elements"))
      record.elements.push_back({row.at("element"), row.at("energy_ev_per_atom"), row.at("source")});
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected the record of a ranking: ") + error.what());
  }
  require_last_row_ends(ranking, "ranking.csv");
  const CsvTable crystals(ranking, "ranking.csv");
  require_rows(crystals, distinct, "ranking.csv");
  for (std::size_t row = 0; row < crystals.size(); ++row)
    record.crystals.push_back(
        {crystals.text(row, "id"), crystals.text(row, "formula"), crystals.count(row, "space_group"),
         crystals.text(row, "space_group_symbol"), crystals.real(row, "energy_ev_per_atom"),
         crystals.real(row, "formation_energy_ev_per_atom"), crystals.real(row, "above_hull_ev_per_atom"),
         crystals.real(row, "above_known_ev_per_atom"), crystals.text(row, "found_by")});
  require_last_row_ends(phases, "phases.csv");
  const CsvTable known(phases, "phases.csv");
  require_rows(known, known_phases, "phases.csv");
  for (std::size_t row = 0; row < known.size(); ++row)
    record.phases.push_back({known.text(row, "name"), known.text(row, "kind"), known.text(row, "formula"),
                             known.text(row, "space_group_symbol"), known.real(row, "energy_ev_per_atom"),
                             known.real(row, "formation_energy_ev_per_atom"),
                             known.real(row, "above_hull_ev_per_atom")});
  return record;
}

}  // namespace crystalgan
