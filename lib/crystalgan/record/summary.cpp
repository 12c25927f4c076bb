#include "crystalgan/record/summary.hpp"

#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"

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
  try {
    const auto read = nlohmann::json::parse(json);
    Summary summary;
    summary.system = read.at("system");
    summary.policy = read.at("policy");
    for (const SummaryCount& row : kSummaryCounts) summary.*row.count = read.at(row.name);
    for (const auto& row : read.at("rejected"))
      summary.rejections.push_back({row.at("reason"), row.at("count"), row.at("example")});
    return summary;
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected the summary of a run: ") + error.what());
  }
}

}  // namespace crystalgan
