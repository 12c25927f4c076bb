#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/system_list.hpp"
#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "crystalgan/core/text.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "reading.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kMaxListBytes = std::size_t{1} << 20;  // chosen: far more than kMaxCampaignSystems lines

struct CampaignNewOptions {
  RunOptions run;
  std::string name;
  std::string metals = "all";
  std::optional<std::string> systems;
};

struct PreparedCampaign {
  Configuration configuration;
  std::vector<CampaignSystem> systems;
  std::map<std::string, std::string> checksums;
};

void require_campaign_name(const std::string& name) {
  const bool is_plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (name.empty() || name.size() > 64 || !is_plain || name.front() == '-')
    throw ConfigError("NAME", "expected letters, digits, '-' and '_', got '" + printable(name) + "'");
}

// Relaxes by CHGNet unless it is told otherwise.
Configuration settings_of_campaign(const RunOptions& options) {
  Configuration start = options.starting_point();
  start.relaxation.relax = options.settings.given("relaxation.model") ? Relax::automatic : Relax::chgnet;
  Configuration configuration = options.resolve(start);
  if (!configuration.system.a_structures.empty() || !configuration.system.b_structures.empty())
    throw ConfigError("--settings", "expected no a_structures and b_structures, which are of one system");
  configuration.system.a.clear();
  configuration.system.b.clear();
  return configuration;
}

std::string read_list(const std::string& file, std::map<std::string, std::string>& checksums) {
  std::string text = read_file(file, kMaxListBytes);
  checksums[file] = sha256(text);
  return text;
}

std::vector<MetalPair> requested_pairs(const CampaignNewOptions& options, const BinaryPool& pool, Element x,
                                       std::map<std::string, std::string>& checksums) {
  if (options.systems) return parse_pairs(read_list(*options.systems, checksums), *options.systems, x);
  if (options.metals == "all") {
    const std::vector<Element> metals = metals_with(pool, x);
    if (metals.size() < 2)
      throw ConfigError("--metals", "expected X with known binaries of two metals or more, got " +
                                        std::string(x.symbol()) + "; name the metals");
    return pairs_of(metals);
  }
  std::error_code failure;
  if (std::filesystem::is_regular_file(options.metals, failure))
    return pairs_of(parse_metals(read_list(options.metals, checksums), options.metals, x));
  try {
    return pairs_of(parse_metals(options.metals, "the list", x));
  } catch (const ParseError& error) {
    throw ConfigError("--metals", error.what());
  }
}

PreparedCampaign prepared_campaign(const CampaignNewOptions& options) {
  PreparedCampaign campaign;
  campaign.configuration = settings_of_campaign(options.run);
  const auto x = Element::find(campaign.configuration.system.x);
  if (!x)
    throw ConfigError("--with",
                      "expected the symbol of an element, got '" + printable(campaign.configuration.system.x) + "'");
  const BinaryPool binaries = known_binaries(campaign.configuration, campaign.checksums);
  const auto pairs = requested_pairs(options, binaries, *x, campaign.checksums);
  campaign.systems =
      campaign_systems(pairs, *x, binaries, Seed(static_cast<std::uint64_t>(campaign.configuration.seed)));
  return campaign;
}

void print_campaign(const CampaignFolder& folder) {
  const auto& systems = folder.systems();
  const auto isotypic = std::ranges::count(systems, true, &CampaignSystem::isotypic);
  const auto without = std::ranges::count_if(
      systems, [](const CampaignSystem& system) { return system.binaries_a == 0 || system.binaries_b == 0; });
  print("{}: {} of {} metals with {}, {} of them isotypic, {} without binaries of a metal.\n", folder.head().name,
        counted(systems.size(), "system"), folder.head().metals.size(), folder.head().x, isotypic, without);
  print("Each: {}. Next: crystalgan campaign run {}\n", join(folder.head().stages), folder.path().string());
}

int make_campaign(const CampaignNewOptions& options, const CLI::App& command) {
  require_campaign_name(options.name);
  const std::filesystem::path output = options.run.output.value_or(options.name);
  RunDirectory::require_new(output);
  const PreparedCampaign campaign = prepared_campaign(options);
  std::set<std::string> metals;
  for (const CampaignSystem& system : campaign.systems) metals.insert({system.a, system.b});
  const CampaignHead head{
      options.name, campaign.configuration.system.x, {metals.begin(), metals.end()}, stages_of(campaign.configuration)};
  const Manifest manifest = make_manifest(campaign.configuration, command, campaign.checksums);
  make_whole([&] { CampaignFolder::create(output, head, campaign.configuration, campaign.systems, manifest); });
  print_campaign(CampaignFolder::open(output));
  return kDone;
}

}  // namespace

Action add_campaign_new(CLI::App& command) {
  auto options = std::make_shared<CampaignNewOptions>();
  RunOptions& run = options->run;
  command.add_option("NAME", options->name, "name of the campaign, such as hydrides")->required();
  run.settings.add(command, "system.x", "the element X of all systems (default: H)");
  CLI::Option* metals = command.add_option(
      "--metals", options->metals,
      "all (those with known binaries of X), a list such as Pd,Ni,Mg, or a file with symbols (default: "
      "all); every two are a system");
  command.add_option("--systems", options->systems, "instead these systems: a file with one A-B-X a line")
      ->excludes(metals);
  command.add_option("--settings", run.config,
                     "settings of every system from a TOML file, such as the run.toml of a run");
  run.settings.add(command, "seed");
  run.add_symmetry(command);
  run.settings.add(command, OptionGroup::generation);
  run.settings.add(command, OptionGroup::relaxation);
  run.add_calculator(command);
  command.add_option("-o,--output", run.output, "folder of the campaign (default: its name)");
  return [options, &command] { return make_campaign(*options, command); };
}

}  // namespace crystalgan
