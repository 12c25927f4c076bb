#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/system_list.hpp"
#include "crystalgan/campaign/system_result.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "tests/support/scratch_folder.hpp"

// A campaign whose results nobody computed.
namespace crystalgan::test {

/// A folder with all pairs of these metals and H.
inline CampaignFolder made_up_campaign(const std::filesystem::path& path,
                                       const std::vector<std::string>& metals = {"Al", "Ni", "Pd"}) {
  std::vector<Element> elements;
  for (const std::string& metal : metals) elements.push_back(Element::from_symbol(metal));
  const Element x = Element::from_symbol("H");
  Configuration configuration;
  const auto systems = campaign_systems(pairs_of(elements), x, BinaryPool({}), Seed(3));
  return CampaignFolder::create(path, {"made-up", "H", metals, stages_of(configuration)}, configuration, systems,
                                {"0.1.0", "abc", "crystalgan campaign new", 3, {}, {}});
}

/// Candidates with the same numbers every time; every second one is ranked.
inline SystemResult made_up_result(const CampaignSystem& system, std::size_t candidates) {
  Random random(Seed(7).derive(system.name));
  SystemResult result;
  result.system = system.name;
  result.seed = system.seed;
  result.version = "0.1.0";
  result.commit = "abc";
  result.generated = result.certified = static_cast<std::int64_t>(candidates);
  result.calculator = CalculatorRecord{"CHGNet", "0.3.0", "arXiv:2302.14231", "universal potential"};
  for (std::size_t i = 0; i < candidates; ++i) {
    CampaignCandidate candidate;
    candidate.id = padded(static_cast<std::int64_t>(i) + 1, 4);
    candidate.formula = system.a + system.b + "H" + std::to_string(2 + random.below(4));
    candidate.atoms = 4 + static_cast<std::int64_t>(random.below(16));
    candidate.space_group = 1 + static_cast<std::int64_t>(random.below(230));
    candidate.space_group_symbol = "P" + std::to_string(candidate.space_group);
    candidate.kind = "T";
    candidate.arrangement = std::to_string(candidate.space_group) + " A1a B1b X3c";
    candidate.score = -random.uniform();
    candidate.good = true;
    candidate.novel = random.below(2) == 0;
    candidate.relaxation = i % 2 == 0 ? "converged" : "";
    if (i % 2 == 0) {
      candidate.energy = -3.0 - random.uniform();
      candidate.above_hull = 0.3 * random.uniform();
      candidate.above_known = *candidate.above_hull - 0.05;
      candidate.formation_energy = -0.5;
      candidate.rank = static_cast<std::int64_t>(i) / 2 + 1;
    }
    candidate.structure = "4.2 4.2 4.2 90 90 90;" + system.a + " 0 0 0;" + system.b +
                          " 0.5 0.5 0.5;H 0.5 0.5 0;H 0.5 0 0.5;" + "H 0 0.5 " +
                          exact_text(0.001 * static_cast<double>(random.below(1000)));
    result.candidates.push_back(std::move(candidate));
  }
  return result;
}

inline void write_result(const CampaignFolder& campaign, const SystemResult& result) {
  campaign.files().write(campaign_files::of_system(campaign_files::kResults, result.system),
                         system_result_json(result));
}

}  // namespace crystalgan::test
