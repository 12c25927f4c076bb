#include "crystalgan/record/candidate.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr double kMaxLength = 1e4;  // Å. Chosen: beyond the cell of any candidate

std::string distance_field(const Candidate& candidate, const std::string& name) {
  const auto& known = candidate.certificate.pairs;
  const auto found = std::ranges::find(known, name, &PairDistance::pair);
  return found == known.end() ? std::string() : exact_text(found->shortest);
}

}  // namespace

std::string candidates_csv(const std::vector<Candidate>& candidates, const std::vector<std::string>& pairs) {
  std::string text = csv_header(kCandidateIdentity) + "," + csv_header(kCandidateMeasures);
  for (const auto& pair : pairs) text += ",d_" + pair + "_angstrom";
  text += "," + csv_header(kCandidateOrigin) + "," + csv_header(kCandidateSymmetry) + "," +
          csv_header(kCandidateOrder) + "\n";
  for (const Candidate& candidate : candidates) {
    text += csv_fields(candidate, kCandidateIdentity) + "," + csv_fields(candidate, kCandidateMeasures);
    for (const auto& pair : pairs) text += "," + distance_field(candidate, pair);
    text += "," + csv_fields(candidate, kCandidateOrigin) + "," + csv_fields(candidate, kCandidateSymmetry) + "," +
            csv_fields(candidate, kCandidateOrder) + "\n";
  }
  return text;
}

std::vector<Candidate> parse_candidates(std::string_view csv, const std::string& file) {
  const CsvTable table(csv, file);
  // Tables of earlier versions lack the columns of a part.
  const auto has = [&](const std::string& column) {
    return std::ranges::find(table.columns(), column) != table.columns().end();
  };
  const bool has_symmetry = has(kCandidateSymmetry.front().csv_name());
  const bool has_order = has(kCandidateOrder.front().csv_name());
  std::vector<Candidate> candidates(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    read_fields(table, row, kCandidateIdentity, candidates[row]);
    read_fields(table, row, kCandidateMeasures, candidates[row]);
    read_fields(table, row, kCandidateOrigin, candidates[row]);
    if (has_symmetry) read_fields(table, row, kCandidateSymmetry, candidates[row]);
    if (has_order) read_fields(table, row, kCandidateOrder, candidates[row]);
  }
  return candidates;
}

std::string certificate_json(const Candidate& candidate) {
  nlohmann::ordered_json json{{"id", candidate.id},
                              {"formula", candidate.formula},
                              {"policy", candidate.certificate.policy},
                              {"unit", "angstrom"},
                              {"pairs", nlohmann::ordered_json::array()}};
  for (const PairDistance& pair : candidate.certificate.pairs) {
    nlohmann::ordered_json row{{"pair", pair.pair}, {"shortest", pair.shortest}};
    row["least"] = pair.min ? nlohmann::ordered_json(*pair.min) : nlohmann::ordered_json(nullptr);
    row["source"] = pair.source;
    json["pairs"].push_back(row);
  }
  if (const auto& metal = candidate.certificate.nearest_metal)
    json["nearest_metal"] = {{"shortest", metal->shortest},
                             {"longest", metal->longest},
                             {"least", metal->min},
                             {"most", metal->max},
                             {"source", metal->source}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Certificate parse_certificate(const std::string& json, const std::string& file) {
  const JsonValue read = JsonValue::parse(json, file, "the certificate of a candidate");
  Certificate certificate{read.at("policy").text(), {}, std::nullopt};
  const auto length = [](const JsonValue& angstrom) { return angstrom.real(0.0, kMaxLength); };
  for (const JsonValue& row : read.at("pairs").items()) {
    const JsonValue min = row.at("least");
    certificate.pairs.push_back({row.at("pair").text(), length(row.at("shortest")),
                                 min.is_null() ? std::nullopt : std::optional(length(min)), row.at("source").text()});
  }
  if (read.contains("nearest_metal")) {
    const JsonValue metal = read.at("nearest_metal");
    certificate.nearest_metal =
        NearestMetalWindow{length(metal.at("shortest")), length(metal.at("longest")), length(metal.at("least")),
                           length(metal.at("most")), metal.at("source").text()};
  }
  return certificate;
}

std::string rejections_csv(const std::vector<RejectionCount>& rejections) {
  std::string text = "reason,count,example\n";
  for (const RejectionCount& row : rejections)
    text += csv_field(row.reason) + "," + std::to_string(row.count) + "," + csv_field(row.example) + "\n";
  return text;
}

}  // namespace crystalgan
