#include "crystalgan/campaign/campaign_report.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "crystalgan/campaign/compact_structure.hpp"
#include "crystalgan/campaign/database.hpp"
#include "crystalgan/campaign/query.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/report/campaign_page.hpp"
#include "crystalgan/report/structure_picture.hpp"

namespace crystalgan {
namespace {

// Of foreign tables not more rows than a campaign has systems (kMaxCampaignSystems) are read.
constexpr int kMaxWordBytes = 200;  // of a name in a foreign table; chosen: a name of more is none

// A row of the table `systems`, as far as the page has it.
struct SystemRow {
  std::string state;
  std::optional<std::int64_t> certified;
  std::optional<std::int64_t> ranked;
  std::optional<double> above_known;  // eV/atom, best
  std::string best;                   // "NiPdH2 Fm-3m"
};

// All that the page has of the database.
class CampaignTables {
 public:
  CampaignTables(const CampaignFolder& campaign, const std::function<bool()>& stop_requested)
      : database_(Database::for_queries(campaign.path(), stop_requested)) {
    read_systems();
    read_best();
    read_failures();
    database_->require_unchanged();
  }

  const std::map<std::string, SystemRow>& systems() const { return systems_; }
  const std::vector<PageFailure>& failures() const { return failures_; }
  /// "CHGNet 0.3.0": of the energies.
  std::vector<std::string> calculators() const { return {calculators_.begin(), calculators_.end()}; }

 private:
  void read_systems() {
    Statement rows = database_->prepared(
        "SELECT system, state, certified, ranked, best_above_known, calculator, calculator_version FROM systems LIMIT "
        "10000");
    while (rows.step()) {
      std::string system, calculator, version;
      SystemRow row;
      rows.read(0, system, kMaxWordBytes);
      rows.read(1, row.state, kMaxWordBytes);
      rows.read(2, row.certified);
      rows.read(3, row.ranked);
      rows.read(4, row.above_known);
      rows.read(5, calculator, kMaxWordBytes);
      rows.read(6, version, kMaxWordBytes);
      if (!calculator.empty()) calculators_.insert(version.empty() ? calculator : join({calculator, version}, " "));
      systems_[system] = std::move(row);
    }
  }

  void read_best() {
    // SQLite takes the other columns of a minimum from its row.
    Statement rows = database_->prepared(
        "SELECT system, formula, symbol, min(above_known) FROM candidates WHERE above_known IS NOT NULL GROUP BY "
        "system");
    while (rows.step()) {
      std::string system, formula, symbol;
      rows.read(0, system, kMaxWordBytes);
      rows.read(1, formula, kMaxWordBytes);
      rows.read(2, symbol, kMaxWordBytes);
      if (const auto found = systems_.find(system); found != systems_.end())
        found->second.best = join({formula, symbol}, " ");
    }
  }

  void read_failures() {
    Statement rows =
        database_->prepared("SELECT system, substr(reason, 1, 500), attempt FROM failures ORDER BY number LIMIT 10000");
    while (rows.step()) {
      PageFailure failure;
      rows.read(0, failure.system, kMaxWordBytes);
      rows.read(1, failure.reason);
      rows.read(2, failure.attempts);
      failures_.push_back(std::move(failure));
    }
  }

  std::unique_ptr<Database> database_;
  std::map<std::string, SystemRow> systems_;
  std::vector<PageFailure> failures_;
  std::set<std::string> calculators_;
};

std::string counted(std::int64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// "Ni-Pd-H: NiPdH2 Fm-3m, 0.012 eV/atom above the known phases; 31 candidates"
std::string words_of(const CampaignSystem& system, const SystemRow& row) {
  std::string words = system.name + ": ";
  if (row.above_known) words += fmt::format("{}, {:.3f} eV/atom above the known phases; ", row.best, *row.above_known);
  if (row.state == "done") return words + counted(row.certified.value_or(0), "candidate", "candidates");
  return words + (row.state == "failed" ? "failed" : "not done");
}

std::vector<MatrixSystem> matrix_of(const CampaignFolder& campaign, const CampaignTables& tables) {
  std::vector<MatrixSystem> matrix;
  for (const CampaignSystem& system : campaign.systems()) {
    const auto found = tables.systems().find(system.name);
    const SystemRow row = found == tables.systems().end() ? SystemRow{} : found->second;
    matrix.push_back({system.a, system.b, words_of(system, row), row.above_known, row.state == "failed"});
  }
  return matrix;
}

// Empty where the structure is not there, or none: one such row does not hide the page.
std::string picture_of(const CampaignFolder& campaign, const QueriedCandidate& row) {
  const CampaignSystem* system = campaign.find(row.system);
  if (system == nullptr || row.candidate.structure.empty()) return "";
  try {
    return structure_picture(parse_compact(row.candidate.structure, row.system + " " + row.candidate.id),
                             {Element::from_symbol(system->a), Element::from_symbol(system->b)});
  } catch (const ParseError&) {
    return "";
  } catch (const StructureError&) {
    return "";
  }
}

std::vector<PageCandidate> best_candidates(const CampaignFolder& campaign,
                                           const std::function<bool()>& stop_requested) {
  std::vector<PageCandidate> candidates;
  query_campaign(
      campaign,
      {.where = "above_known IS NOT NULL", .order = "above_known", .limit = kPageCandidates, .structures = true},
      [&](const QueriedCandidate& row) {
        const CampaignCandidate& one = row.candidate;
        candidates.push_back({row.system, one.id, one.formula, one.space_group, one.space_group_symbol, one.arrangement,
                              one.above_known, one.formation_energy, picture_of(campaign, row)});
      },
      stop_requested);
  return candidates;
}

Facts facts_of(const CampaignFolder& campaign, const CampaignTables& tables) {
  std::int64_t done = 0, certified = 0, ranked = 0;
  for (const auto& [name, row] : tables.systems()) {
    done += row.state == "done" ? 1 : 0;
    certified += row.certified.value_or(0);
    ranked += row.ranked.value_or(0);
  }
  Facts facts{{"Systems done", fmt::format("{} of {}", done, campaign.systems().size())},
              {"Failed", std::to_string(tables.failures().size())},
              {"Metals", std::to_string(campaign.head().metals.size())},
              {"Candidates", std::to_string(certified)},
              {"Ranked", std::to_string(ranked)},
              {"Each system", join(campaign.head().stages)}};
  if (const auto calculators = tables.calculators(); !calculators.empty())
    facts.emplace_back("Energies", printable(join(calculators), 200));
  return facts;
}

}  // namespace

std::string campaign_report(const CampaignFolder& campaign, const std::function<bool()>& stop_requested) {
  const CampaignTables tables(campaign, stop_requested);
  return campaign_page({campaign.head().name, campaign.head().x, facts_of(campaign, tables),
                        matrix_of(campaign, tables), best_candidates(campaign, stop_requested), tables.failures()});
}

}  // namespace crystalgan
