#include "crystalgan/record/relaxation_record.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {

std::string relaxation_csv(const std::vector<RelaxedRow>& rows) {
  std::string text =
      "id,formula,end,evaluations,energy_ev_per_atom,largest_force_ev_per_angstrom,largest_stress_ev_per_angstrom3,"
      "volume_over_start,space_group_before,space_group,space_group_symbol,certified,broken,reason\n";
  for (const RelaxedRow& row : rows)
    text += row.id + "," + row.formula + "," + row.end + "," + std::to_string(row.evaluations) + "," +
            (row.energy ? exact_text(*row.energy) : std::string()) + "," + exact_text(row.largest_force) + "," +
            exact_text(row.largest_stress) + "," + exact_text(row.volume_ratio) + "," +
            std::to_string(row.space_group_before) + "," + std::to_string(row.space_group) + "," +
            csv_field(row.space_group_symbol) + "," + (row.certified ? "yes" : "no") + "," + csv_field(row.broken) +
            "," + csv_field(row.reason) + "\n";
  return text;
}

std::vector<RelaxedRow> parse_relaxation(std::string_view csv, const std::string& file) {
  require_last_row_ends(csv, file);
  const CsvTable table(csv, file);
  std::vector<RelaxedRow> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const bool has_energy = !table.text(row, "energy_ev_per_atom").empty();
    rows.push_back({table.text(row, "id"), table.text(row, "formula"), table.text(row, "end"),
                    table.text(row, "reason"), table.count(row, "evaluations"),
                    has_energy ? std::optional(table.real(row, "energy_ev_per_atom")) : std::nullopt,
                    table.real(row, "largest_force_ev_per_angstrom"),
                    table.real(row, "largest_stress_ev_per_angstrom3"), table.real(row, "volume_over_start"),
                    table.count(row, "space_group_before"), table.count(row, "space_group"),
                    table.text(row, "space_group_symbol"), table.yes(row, "certified"), table.text(row, "broken")});
  }
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

CalculatorRecord parse_relaxation_calculator(const std::string& json, const std::string& file) {
  try {
    const auto read = nlohmann::json::parse(json).at("calculator");
    return {read.at("name"), read.at("version"), read.at("source"), read.at("trust")};
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected the record of a relaxation: ") + error.what());
  }
}

std::int64_t parse_relaxed_count(const std::string& json, const std::string& file) {
  try {
    return nlohmann::json::parse(json).at("candidates");
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected the record of a relaxation: ") + error.what());
  }
}

}  // namespace crystalgan
