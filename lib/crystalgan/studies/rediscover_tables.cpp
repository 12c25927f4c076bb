#include "crystalgan/studies/rediscover_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/markdown_table.hpp"
#include "crystalgan/record/settings.hpp"
#include "crystalgan/studies/energy_order_tables.hpp"
#include "crystalgan/studies/estimate_text.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;

// Which candidates count, and how they match.
struct Criterion {
  std::string_view key;
  std::string_view title;
  Recovery SystemOutcome::*recovery;
};

constexpr Criterion kCriteria[] = {
    {"certified", "certified candidates, ltol 0.2, stol 0.3, angle_tol 5", &SystemOutcome::found},
    {"certified_loosely", "certified candidates, ltol 0.3, stol 0.5, angle_tol 10", &SystemOutcome::found_loosely},
    {"as_generated", "structures as generated, no certificate asked, ltol 0.2, stol 0.3, angle_tol 5",
     &SystemOutcome::found_as_generated},
};

// The share of known ternaries found, per system, 0 to 1.
std::vector<double> shares(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by, std::size_t k) {
  std::vector<double> shares;
  for (std::size_t system = 0; system < study.systems.size(); ++system)
    shares.push_back(recovered_by_first(study.outcome(system, method).*by, k).share().value_or(0.0));
  return shares;
}

// How many known ternaries are found, and known, per system.
std::vector<double> found_counts(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by,
                                 std::size_t k) {
  std::vector<double> counts;
  for (std::size_t system = 0; system < study.systems.size(); ++system)
    counts.push_back(static_cast<double>(recovered_by_first(study.outcome(system, method).*by, k).found));
  return counts;
}

std::vector<double> known_counts(const Rediscovery& study) {
  std::vector<double> counts;
  for (std::size_t system = 0; system < study.systems.size(); ++system)
    counts.push_back(static_cast<double>(study.outcome(system, 0).known()));
  return counts;
}

// Over all systems.
RecoveredShare pooled(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by, std::size_t k) {
  Recovery all;
  for (std::size_t system = 0; system < study.systems.size(); ++system) {
    const Recovery& one = study.outcome(system, method).*by;
    all.insert(all.end(), one.begin(), one.end());
  }
  return recovered_by_first(all, k);
}

std::size_t known_in_all(const Rediscovery& study) {
  std::size_t known = 0;
  for (std::size_t system = 0; system < study.systems.size(); ++system) known += study.outcome(system, 0).known();
  return known;
}

std::int64_t in_all(const Rediscovery& study, std::size_t method, std::int64_t SystemOutcome::*count) {
  std::int64_t sum = 0;
  for (std::size_t system = 0; system < study.systems.size(); ++system) sum += study.outcome(system, method).*count;
  return sum;
}

std::string head_text(const Rediscovery& study) {
  return fmt::format(
      "# Known ternaries with {} from binaries alone\n\n"
      "{} systems with {} known ternaries, of which {} keep the limits of the policy '{}' themselves. {} structures\n"
      "asked of every method in every system.\n"
      "METRe@K: the share of the known ternaries of all systems that match at least one of the first K structures of "
      "their\n"
      "system, in the order in which the method made them, all compositions together, failures counted; in brackets "
      "the\n"
      "95 % bootstrap interval over the systems. `composed`: known ternaries whose reduced composition was made at "
      "all.\n",
      study.x, study.systems.size(), known_in_all(study), in_all(study, 0, &SystemOutcome::admitted), study.policy,
      study.samples);
}

std::string criterion_table(const Rediscovery& study, const Criterion& criterion) {
  std::vector<std::vector<std::string>> table{{"method"}};
  for (const std::size_t k : shown_ranks(study)) table.front().push_back(fmt::format("METRe@{} %", k));
  for (const char* title : {"found", "composed", "mean rms"}) table.front().emplace_back(title);
  for (std::size_t method = 0; method < study.methods.size(); ++method) {
    table.push_back({study.methods[method].name});
    for (const std::size_t k : shown_ranks(study))
      table.back().push_back(ratio_text(metre_of_all(study, method, criterion.recovery, k), 100.0));
    const RecoveredShare all = pooled(study, method, criterion.recovery, shown_ranks(study).back());
    table.back().push_back(fmt::format("{} of {}", all.found, all.known));
    table.back().push_back(std::to_string(in_all(study, method, &SystemOutcome::composed)));
    table.back().push_back(all.mean_rms ? fmt::format("{:.3f}", *all.mean_rms) : "-");
  }
  return fmt::format("\n## By {}\n\n{}", criterion.title, markdown_table(table));
}

// One minus the other, certified candidates, the systems drawn for both together.
RatioEstimate metre_difference(const Rediscovery& study, std::size_t one, std::size_t other, std::size_t k) {
  std::vector<double> more = found_counts(study, one, kCriteria[0].recovery, k);
  const std::vector<double> of_other = found_counts(study, other, kCriteria[0].recovery, k);
  for (std::size_t system = 0; system < more.size(); ++system) more[system] -= of_other[system];
  return bootstrapped_ratio(more, known_counts(study));
}

std::string differences_table(const Rediscovery& study) {
  const auto main = std::ranges::find(study.methods, kMainContender, &Contender::name);
  if (main == study.methods.end() || study.methods.size() < 2) return "";
  const auto main_index = static_cast<std::size_t>(main - study.methods.begin());
  std::vector<std::vector<std::string>> table{{fmt::format("{} minus", kMainContender)}};
  for (const std::size_t k : shown_ranks(study)) table.front().push_back(fmt::format("METRe@{}, points", k));
  for (std::size_t method = 0; method < study.methods.size(); ++method) {
    if (method == main_index) continue;
    table.push_back({study.methods[method].name});
    for (const std::size_t k : shown_ranks(study))
      table.back().push_back(ratio_difference_text(metre_difference(study, main_index, method, k), 100.0));
  }
  return "\n## Differences, paired by system\n\nAn interval that does not hold 0 tells the two apart.\n\n" +
         markdown_table(table);
}

constexpr std::size_t kShownPlaces[] = {10, 50, 150, 1000};

std::string arrangements_table(const Rediscovery& study) {
  if (study.arrangements.empty()) return "";
  std::vector<std::vector<std::string>> table{{"prior"}};
  for (const std::size_t places : kShownPlaces) table.front().push_back(fmt::format("first {}", places));
  for (std::size_t prior = 0; prior < kComparedPriors.size(); ++prior) {
    table.push_back({std::string(kComparedPriors[prior])});
    for (const std::size_t places : kShownPlaces)
      table.back().push_back(std::to_string(ranked_within(study.arrangements, prior, places)));
  }
  const auto enumerated =
      std::ranges::count_if(study.arrangements, [](const auto& each) { return each.ranks.has_value(); });
  return fmt::format(
      "\n## Arrangements\n\n"
      "Known ternaries whose template is among the first of all templates of their formula, by the priors of the mode\n"
      "symmetry, before any energy. {} of {} have a template within the limits of the enumeration; the others count "
      "as\n"
      "missed.\n\n{}",
      enumerated, study.arrangements.size(), markdown_table(table));
}

std::string ranks_table(const Rediscovery& study) {
  std::vector<SystemRanks> systems;
  for (const SystemOutcome& outcome : study.outcomes) systems.push_back({outcome.system, outcome.ranks});
  return energy_orders_table(systems);
}

Json arrangements_json(const Rediscovery& study) {
  Json json = Json::array();
  for (const KnownArrangement& each : study.arrangements) {
    Json row{{"system", each.system}, {"ternary", each.ternary}, {"template", each.arrangement}};
    for (std::size_t prior = 0; prior < kComparedPriors.size(); ++prior)
      row["ranks"][std::string(kComparedPriors[prior])] = each.ranks ? Json((*each.ranks)[prior] + 1) : Json();
    json.push_back(std::move(row));
  }
  return json;
}

std::string rows_text(const Rediscovery& study) {
  std::string text = "\n## The rows\n\n";
  for (const Contender& method : study.methods)
    text += fmt::format("* {} ({}): {}\n", method.name, name_of(method.kind), method.meaning);
  return text;
}

std::string failures_text(const Rediscovery& study) {
  std::string text;
  for (const SystemOutcome& outcome : study.outcomes)
    if (!outcome.failure.empty())
      text += fmt::format("\n{}, {}: nothing was generated: {}\n", outcome.system, outcome.method, outcome.failure);
  return text;
}

std::string given_up_text(const Rediscovery& study) {
  std::int64_t given_up = 0;
  for (const SystemOutcome& outcome : study.outcomes) given_up += outcome.given_up;
  if (given_up == 0) return "";
  return fmt::format(
      "\n{} comparisons of two structures took too long and were ended: they count by what was found until then.\n",
      given_up);
}

Json recovery_json(const Recovery& recovery) {
  Json json = Json::array();
  for (const auto& matches : recovery) {
    json.push_back(Json::array());
    for (const CandidateMatch& match : matches) json.back().push_back({match.candidate, match.rms});
  }
  return json;
}

Recovery parse_recovery(const JsonValue& json) {
  Recovery recovery;
  for (const JsonValue& matches : json.items()) {
    recovery.emplace_back();
    for (const JsonValue& match : matches.items()) {
      const std::vector<JsonValue> pair = match.items();
      if (pair.size() != 2) match.fail("a list of 2");
      recovery.back().push_back({static_cast<std::size_t>(pair[0].count()), pair[1].real()});
    }
  }
  return recovery;
}

SystemOutcome parse_outcome(const JsonValue& json) {
  SystemOutcome outcome;
  outcome.system = json.at("system").text();
  outcome.method = json.at("method").text();
  outcome.generated = json.at("generated").count();
  outcome.certified = json.at("certified").count();
  outcome.composed = json.at("composed").count();
  outcome.admitted = json.at("admitted").count();
  outcome.given_up = json.at("given_up").count();
  for (const Criterion& criterion : kCriteria)
    outcome.*criterion.recovery = parse_recovery(json.at("matches").at(criterion.key));
  outcome.failure = json.at("failure").text();
  if (json.contains("ranks")) outcome.ranks = parse_known_ranks(json.at("ranks"));
  return outcome;
}

}  // namespace

Estimate metre_over_systems(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by, std::size_t k) {
  return mean_with_interval(shares(study, method, by, k));
}

RatioEstimate metre_of_all(const Rediscovery& study, std::size_t method, Recovery SystemOutcome::*by, std::size_t k) {
  return bootstrapped_ratio(found_counts(study, method, by, k), known_counts(study));
}

std::vector<std::size_t> shown_ranks(const Rediscovery& study) {
  const auto samples = static_cast<std::size_t>(study.samples);
  std::vector<std::size_t> ranks;
  for (std::size_t k = 10; k < samples; k *= 10) ranks.push_back(k);
  ranks.push_back(samples);
  return ranks;
}

std::string rediscovery_tables(const Rediscovery& study) {
  std::string text = head_text(study);
  for (const Criterion& criterion : kCriteria) text += criterion_table(study, criterion);
  return text + differences_table(study) + ranks_table(study) + arrangements_table(study) + rows_text(study) +
         given_up_text(study) + failures_text(study);
}

std::string systems_table(const Rediscovery& study) {
  const std::size_t k = shown_ranks(study).back();
  std::vector<std::vector<std::string>> table{{"system", "known"}};
  for (const Contender& method : study.methods) table.front().push_back(method.name);
  for (std::size_t system = 0; system < study.systems.size(); ++system) {
    table.push_back({study.systems[system], std::to_string(study.outcome(system, 0).known())});
    for (std::size_t method = 0; method < study.methods.size(); ++method) {
      const SystemOutcome& outcome = study.outcome(system, method);
      const auto found = recovered_by_first(outcome.*kCriteria[0].recovery, k).found;
      table.back().push_back(outcome.failure.empty() ? std::to_string(found) : "failed");
    }
  }
  return fmt::format("\n## System by system\n\nKnown ternaries found by {}, K = {}.\n\n{}", kCriteria[0].title, k,
                     markdown_table(table));
}

std::string rediscovery_csv(const Rediscovery& study) {
  std::string text = "system,method,known,admitted,composed,generated,certified";
  for (const Criterion& criterion : kCriteria)
    for (const std::size_t k : shown_ranks(study)) text += fmt::format(",{}_found_by_{}", criterion.key, k);
  text += ",failure\n";
  for (const SystemOutcome& outcome : study.outcomes) {
    text += fmt::format("{},{},{},{},{},{},{}", outcome.system, csv_field(outcome.method), outcome.known(),
                        outcome.admitted, outcome.composed, outcome.generated, outcome.certified);
    for (const Criterion& criterion : kCriteria)
      for (const std::size_t k : shown_ranks(study))
        text += fmt::format(",{}", recovered_by_first(outcome.*criterion.recovery, k).found);
    text += "," + csv_field(outcome.failure) + "\n";
  }
  return text;
}

std::string rediscovery_json(const Rediscovery& study) {
  Json json{{"x", study.x},
            {"policy", study.policy},
            {"samples", study.samples},
            {"systems", study.systems},
            {"known", known_in_all(study)},
            {"admitted", in_all(study, 0, &SystemOutcome::admitted)},
            {"methods", Json::array()}};
  for (std::size_t method = 0; method < study.methods.size(); ++method) {
    Json row{{"name", study.methods[method].name},
             {"meaning", study.methods[method].meaning},
             {"composed", in_all(study, method, &SystemOutcome::composed)},
             {"configuration", configuration_text(study.methods[method].configuration)}};
    for (const Criterion& criterion : kCriteria) {
      Json& of = row["metre"][std::string(criterion.key)];
      for (const std::size_t k : shown_ranks(study)) {
        const RecoveredShare all = pooled(study, method, criterion.recovery, k);
        of[std::to_string(k)] = {
            {"of_all", ratio_json(metre_of_all(study, method, criterion.recovery, k))},
            {"over_systems", estimate_json(metre_over_systems(study, method, criterion.recovery, k))},
            {"found", all.found},
            {"mean_rms", all.mean_rms ? Json(*all.mean_rms) : Json()}};
      }
    }
    json["methods"].push_back(std::move(row));
  }
  if (!study.arrangements.empty()) json["arrangements"] = arrangements_json(study);
  return json.dump(2) + "\n";
}

std::string outcome_json(const SystemOutcome& outcome) {
  Json json{{"system", outcome.system},       {"method", outcome.method},     {"generated", outcome.generated},
            {"certified", outcome.certified}, {"composed", outcome.composed}, {"admitted", outcome.admitted},
            {"given_up", outcome.given_up},   {"known", outcome.known()},     {"failure", outcome.failure},
            {"matches", Json::object()}};
  for (const Criterion& criterion : kCriteria)
    json["matches"][std::string(criterion.key)] = recovery_json(outcome.*criterion.recovery);
  if (!outcome.ranks.empty()) json["ranks"] = known_ranks_json(outcome.ranks);
  return json.dump();
}

std::vector<SystemOutcome> parse_outcomes(const std::string& lines, const std::string& file) {
  std::vector<SystemOutcome> outcomes;
  std::istringstream stream(lines);
  std::string line;
  for (std::int64_t number = 1; std::getline(stream, line); ++number) {
    if (stream.eof()) break;  // incomplete last line
    outcomes.push_back(
        parse_outcome(JsonValue::parse_line(line, file, number, "an outcome of this version of rediscover")));
  }
  return outcomes;
}

}  // namespace crystalgan
