#include "crystalgan/record/summary.hpp"

#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

std::string summary_json(const Summary& summary) {
  nlohmann::ordered_json json{{"system", summary.system},
                              {"policy", summary.policy},
                              {"generated", summary.generated},
                              {"decoded", summary.decoded},
                              {"paper_rule", summary.paper_rule},
                              {"paper_rule_in_cell", summary.paper_rule_in_cell},
                              {"certified", summary.certified},
                              {"good", summary.good},
                              {"strict", summary.strict},
                              {"unique", summary.unique},
                              {"novel", summary.novel},
                              {"symmetric", summary.symmetric},
                              {"new_and_symmetric", summary.new_and_symmetric},
                              {"compositions", summary.compositions},
                              {"space_groups", summary.space_groups},
                              {"rejected", nlohmann::ordered_json::array()}};
  for (const RejectionCount& row : summary.rejections)
    json["rejected"].push_back({{"reason", row.reason}, {"count", row.count}, {"example", row.example}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Summary parse_summary(const std::string& json, const std::string& file) {
  try {
    const auto read = nlohmann::json::parse(json);
    Summary summary{read.at("system"),
                    read.at("policy"),
                    read.at("generated"),
                    read.at("decoded"),
                    read.at("paper_rule"),
                    read.at("paper_rule_in_cell"),
                    read.at("certified"),
                    read.at("good"),
                    read.at("strict"),
                    read.at("unique"),
                    read.at("novel"),
                    read.at("symmetric"),
                    read.at("new_and_symmetric"),
                    read.at("compositions"),
                    read.at("space_groups"),
                    {}};
    for (const auto& row : read.at("rejected"))
      summary.rejections.push_back({row.at("reason"), row.at("count"), row.at("example")});
    return summary;
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected the summary of a run: ") + error.what());
  }
}

}  // namespace crystalgan
