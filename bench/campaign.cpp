#include <fmt/core.h>
#include <stdlib.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/campaign_report.hpp"
#include "crystalgan/campaign/merge.hpp"
#include "crystalgan/campaign/query.hpp"
#include "crystalgan/campaign/system_list.hpp"
#include "crystalgan/campaign/system_result.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "options.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// As the mode symmetry makes them with CHGNet: so many per system, every tenth relaxed and ranked.
constexpr std::int64_t kPerSystem = 1000;
constexpr int kRelaxedShare = 10;
constexpr std::size_t kAtoms = 12;

// Removed with what is in it.
class ScratchCampaign {
 public:
  ScratchCampaign() {
    std::string name = (fs::temp_directory_path() / "crystalgan-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw OutputError(name, system_reason());
    path_ = name;
  }
  ScratchCampaign(const ScratchCampaign&) = delete;
  ScratchCampaign& operator=(const ScratchCampaign&) = delete;
  ~ScratchCampaign() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

double time_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::vector<CampaignSystem> made_up_systems(std::int64_t count) {
  std::vector<Element> metals;
  const Element x = Element::from_symbol("H");
  for (int number = 3; number <= 103; ++number)
    if (const Element element = Element::from_atomic_number(number); element.is_metal()) metals.push_back(element);
  auto pairs = pairs_of(metals);
  pairs.erase(pairs.begin() + count, pairs.end());
  return campaign_systems(pairs, x, BinaryPool({}), Seed(0));
}

CampaignCandidate made_up_candidate(const CampaignSystem& system, std::int64_t number, Random& random) {
  CampaignCandidate candidate;
  candidate.id = padded(number, 4);
  candidate.formula =
      system.a + std::to_string(2 + random.below(4)) + system.b + system.x + std::to_string(2 + random.below(8));
  candidate.atoms = kAtoms;
  candidate.space_group = 1 + static_cast<std::int64_t>(random.below(230));
  candidate.space_group_symbol = "P" + std::to_string(candidate.space_group);
  candidate.kind = "T";
  candidate.arrangement = std::to_string(candidate.space_group) + " A2a B1b X3c X6d";
  candidate.formula_rank = 1 + static_cast<std::int64_t>(random.below(30));
  candidate.score = -10.0 * random.uniform();
  candidate.prior = candidate.log_probability = -10.0 * random.uniform();
  candidate.ionic_energy = -10.0 * random.uniform();
  candidate.good = candidate.unique = candidate.novel = true;
  candidate.single_point = -3.0 - random.uniform();
  if (number % kRelaxedShare == 0) {
    candidate.relaxation = "converged";
    candidate.energy = -4.0 - random.uniform();
    candidate.formation_energy = -random.uniform();
    candidate.above_hull = 0.5 * random.uniform();
    candidate.above_known = *candidate.above_hull - 0.02;
    candidate.rank = number / kRelaxedShare;
  }
  candidate.structure = fmt::format("{:.5f} {:.5f} {:.5f} 90 90 120", 3.0 + random.uniform(), 3.0 + random.uniform(),
                                    5.0 + random.uniform());
  for (std::size_t atom = 0; atom < kAtoms; ++atom)
    candidate.structure += fmt::format(";{} {:.6f} {:.6f} {:.6f}",
                                       atom < 2   ? system.a
                                       : atom < 4 ? system.b
                                                  : system.x,
                                       random.uniform(), random.uniform(),
                                       (static_cast<double>(atom) + 0.9 * random.uniform()) / kAtoms);  // none overlap
  return candidate;
}

CampaignFolder made_up_campaign(const fs::path& path, std::int64_t candidates) {
  const std::int64_t count = (candidates + kPerSystem - 1) / kPerSystem;
  CampaignFolder campaign = CampaignFolder::create(path, {"bench", "H", {}, {}}, Configuration{},
                                                   made_up_systems(count), {"bench", "", "", 0, {}, {}});
  for (const CampaignSystem& system : campaign.systems()) {
    Random random(Seed(0).derive(system.name));
    SystemResult result;
    result.system = system.name;
    result.seed = system.seed;
    result.generated = kPerSystem;
    for (std::int64_t i = 1; i <= std::min(kPerSystem, candidates); ++i)
      result.candidates.push_back(made_up_candidate(system, i, random));
    campaign.files().write(campaign_files::of_system(campaign_files::kResults, system.name),
                           system_result_json(result));
  }
  return campaign;
}

struct TimedQuery {
  const char* name;
  CampaignQuery query;
};

std::string database_row(std::int64_t candidates) {
  const std::vector<TimedQuery> queries{
      {"best", {"above_hull < 0.05 and spacegroup > 100", "", 100, false}},
      {"with_structures", {"above_hull < 0.001", "", 1000, true}},
      {"formula", {"formula = 'Ag2AlH2'", "", 0, false}},
      {"system", {"system = 'Ag-Al-H'", "score desc", 20, false}},
      {"all_columns", {"score > -0.001 and atoms < 20 and template like '%X6d'", "", 100, false}},
  };
  const ScratchCampaign folder;
  const CampaignFolder campaign = made_up_campaign(folder.path() / "campaign", candidates);
  auto start = Clock::now();
  const std::clock_t before = std::clock();
  const MergeCounts merged = merge_campaign(campaign, {});
  const double merge = time_since(start);
  const double of_processor = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  start = Clock::now();
  merge_campaign(campaign, {});
  std::string row = fmt::format(
      "{{\"candidates\": {}, \"systems\": {}, \"megabytes\": {:.1f}, \"merge_seconds\": {:.2f}, "
      "\"merge_processor_seconds\": {:.2f}, "
      "\"candidates_per_second\": {:.0f}, \"merge_again_seconds\": {:.2f}, \"query_seconds\": {{",
      merged.candidates, merged.systems,
      1e-6 * static_cast<double>(fs::file_size(campaign.path() / campaign_files::kDatabase)), merge, of_processor,
      static_cast<double>(merged.candidates) / merge, time_since(start));
  std::vector<std::string> times;
  for (const auto& [name, query] : queries) {
    std::size_t found = 0;
    start = Clock::now();
    query_campaign(campaign, query, [&found](const QueriedCandidate&) { ++found; });
    times.push_back(fmt::format("\"{}\": {:.3f}", name, time_since(start)));
  }
  start = Clock::now();
  const std::size_t page = campaign_report(campaign).size();
  return row + join(times) +
         fmt::format("}}, \"page_seconds\": {:.3f}, \"page_megabytes\": {:.2f}}}", time_since(start),
                     1e-6 * static_cast<double>(page));
}

}  // namespace

std::string bench_campaign(const BenchOptions& options) {
  std::vector<std::int64_t> sizes{1000, 100'000};
  if (options.candidates) sizes = {*options.candidates};
  std::vector<std::string> rows;
  rows.reserve(sizes.size());
  for (const std::int64_t size : sizes) rows.push_back(database_row(size));
  return "{\"bench\": \"campaign\", \"rows\": [" + join(rows) + "]}";
}

}  // namespace crystalgan
