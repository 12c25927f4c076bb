#include "crystalgan/campaign/submissions.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <random>
#include <utility>

#include "crystalgan/campaign/campaign_system.hpp"
#include "crystalgan/core/json_value.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kMaxJob = 4'294'967'295;  // Slurm's numbers have 32 bits
constexpr std::string_view kOutputFolders = "slurm/";
constexpr std::size_t kOutputDigits = 16;  // hexadecimal

}  // namespace

std::string new_output_folder() {
  std::random_device device;
  const std::uint64_t number = (std::uint64_t{device()} << 32U) | device();
  return fmt::format("{}{:0{}x}", kOutputFolders, number, kOutputDigits);
}

bool is_output_folder(std::string_view name) {
  return name.size() == kOutputFolders.size() + kOutputDigits && name.starts_with(kOutputFolders) &&
         name.substr(kOutputFolders.size()).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string submissions_json(const std::vector<CampaignSubmission>& submissions) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const CampaignSubmission& one : submissions)
    list.push_back({{"array", one.array},
                    {"merge", one.merge ? Json(*one.merge) : Json()},
                    {"output", one.output},
                    {"tasks", one.tasks}});
  return Json{{"scheduler", "slurm"}, {"submissions", list}}.dump() + "\n";
}

std::vector<CampaignSubmission> parse_submissions(std::string_view json, const std::string& file) {
  const JsonValue record = JsonValue::parse(json, file, "the jobs of a campaign");
  if (record.at("scheduler").text() != "slurm") record.at("scheduler").fail("\"slurm\"");
  std::vector<CampaignSubmission> submissions;
  for (const JsonValue& item : record.at("submissions").items()) {
    CampaignSubmission one{item.at("array").count(1, kMaxJob), {}, std::nullopt, item.at("output").text()};
    if (!is_output_folder(one.output)) item.at("output").fail("\"slurm/\" and 16 hexadecimal digits");
    if (!item.at("merge").is_null()) one.merge = item.at("merge").count(1, kMaxJob);
    for (const JsonValue& task : item.at("tasks").items())
      one.tasks.push_back(
          task.count(one.tasks.empty() ? 1 : one.tasks.back() + 1, static_cast<std::int64_t>(kMaxCampaignSystems)));
    submissions.push_back(std::move(one));
  }
  return submissions;
}

}  // namespace crystalgan
