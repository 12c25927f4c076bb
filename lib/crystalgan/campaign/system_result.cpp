#include "crystalgan/campaign/system_result.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/campaign/campaign_schema.hpp"
#include "crystalgan/campaign/compact_structure.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::int64_t kResultFormat = 1;
constexpr std::int64_t kLastCandidate = kCandidatesPerSystem - 1;  // an id more is a number of the next system
constexpr std::size_t kMaxColumnBytes = 1'000;                     // of a text of a candidate; chosen

CampaignCandidate made_row(const Candidate& candidate, const Structure& structure) {
  CampaignCandidate row;
  row.id = candidate.id;
  row.formula = formula(reduced(structure.composition()));
  row.atoms = static_cast<std::int64_t>(structure.size());
  row.space_group = candidate.space_group;
  row.space_group_symbol = candidate.space_group_symbol;
  row.kind = candidate.kind;
  row.arrangement = candidate.arrangement;
  row.formula_rank = candidate.formula_rank;
  row.score = candidate.score;
  row.prior = candidate.prior;
  row.log_probability = candidate.log_probability;
  row.ionic_energy = candidate.ionic_energy;
  row.good = candidate.good;
  row.strict = candidate.strict;
  row.unique = candidate.unique;
  row.novel = candidate.novel;
  row.parent_a = candidate.parent_a;
  row.parent_b = candidate.parent_b;
  row.structure = compact_text(structure);
  return row;
}

using RowsById = std::map<std::string_view, CampaignCandidate*>;

void add_relaxation(const RunDirectory& run, const std::vector<RelaxedRow>& relaxed, const RowsById& rows) {
  for (const RelaxedRow& one : relaxed) {
    const auto found = rows.find(one.id);
    if (found == rows.end())
      throw ParseError(run.name_of(run_files::kRelaxationTable), 0, one.id + ": expected a candidate of the run");
    CampaignCandidate& row = *found->second;
    row.relaxation = one.end == "converged" && !one.certified ? "broke a limit" : one.end;
    row.moment = one.moment;
    if (!one.certified) continue;
    row.energy = one.energy;
    row.space_group = one.space_group;
    row.space_group_symbol = one.space_group_symbol;
    const Structure structure = read_structure(run, run_files::kRelaxed, one.id, run_files::kRelaxationTable);
    row.structure = compact_text(structure);
  }
}

void add_ranking(const RunDirectory& run, const RankingRecord& ranking, const RowsById& rows) {
  std::int64_t rank = 0;
  for (const RankedRow& crystal : ranking.crystals) {
    ++rank;
    for (const std::string_view id : split_words(crystal.found_by)) {
      const auto found = rows.find(id);
      if (found == rows.end())
        throw ParseError(run.name_of(run_files::kRankingTable), 0,
                         std::string(id) + ": expected a candidate of the run");
      if (id != crystal.id) found->second->same_as = crystal.id;
    }
    const auto found = rows.find(crystal.id);
    if (found == rows.end()) continue;
    CampaignCandidate& row = *found->second;
    row.rank = rank;
    row.formation_energy = crystal.formation_energy;
    row.above_hull = crystal.above_hull;
    row.above_known = crystal.above_known;
  }
}

template <class Value>
Json json_of(const Value& value) {
  return Json(value);
}
template <class Value>
Json json_of(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

std::string short_text(const JsonValue& json) {
  std::string text = json.text();
  if (text.size() > kMaxColumnBytes) json.fail("a text of at most " + std::to_string(kMaxColumnBytes) + " bytes");
  return text;
}

template <class Value>
void read_json(const JsonValue& json, Value& value) {
  if constexpr (std::is_same_v<Value, std::string>)
    value = short_text(json);
  else if constexpr (std::is_same_v<Value, std::int64_t>)
    value = json.count();
  else if constexpr (std::is_same_v<Value, double>)
    value = json.real();
  else if constexpr (std::is_same_v<Value, bool>)
    value = json.yes();
  else if (json.is_null())
    value = std::nullopt;
  else
    read_json(json, value.emplace());
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

std::string candidate_line(const CampaignCandidate& candidate) {
  Json line = Json::array();
  for (const auto& column : kCampaignCandidateColumns)
    std::visit([&](const auto member) { line.push_back(json_of(candidate.*member)); }, column.member);
  line.push_back(candidate.structure);
  return dumped(line);
}

std::vector<std::string> column_names() {
  std::vector<std::string> names;
  names.reserve(kCampaignCandidateColumns.size() + 1);
  for (const auto& column : kCampaignCandidateColumns) names.emplace_back(column.name);
  names.emplace_back("structure");
  return names;
}

// The structure is read, so that no other one comes into a database.
void require_structure(const CampaignCandidate& candidate, const std::string& system, const std::string& file) {
  try {
    parse_compact(candidate.structure, system + " " + candidate.id);
  } catch (const StructureError& error) {
    throw ParseError(file, 0, error.what());
  } catch (const ParseError& error) {
    throw ParseError(file, 0, error.what());
  }
}

CampaignCandidate parse_candidate(const JsonValue& json, const std::string& system, const std::string& file) {
  const std::vector<JsonValue> fields = json.items();
  if (fields.size() != kCampaignCandidateColumns.size() + 1)
    json.fail("a list of " + std::to_string(kCampaignCandidateColumns.size() + 1));
  CampaignCandidate candidate;
  for (std::size_t i = 0; i < kCampaignCandidateColumns.size(); ++i)
    std::visit([&](const auto member) { read_json(fields[i], candidate.*member); },
               kCampaignCandidateColumns[i].member);
  candidate.structure = fields.back().text();
  const auto number = try_parse_count(candidate.id);
  if (!number || *number < 1 || *number > kLastCandidate) fields.front().fail("the number of a candidate");
  require_structure(candidate, system, file);
  return candidate;
}

Json calculator_json(const CalculatorRecord& calculator) {
  return {{"name", calculator.name},
          {"version", calculator.version},
          {"source", calculator.source},
          {"trust", calculator.trust}};
}

}  // namespace

SystemResult result_of_run(const RunDirectory& run, const CampaignSystem& system, const Manifest& program,
                           const std::string& note) {
  const Summary summary = kept_summary(run);
  SystemResult result;
  result.system = system.name;
  result.seed = system.seed;
  result.version = program.version;
  result.commit = program.commit;
  result.generated = summary.generated;
  result.certified = summary.certified;
  result.note = note;
  const std::vector<Candidate> candidates = kept_candidates(run);
  for (const Candidate& candidate : candidates)
    result.candidates.push_back(
        made_row(candidate, read_structure(run, run_files::kCandidates, candidate.id, run_files::kCandidateTable)));
  RowsById rows;
  for (CampaignCandidate& row : result.candidates) rows[row.id] = &row;
  const auto energies = kept_energies(run);
  if (!energies) return result;
  result.calculator = energies->calculator;
  result.relaxed = std::ssize(energies->relaxed);
  for (const SinglePointRow& point : energies->single_points)
    if (const auto found = rows.find(point.id); found != rows.end()) found->second->single_point = point.energy;
  add_relaxation(run, energies->relaxed, rows);
  if (!energies->ranking) return result;
  result.ranked = std::ssize(energies->ranking->crystals);
  add_ranking(run, *energies->ranking, rows);
  return result;
}

std::string system_result_json(const SystemResult& result) {
  const Json head{{"format", kResultFormat},
                  {"system", result.system},
                  {"seed", result.seed},
                  {"version", result.version},
                  {"commit", result.commit},
                  {"generated", result.generated},
                  {"certified", result.certified},
                  {"relaxed", result.relaxed},
                  {"ranked", result.ranked},
                  {"note", result.note},
                  {"calculator", result.calculator ? calculator_json(*result.calculator) : Json()},
                  {"columns", column_names()}};
  std::string text = dumped(head);
  text.pop_back();  // its brace
  text += ",\"candidates\":[";
  for (std::size_t i = 0; i < result.candidates.size(); ++i)
    text += (i == 0 ? "\n" : ",\n") + candidate_line(result.candidates[i]);
  return text + "\n]}\n";
}

SystemResult parse_system_result(std::string_view text, const std::string& file, std::string_view system) {
  const JsonValue json = JsonValue::parse(text, file, "the result of a system");
  json.at("format").count(kResultFormat, kResultFormat);
  if (json.at("columns").texts() != column_names()) json.at("columns").fail("the columns of this version");
  SystemResult result;
  result.system = json.at("system").text();
  if (result.system != system) json.at("system").fail("'" + std::string(system) + "', as the name of the file says");
  result.seed = json.at("seed").count();
  result.version = json.at("version").text();
  result.commit = json.at("commit").text();
  result.generated = json.at("generated").count();
  result.certified = json.at("certified").count();
  result.relaxed = json.at("relaxed").count();
  result.ranked = json.at("ranked").count();
  result.note = json.at("note").text();
  if (const JsonValue calculator = json.at("calculator"); !calculator.is_null())
    result.calculator = calculator_record(calculator);
  std::string before;
  for (const JsonValue& candidate : json.at("candidates").items()) {
    result.candidates.push_back(parse_candidate(candidate, result.system, file));
    const std::string& id = result.candidates.back().id;
    if (!before.empty() && *try_parse_count(id) <= *try_parse_count(before))
      candidate.fail("candidates in the order of their ids");
    before = id;
  }
  return result;
}

}  // namespace crystalgan
