#include "crystalgan/record/summary.hpp"

#include <nlohmann/json.hpp>

#include "crystalgan/core/json_value.hpp"

namespace crystalgan {

std::string summary_json(const Summary& summary) {
  nlohmann::ordered_json json{{"system", summary.system}, {"policy", summary.policy}};
  for (const SummaryCount& row : kSummaryCounts) json[std::string(row.name)] = summary.*row.count;
  json["rejected"] = nlohmann::ordered_json::array();
  for (const RejectionCount& row : summary.rejections)
    json["rejected"].push_back({{"reason", row.reason}, {"count", row.count}, {"example", row.example}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Summary parse_summary(const std::string& json, const std::string& file) {
  const JsonValue read = JsonValue::parse(json, file, "the summary of a run");
  Summary summary;
  summary.system = read.at("system").text();
  summary.policy = read.at("policy").text();
  for (const SummaryCount& row : kSummaryCounts) summary.*row.count = read.at(row.name).count();
  for (const JsonValue& row : read.at("rejected").items())
    summary.rejections.push_back({row.at("reason").text(), row.at("count").count(), row.at("example").text()});
  return summary;
}

}  // namespace crystalgan
