// The files of a campaign, and what Slurm's commands print. The first byte chooses the reader ('a' is the first). Results, lists
// and submissions are written and read again as the same text.
#include <array>
#include <string>
#include <string_view>

#include "clear_errors.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/campaign_system.hpp"
#include "crystalgan/campaign/compact_structure.hpp"
#include "crystalgan/campaign/slurm.hpp"
#include "crystalgan/campaign/submissions.hpp"
#include "crystalgan/campaign/system_list.hpp"
#include "crystalgan/campaign/system_result.hpp"
#include "crystalgan/core/directory.hpp"
#include "read_and_write.hpp"
#include "scratch.hpp"
#include "target.hpp"

using namespace crystalgan;

namespace {

constexpr const char* kSystem = "Mg-Ni-H";

void read_result(std::string_view text) {
  const auto parse = [](const std::string& json, const char* file) { return parse_system_result(json, file, kSystem); };
  fuzz::read_and_write(parse, system_result_json, text);
}
void read_structure(std::string_view text) {
  fuzz::reads([&] { compact_text(parse_compact(text, "input")); });
}
void read_systems(std::string_view text) { fuzz::read_and_write(parse_campaign_systems, campaign_systems_csv, text); }
void read_submissions(std::string_view text) { fuzz::read_and_write(parse_submissions, submissions_json, text); }
void read_lists(std::string_view text) {
  const Element x = Element::from_symbol("H");
  fuzz::reads([&] { parse_metals(text, "input", x); });
  fuzz::reads([&] { parse_pairs(text, "input", x); });
}
void read_slurm(std::string_view text) {
  parse_squeue(text);
  parse_sacct(text);
  parse_submitted(text);
}

// campaign.json, campaign.toml, systems.csv and a failure, with "\n===\n" between them.
void open_folder(std::string_view text) {
  static const fuzz::Scratch scratch;
  scratch.empty();
  const Directory folder(scratch.path());
  constexpr std::string_view between = "\n===\n";
  for (const char* file : {"campaign.json", "campaign.toml", "systems.csv", "failures/Mg-Ni-H.json"}) {
    const auto end = text.find(between);
    folder.write(file, std::string(text.substr(0, end)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + between.size());
  }
  fuzz::reads([&] {
    const CampaignFolder campaign = CampaignFolder::open(scratch.path());
    for (const std::string& name : campaign.failed_systems()) {
      const auto failure = campaign.failure_of(*campaign.find(name));
      fuzz::expect(!failure || failure->system == name, "a failure of another system: " + name);
    }
    for (const CampaignSystem& system : campaign.systems()) campaign.configuration_of(system);
  });
}

constexpr std::array kReaders{read_result, read_structure, read_systems, read_submissions,
                              read_lists,  read_slurm,     open_folder};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::read_by_first_byte(kReaders, bytes, size);
  return 0;
}
