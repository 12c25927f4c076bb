#include "crystalgan/campaign/campaign_folder.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::int64_t kFormat = 1;  // of campaign.json

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string head_json(const CampaignHead& head) {
  return text_of(
      Json{{"format", kFormat}, {"name", head.name}, {"x", head.x}, {"metals", head.metals}, {"stages", head.stages}});
}

CampaignHead parse_head(const std::string& text, const std::string& file) {
  const JsonValue json = JsonValue::parse(text, file, "the head of a campaign");
  json.at("format").count(kFormat, kFormat);
  return {json.at("name").text(), json.at("x").text(), json.at("metals").texts(), json.at("stages").texts()};
}

SystemFailure parse_failure(const std::string& text, const std::string& file, const std::string& system) {
  const JsonValue json = JsonValue::parse(text, file, "a failure");
  if (json.at("system").text() != system) json.at("system").fail("'" + system + "', as the name of the file says");
  return {json.at("system").text(), json.at("reason").text(), json.at("code").count(1, 255),
          json.at("attempt").count(1, kMaxAttempts)};
}

}  // namespace

std::vector<std::string> stages_of(const Configuration& configuration) {
  if (configuration.relaxation.relax == Relax::off) return {"discover", "deduplicate"};
  if (configuration.relaxation.relax == Relax::packing) return {"discover", "deduplicate", "relax"};
  return {"discover", "deduplicate", "relax", "rank"};
}

CampaignFolder CampaignFolder::create(const std::filesystem::path& path, const CampaignHead& head,
                                      const Configuration& configuration, const std::vector<CampaignSystem>& systems,
                                      const Manifest& manifest) {
  RunDirectory::create(path, {{campaign_files::kHead, head_json(head)},
                              {campaign_files::kSettings, configuration_text(configuration)},
                              {campaign_files::kSystems, campaign_systems_csv(systems)},
                              {campaign_files::kManifest, manifest_json(manifest)}});
  return open(path);
}

CampaignFolder CampaignFolder::open(const std::filesystem::path& path) {
  CampaignFolder folder(path);
  const auto shown = [&](const char* name) { return printable((path / name).string(), 4096); };
  if (!folder.files_.has(campaign_files::kHead))
    throw IoError(path, std::string("expected a campaign, a folder with a ") + campaign_files::kHead);
  folder.head_ =
      parse_head(folder.files_.read(campaign_files::kHead, campaign_files::kHeadBytes), shown(campaign_files::kHead));
  folder.configuration_ = parse_recorded(folder.files_.read(campaign_files::kSettings, campaign_files::kHeadBytes),
                                         shown(campaign_files::kSettings));
  folder.systems_ = parse_campaign_systems(folder.files_.read(campaign_files::kSystems, campaign_files::kListBytes),
                                           shown(campaign_files::kSystems));
  return folder;
}

const CampaignSystem* CampaignFolder::find(std::string_view system) const {
  const auto found = std::ranges::find(systems_, system, &CampaignSystem::name);
  return found == systems_.end() ? nullptr : &*found;
}

Configuration CampaignFolder::configuration_of(const CampaignSystem& system) const {
  Configuration configuration = configuration_;
  configuration.system.a = system.a;
  configuration.system.b = system.b;
  configuration.system.x = system.x;
  configuration.seed = system.seed;
  return configuration;
}

bool CampaignFolder::is_done(const CampaignSystem& system) const {
  return files_.has(campaign_files::of_system(campaign_files::kResults, system.name));
}

bool CampaignFolder::has_failed(const CampaignSystem& system) const {
  return files_.has(campaign_files::of_system(campaign_files::kFailures, system.name));
}

std::optional<SystemFailure> CampaignFolder::failure_of(const CampaignSystem& system) const {
  const std::string file = campaign_files::of_system(campaign_files::kFailures, system.name);
  if (!files_.has(file)) return std::nullopt;
  return parse_failure(files_.read(file, campaign_files::kHeadBytes), printable((path_ / file).string(), 4096),
                       system.name);
}

std::vector<std::string> CampaignFolder::systems_in(const char* folder) const {
  std::vector<std::string> found;
  if (!files_.has(folder)) return found;
  std::set<std::string> names;
  for (const CampaignSystem& system : systems_) names.insert(system.name);
  for (const std::string& file : files_.files_in(folder))
    if (file.ends_with(".json") && names.contains(file.substr(0, file.size() - 5)))
      found.push_back(file.substr(0, file.size() - 5));
  return found;
}

std::vector<std::string> CampaignFolder::finished_systems() const { return systems_in(campaign_files::kResults); }
std::vector<std::string> CampaignFolder::failed_systems() const { return systems_in(campaign_files::kFailures); }

void CampaignFolder::write_failure(const SystemFailure& failure) const {
  files_.write(campaign_files::of_system(campaign_files::kFailures, failure.system),
               text_of(Json{{"system", failure.system},
                            {"reason", failure.reason},
                            {"code", failure.code},
                            {"attempt", failure.attempt}}));
}

}  // namespace crystalgan
