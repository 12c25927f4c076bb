#include "crystalgan/record/candidate.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

std::string yes_no(bool value) { return value ? "yes" : "no"; }

}  // namespace

std::string candidates_csv(const std::vector<Candidate>& candidates, const std::vector<std::string>& pairs) {
  std::string text =
      "id,formula,space_group,space_group_symbol,volume_angstrom3,volume_over_rule,tightness,good,strict,unique,novel,"
      "symmetric";
  for (const auto& pair : pairs) text += ",d_" + pair + "_angstrom";
  text += ",origin,member,parent_a,parent_b\n";
  for (const Candidate& c : candidates) {
    text += c.id + "," + c.formula + "," + std::to_string(c.space_group) + "," + csv_field(c.space_group_symbol) + "," +
            exact_text(c.volume) + "," + exact_text(c.volume_ratio) + "," + exact_text(c.tightness) + "," +
            yes_no(c.good) + "," + yes_no(c.strict) + "," + yes_no(c.unique) + "," + yes_no(c.novel) + "," +
            yes_no(c.symmetric);
    for (const auto& name : pairs) {
      const auto& known = c.certificate.pairs;
      const auto found = std::find_if(known.begin(), known.end(), [&](const auto& pair) { return pair.pair == name; });
      text += "," + (found == known.end() ? std::string() : exact_text(found->shortest));
    }
    text += "," + c.origin + "," + std::to_string(c.member) + "," + csv_field(c.parent_a) + "," +
            csv_field(c.parent_b) + "\n";
  }
  return text;
}

std::vector<Candidate> parse_candidates(std::string_view csv, const std::string& file) {
  const CsvTable table(csv, file);
  std::vector<Candidate> candidates;
  for (std::size_t row = 0; row < table.size(); ++row)
    candidates.push_back({table.text(row, "id"),
                          table.text(row, "formula"),
                          table.text(row, "origin"),
                          table.count(row, "member"),
                          table.text(row, "parent_a"),
                          table.text(row, "parent_b"),
                          table.count(row, "space_group"),
                          table.text(row, "space_group_symbol"),
                          table.real(row, "volume_angstrom3"),
                          table.real(row, "volume_over_rule"),
                          table.real(row, "tightness"),
                          table.yes(row, "good"),
                          table.yes(row, "strict"),
                          table.yes(row, "unique"),
                          table.yes(row, "novel"),
                          table.yes(row, "symmetric"),
                          {}});
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
    row["least"] = pair.least ? nlohmann::ordered_json(*pair.least) : nlohmann::ordered_json(nullptr);
    row["source"] = pair.source;
    json["pairs"].push_back(row);
  }
  if (const auto& metal = candidate.certificate.nearest_metal)
    json["nearest_metal"] = {{"shortest", metal->shortest},
                             {"longest", metal->longest},
                             {"least", metal->least},
                             {"most", metal->most},
                             {"source", metal->source}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Certificate parse_certificate(const std::string& json, const std::string& file) {
  try {
    const auto read = nlohmann::json::parse(json);
    Certificate certificate{read.at("policy"), {}, std::nullopt};
    for (const auto& row : read.at("pairs")) {
      const auto& least = row.at("least");
      certificate.pairs.push_back({row.at("pair"), row.at("shortest"),
                                   least.is_null() ? std::optional<double>() : least.get<double>(), row.at("source")});
    }
    if (read.contains("nearest_metal")) {
      const auto& metal = read.at("nearest_metal");
      certificate.nearest_metal = NearestMetalWindow{metal.at("shortest"), metal.at("longest"), metal.at("least"),
                                                     metal.at("most"), metal.at("source")};
    }
    return certificate;
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected the certificate of a candidate: ") + error.what());
  }
}

std::string rejections_csv(const std::vector<RejectionCount>& rejections) {
  std::string text = "reason,count,example\n";
  for (const RejectionCount& row : rejections)
    text += csv_field(row.reason) + "," + std::to_string(row.count) + "," + csv_field(row.example) + "\n";
  return text;
}

}  // namespace crystalgan
