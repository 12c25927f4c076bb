#include "crystalgan/evaluation/evaluation_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/markdown_table.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;
using Table = std::vector<std::vector<std::string>>;

// Numbers of candidates in the METRe table, beside all. Chosen.
constexpr std::array<std::size_t, 3> kRanks{10, 100, 1000};

// Maximum lines of a list in the text. Chosen: readable.
constexpr std::size_t kMaxSpaceGroups = 10;
constexpr std::size_t kMaxListed = 50;

constexpr const char* kNone = "-";

const EvaluatedSet* reference_of(const Evaluation& evaluation) {
  return evaluation.against ? &evaluation.against->reference : nullptr;
}

double share(std::size_t count, std::size_t all) { return static_cast<double>(count) / static_cast<double>(all); }

std::string percent(std::optional<double> share) { return share ? fmt::format("{:.1f}", 100.0 * *share) : kNone; }

std::string percent(std::size_t count, std::size_t all) {
  return all == 0 ? std::string(kNone) : percent(share(count, all));
}

std::string shown(std::optional<double> value) { return value ? fmt::format("{:.3f}", *value) : kNone; }

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Up to the number of candidates, and that number.
std::vector<std::size_t> ranks_of(const EvaluatedSet& submitted) {
  std::vector<std::size_t> ranks;
  for (const std::size_t rank : kRanks)
    if (rank < submitted.structures.size()) ranks.push_back(rank);
  ranks.push_back(submitted.structures.size());
  return ranks;
}

// A header or a row: its first field, then one field per set.
template <class OfSet>
std::vector<std::string> row_of(std::string first, const Evaluation& evaluation, OfSet of_set) {
  std::vector<std::string> row{std::move(first), of_set(evaluation.submitted)};
  if (const EvaluatedSet* reference = reference_of(evaluation)) row.push_back(of_set(*reference));
  return row;
}

std::vector<std::string> header_of(std::string first, const Evaluation& evaluation, const std::string& unit) {
  std::vector<std::string> header{std::move(first), "submitted" + unit};
  if (evaluation.against) header.push_back("reference" + unit);
  return header;
}

std::string head_text(const Evaluation& evaluation) {
  const auto counted = [](const EvaluatedSet& set) {
    return fmt::format("{}, {} of these files or lines that could not be read", set.submitted(), set.refused);
  };
  std::string text = fmt::format("# Evaluation\n\nSubmitted structures: {}.\n", counted(evaluation.submitted));
  if (const EvaluatedSet* reference = reference_of(evaluation))
    text += fmt::format("Reference structures: {}.\n", counted(*reference));
  text +=
      "All shares are out of all of a set: what could not be read fails in everything. Nothing here is an energy.\n";
  if (evaluation.against)
    text += "The shares of the reference are the ceiling to read those of the submitted structures against.\n";
  return text;
}

std::string share_table(const Evaluation& evaluation) {
  Table table{header_of("share of the structures", evaluation, " %")};
  for (const ShareMeasure& measure : share_measures()) {
    if (measure.needs_reference && !evaluation.against) continue;
    table.push_back(row_of(std::string(measure.title), evaluation, [&](const EvaluatedSet& set) {
      const bool known = !measure.needs_reference || &set == &evaluation.submitted;
      return known ? percent(set.count(measure), set.submitted()) : std::string(kNone);
    }));
  }
  table.push_back(row_of("unique pairs (matbench-genmetrics)", evaluation,
                         [](const EvaluatedSet& set) { return percent(set.pairwise_uniqueness()); }));
  return "\n## Shares\n\n" + markdown_table(table);
}

std::string number_table(const Evaluation& evaluation) {
  Table table{header_of("different", evaluation, "")};
  const auto add = [&](const char* title, auto number_of) {
    table.push_back(
        row_of(title, evaluation, [&](const EvaluatedSet& set) { return fmt::format("{}", number_of(set)); }));
  };
  add("space groups", [](const EvaluatedSet& set) { return set.space_groups().different(); });
  add("reduced compositions", [](const EvaluatedSet& set) { return set.compositions(); });
  add("sets of elements", [](const EvaluatedSet& set) { return set.systems(); });
  return "\n## Variety\n\n" + markdown_table(table);
}

std::string symbol_of(const EvaluatedSet& set, int number) {
  const auto found = std::ranges::find_if(set.structures, [&](const EvaluatedStructure& structure) {
    return structure.space_group && structure.space_group->number == number;
  });
  return fmt::format("{} ({})", found->space_group->symbol, number);
}

std::string space_group_table(const Evaluation& evaluation) {
  const SpaceGroupCounts counts = evaluation.submitted.space_groups();
  std::vector<std::pair<int, std::size_t>> groups(counts.of_number().begin(), counts.of_number().end());
  std::ranges::stable_sort(groups, [](const auto& one, const auto& other) { return one.second > other.second; });
  Table table{header_of("space group", evaluation, " %")};
  for (const auto& [number, times] : groups) {
    if (table.size() > kMaxSpaceGroups) break;
    table.push_back(
        row_of(symbol_of(evaluation.submitted, number), evaluation, [&, group = number](const EvaluatedSet& set) {
          return percent(set.space_groups().count(group), set.submitted());
        }));
  }
  table.push_back(row_of("none found", evaluation, [](const EvaluatedSet& set) {
    return percent(set.space_groups().unknown(), set.submitted());
  }));
  return "\n## Space groups\n\nThe most frequent of the submitted structures.\n\n" + markdown_table(table);
}

std::string property_table(const Evaluation& evaluation) {
  Table table{header_of("mean", evaluation, "")};
  if (evaluation.against) table.front().push_back("Wasserstein distance");
  for (const Property& property : properties()) {
    table.push_back(row_of(std::string(property.title), evaluation,
                           [&](const EvaluatedSet& set) { return shown(mean(values_of(set, property))); }));
    if (const EvaluatedSet* reference = reference_of(evaluation))
      table.back().push_back(
          shown(wasserstein_distance(values_of(evaluation.submitted, property), values_of(*reference, property))));
  }
  return "\n## Properties (CDVAE)\n\n" + markdown_table(table);
}

std::string settings_text(const MatcherSettings& settings) {
  return fmt::format("{}/{}/{}", settings.ltol, settings.stol, settings.angle_tol);
}

// Number of submitted structures that fit a reference.
std::size_t known_ones(const EvaluatedSet& submitted) {
  return static_cast<std::size_t>(std::ranges::count_if(
      submitted.structures, [](const auto& structure) { return structure.reference.has_value(); }));
}

std::string recovery_text(const Evaluation& evaluation) {
  if (!evaluation.against) return "";
  const AgainstReference& against = *evaluation.against;
  const std::size_t known = against.reference.structures.size();
  std::string text = fmt::format(
      "\n## Reference structures found\n\n"
      "* coverage: {} of {} readable reference structures are matched by a submitted one, {} %\n"
      "* coverage as matbench-genmetrics counts it, matching submitted ones over reference structures: {:.3f}\n\n"
      "METRe@K: the share of the readable reference structures that at least one of the first K of the readable\n"
      "submitted ones matches by get_rms_dist, and the mean rms of the best matches, with ltol/stol/angle_tol of\n"
      "crystal structure prediction ({}) and the defaults ({}).\n\n",
      against.covered, known, percent(against.covered, known), share(known_ones(evaluation.submitted), known),
      settings_text(kPredictionMatching), settings_text({}));
  Table table{{"K", "METRe % (prediction)", "rms", "METRe % (default)", "rms"}};
  for (const std::size_t rank : ranks_of(evaluation.submitted)) {
    table.push_back(
        {rank == evaluation.submitted.structures.size() ? fmt::format("all {}", rank) : fmt::to_string(rank)});
    for (const Recovery* recovery : {&against.prediction, &against.default_values}) {
      const RecoveredShare found = recovered_by_first(*recovery, rank);
      table.back().push_back(percent(found.share()));
      table.back().push_back(shown(found.mean_rms));
    }
  }
  return text + markdown_table(table);
}

std::string given_up_text(const Evaluation& evaluation) {
  const std::size_t given_up =
      evaluation.submitted.given_up +
      (evaluation.against ? evaluation.against->given_up + evaluation.against->reference.given_up : 0);
  if (given_up == 0) return "";
  return fmt::format(
      "\n{} comparisons of two structures took too long and were ended, or not begun: they count by what was found "
      "until "
      "then{}.\n",
      given_up, limit_advice("match_steps"));
}

// Remarks per structure. Other elements than the first are a remark only if less than half of the set has them.
std::vector<std::vector<std::string>> remarks_of(const EvaluatedSet& set) {
  const auto unlike = static_cast<std::size_t>(std::ranges::count_if(
      set.structures, [](const EvaluatedStructure& structure) { return structure.remarks.unlike.has_value(); }));
  std::vector<std::vector<std::string>> all;
  for (const EvaluatedStructure& structure : set.structures) {
    Remarks remarks = structure.remarks;
    if (2 * unlike >= set.structures.size()) remarks.unlike.reset();
    all.push_back(remark_lines(remarks));
  }
  return all;
}

// At most kMaxListed lines, then the number of the others.
std::string list_text(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), kMaxListed); ++i) text += "* " + lines[i] + "\n";
  if (lines.size() > kMaxListed) text += fmt::format("* and {} more\n", lines.size() - kMaxListed);
  return text.empty() ? "none\n" : text;
}

std::string remark_text(const Evaluation& evaluation) {
  const auto& structures = evaluation.submitted.structures;
  const auto remarks = remarks_of(evaluation.submitted);
  std::vector<std::string> odd;
  std::vector<std::string> repeated;
  for (std::size_t i = 0; i < structures.size(); ++i) {
    if (!remarks[i].empty()) odd.push_back(structures[i].name + ": " + join(remarks[i], "; "));
    if (const auto first = structures[i].repeats)
      repeated.push_back(structures[i].name + " is the same crystal as " + structures[*first].name);
  }
  return fmt::format("\n## Odd ones ({} of {})\n\n{}\n## Repeats ({} of {})\n\n{}", odd.size(), structures.size(),
                     list_text(odd), repeated.size(), structures.size(), list_text(repeated));
}

Json number_json(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

Json share_json(std::size_t count, std::size_t all) {
  return {{"count", count}, {"share", all == 0 ? Json(nullptr) : Json(share(count, all))}};
}

Json set_json(const EvaluatedSet& set, bool has_reference) {
  Json json{{"submitted", set.submitted()}, {"refused", set.refused}};
  for (const ShareMeasure& measure : share_measures())
    json["shares"][std::string(measure.key)] =
        measure.needs_reference && !has_reference ? Json(nullptr) : share_json(set.count(measure), set.submitted());
  json["pairwise_uniqueness"] = number_json(set.pairwise_uniqueness());
  const SpaceGroupCounts groups = set.space_groups();
  json["space_groups"] = {{"different", groups.different()}, {"unknown", groups.unknown()}, {"counts", Json::object()}};
  for (const auto& [number, times] : groups.of_number()) json["space_groups"]["counts"][std::to_string(number)] = times;
  json["compositions"] = set.compositions();
  json["systems"] = set.systems();
  for (const Property& property : properties())
    json["means"][std::string(property.key)] = number_json(mean(values_of(set, property)));
  json["given_up"] = set.given_up;
  return json;
}

Json recovery_json(const Recovery& recovery, const MatcherSettings& settings, const EvaluatedSet& submitted) {
  Json json{{"ltol", settings.ltol}, {"stol", settings.stol}, {"angle_tol", settings.angle_tol}, {"at", Json::array()}};
  for (const std::size_t rank : ranks_of(submitted)) {
    const RecoveredShare found = recovered_by_first(recovery, rank);
    json["at"].push_back({{"candidates", rank},
                          {"found", found.found},
                          {"share", number_json(found.share())},
                          {"mean_rms", number_json(found.mean_rms)}});
  }
  return json;
}

Json against_json(const Evaluation& evaluation) {
  if (!evaluation.against) return nullptr;
  const AgainstReference& against = *evaluation.against;
  const std::size_t known = against.reference.structures.size();
  Json json{{"coverage", share_json(against.covered, known)},
            {"coverage_matbench_genmetrics", share(known_ones(evaluation.submitted), known)}};
  for (const Property& property : properties())
    json["wasserstein"][std::string(property.key)] = number_json(
        wasserstein_distance(values_of(evaluation.submitted, property), values_of(against.reference, property)));
  json["metre"] = {{"prediction", recovery_json(against.prediction, kPredictionMatching, evaluation.submitted)},
                   {"default", recovery_json(against.default_values, {}, evaluation.submitted)}};
  json["given_up"] = against.given_up;
  return json;
}

std::string yes_no(bool value) { return value ? "yes" : "no"; }

std::string csv_row(const Evaluation& evaluation, std::size_t i, const std::vector<std::string>& remarks) {
  const EvaluatedStructure& s = evaluation.submitted.structures[i];
  std::vector<std::string> fields{csv_field(s.name),
                                  formula(s.composition),
                                  std::to_string(s.atoms()),
                                  exact_text(s.volume_per_atom),
                                  exact_text(s.density),
                                  s.space_group ? std::to_string(s.space_group->number) : "",
                                  s.space_group ? csv_field(s.space_group->symbol) : "",
                                  std::isfinite(s.site_distance) ? exact_text(s.site_distance) : "",
                                  exact_text(s.distance)};
  for (const ShareMeasure& measure : share_measures())
    fields.push_back(measure.needs_reference && !evaluation.against ? "" : yes_no(measure.holds(s)));
  fields.push_back(s.repeats ? csv_field(evaluation.submitted.structures[*s.repeats].name) : "");
  fields.push_back(s.alike ? std::to_string(*s.alike) : "");
  fields.push_back(s.reference ? csv_field(evaluation.against->reference.structures[s.reference->reference].name) : "");
  fields.push_back(s.reference && s.reference->rms ? exact_text(*s.reference->rms) : "");
  fields.push_back(csv_field(join(remarks, "; ")));
  return join(fields, ",") + "\n";
}

}  // namespace

std::string evaluation_tables(const Evaluation& evaluation) {
  return head_text(evaluation) + share_table(evaluation) + number_table(evaluation) + recovery_text(evaluation) +
         property_table(evaluation) + space_group_table(evaluation) + given_up_text(evaluation) +
         remark_text(evaluation);
}

std::string evaluation_json(const Evaluation& evaluation) {
  const EvaluatedSet* reference = reference_of(evaluation);
  Json json{{"submitted", set_json(evaluation.submitted, reference != nullptr)},
            {"reference", reference != nullptr ? set_json(*reference, false) : Json(nullptr)},
            {"against_reference", against_json(evaluation)},
            {"remarks", Json::array()},
            {"repeats", Json::array()}};
  const auto& structures = evaluation.submitted.structures;
  const auto remarks = remarks_of(evaluation.submitted);
  for (std::size_t i = 0; i < structures.size(); ++i) {
    if (!remarks[i].empty()) json["remarks"].push_back({{"name", structures[i].name}, {"lines", remarks[i]}});
    if (const auto first = structures[i].repeats)
      json["repeats"].push_back({{"name", structures[i].name}, {"first", structures[*first].name}});
  }
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string evaluation_csv(const Evaluation& evaluation) {
  std::string text =
      "name,formula,atoms,volume_per_atom_angstrom3,density_g_per_cm3,space_group,space_group_symbol,"
      "distance_of_different_sites_angstrom,distance_with_own_images_angstrom";
  for (const ShareMeasure& measure : share_measures()) text += fmt::format(",{}", measure.key);
  text += ",same_as,alike,reference,reference_rms,remarks\n";
  const auto remarks = remarks_of(evaluation.submitted);
  for (std::size_t i = 0; i < remarks.size(); ++i) text += csv_row(evaluation, i, remarks[i]);
  return text;
}

}  // namespace crystalgan
