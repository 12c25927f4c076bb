#include "crystalgan/campaign/campaign_system.hpp"

#include <set>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/element.hpp"

namespace crystalgan {
namespace {

// The name of a system is part of file names.
void require_system(const CampaignSystem& system, std::size_t number, const std::string& file) {
  const std::string place = "system " + std::to_string(number);
  for (const std::string* symbol : {&system.a, &system.b, &system.x})
    if (!Element::find(*symbol))
      throw ParseError(file, 0, place + ": expected the symbol of an element, got '" + printable(*symbol) + "'");
  if (system.a == system.b || system.a == system.x || system.b == system.x)
    throw ParseError(file, 0, place + ": expected three elements, got '" + printable(system.name) + "'");
  if (system.name != system.a + "-" + system.b + "-" + system.x)
    throw ParseError(file, 0, place + ": expected the name of its elements, got '" + printable(system.name) + "'");
  if (system.number != static_cast<std::int64_t>(number))
    throw ParseError(file, 0, place + ": expected this number, got " + std::to_string(system.number));
  if (!(system.cost > 0.0 && system.cost < 1e9)) throw ParseError(file, 0, place + ": expected a cost above 0");
}

}  // namespace

std::string campaign_files::of_system(std::string_view folder, std::string_view system) {
  return std::string(folder) + "/" + std::string(system) + ".json";
}

std::string campaign_systems_csv(const std::vector<CampaignSystem>& systems) {
  std::string csv = csv_header(kCampaignSystemColumns) + "\n";
  for (const CampaignSystem& system : systems) csv += csv_fields(system, kCampaignSystemColumns) + "\n";
  return csv;
}

std::vector<CampaignSystem> parse_campaign_systems(std::string_view csv, const std::string& file) {
  require_last_row_ends(csv, file);
  const CsvTable table(csv, file);
  if (table.size() == 0 || table.size() > kMaxCampaignSystems)
    throw ParseError(
        file, 0,
        "expected 1 to " + std::to_string(kMaxCampaignSystems) + " systems, got " + std::to_string(table.size()));
  std::vector<CampaignSystem> systems(table.size());
  std::set<std::string> names;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    read_fields(table, i, kCampaignSystemColumns, systems[i]);
    require_system(systems[i], i + 1, file);
    if (!names.insert(systems[i].name).second) throw ParseError(file, 0, systems[i].name + " stands twice");
  }
  return systems;
}

}  // namespace crystalgan
