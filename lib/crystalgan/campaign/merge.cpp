#include "crystalgan/campaign/merge.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_schema.hpp"
#include "crystalgan/campaign/database.hpp"
#include "crystalgan/campaign/system_result.hpp"
#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Candidates of a transaction. Chosen: a second or less of work is lost by a kill, and a commit is cheap beside it.
constexpr std::size_t kCandidatesPerBatch = 20'000;

std::string question_marks(std::size_t count) {
  std::string marks;
  for (std::size_t i = 0; i < count; ++i) marks += i == 0 ? "?" : ",?";
  return marks;
}

// Binds every column of a record; returns the next parameter.
template <class Record, std::size_t n>
int bind_columns(Statement& statement, int parameter, const Record& record,
                 const std::array<Column<Record>, n>& columns) {
  for (const Column<Record>& column : columns)
    std::visit([&](const auto member) { statement.bind(parameter++, record.*member); }, column.member);
  return parameter;
}

std::optional<double> least(const std::vector<CampaignCandidate>& candidates,
                            std::optional<double> CampaignCandidate::*value) {
  std::optional<double> best;
  for (const CampaignCandidate& candidate : candidates)
    if (const auto& one = candidate.*value; one && (!best || *one < *best)) best = one;
  return best;
}

class CampaignMerge {
 public:
  CampaignMerge(const CampaignFolder& campaign, const MergeObserver& observer)
      : campaign_(campaign),
        observer_(observer),
        database_(Database::for_merging(campaign.path())),
        system_(database_->prepared("INSERT OR REPLACE INTO systems VALUES (" +
                                    question_marks(kCampaignSystemColumns.size() + 14) + ")")),
        candidate_(database_->prepared("INSERT INTO candidates VALUES (" +
                                       question_marks(kCampaignCandidateColumns.size() + 2) + ")")),
        structure_(database_->prepared("INSERT INTO structures VALUES (?,?)")),
        failure_(database_->prepared("INSERT OR REPLACE INTO failures VALUES (?,?,?,?,?)")) {}

  MergeCounts run() {
    read_merged();
    database_->run("BEGIN IMMEDIATE");
    merge_list();
    std::size_t seen = 0;
    for (const std::string& name : campaign_.finished_systems()) {
      if (observer_.stop_requested && observer_.stop_requested()) {
        counts_.was_stopped = true;
        break;
      }
      merge_result(*campaign_.find(name));
      if (observer_.progress) observer_.progress(++seen, campaign_.systems().size());
      if (in_batch_ < kCandidatesPerBatch) continue;
      database_->run("COMMIT");
      database_->run("BEGIN IMMEDIATE");
      in_batch_ = 0;
    }
    merge_failures();
    database_->run("COMMIT");
    return counts_;
  }

 private:
  // Checksums of the files that are in the database; "" for systems without.
  void read_merged() {
    Statement rows = database_->prepared("SELECT system, sha256 FROM systems");
    while (rows.step()) {
      std::string system, sum;
      rows.read(0, system);
      rows.read(1, sum);
      merged_[system] = sum;
    }
  }

  void write_system(const CampaignSystem& system, const char* state, const SystemResult* result,
                    const std::string& sum) {
    int at = bind_columns(system_, 0, system, kCampaignSystemColumns);
    const auto number = [&](std::int64_t SystemResult::*value) {
      return result == nullptr ? std::optional<std::int64_t>() : result->*value;
    };
    const CalculatorRecord none;
    const CalculatorRecord& calculator = result != nullptr && result->calculator ? *result->calculator : none;
    system_.bind(at++, std::string_view(state));
    for (const auto value :
         {&SystemResult::generated, &SystemResult::certified, &SystemResult::relaxed, &SystemResult::ranked})
      system_.bind(at++, number(value));
    for (const auto value : {&CampaignCandidate::above_hull, &CampaignCandidate::above_known})
      system_.bind(at++, result == nullptr ? std::optional<double>() : least(result->candidates, value));
    const std::string empty;
    for (const std::string* text :
         {result == nullptr ? &empty : &result->note, &calculator.name, &calculator.version, &calculator.trust,
          result == nullptr ? &empty : &result->version, result == nullptr ? &empty : &result->commit, &sum})
      system_.bind(at++, std::string_view(*text));
    system_.run();
  }

  // The systems of the list that are not in the database yet.
  void merge_list() {
    for (const CampaignSystem& system : campaign_.systems())
      if (!merged_.contains(system.name)) write_system(system, "open", nullptr, "");
  }

  void merge_result(const CampaignSystem& system) {
    const std::string file = campaign_files::of_system(campaign_files::kResults, system.name);
    const std::string text = campaign_.files().read(file);
    const std::string sum = sha256(text);
    if (const auto merged = merged_.find(system.name); merged != merged_.end() && merged->second == sum) {
      ++counts_.unchanged;
      return;
    }
    const std::string shown = printable((campaign_.path() / file).string(), 4096);
    const SystemResult result = parse_system_result(text, shown, system.name);
    remove_candidates(system);
    for (const CampaignCandidate& candidate : result.candidates) add(system, candidate);
    write_system(system, "done", &result, sum);
    ++counts_.systems;
    counts_.candidates += result.candidates.size();
    in_batch_ += result.candidates.size();
  }

  void remove_candidates(const CampaignSystem& system) {
    const std::int64_t first = system.number * kCandidatesPerSystem;
    for (const char* table : {"candidates", "structures"}) {
      Statement old = database_->prepared("DELETE FROM " + std::string(table) + " WHERE number BETWEEN ? AND ?");
      old.bind(0, first);
      old.bind(1, first + kCandidatesPerSystem - 1);
      old.run();
    }
  }

  void add(const CampaignSystem& system, const CampaignCandidate& candidate) {
    const std::int64_t number = system.number * kCandidatesPerSystem + *try_parse_count(candidate.id);
    candidate_.bind(0, number);
    candidate_.bind(1, std::string_view(system.name));
    bind_columns(candidate_, 2, candidate, kCampaignCandidateColumns);
    candidate_.run();
    structure_.bind(0, number);
    structure_.bind(1, std::string_view(candidate.structure));
    structure_.run();
  }

  std::vector<SystemFailure> failures_of_files() const {
    const auto done = campaign_.finished_systems();
    std::vector<SystemFailure> failures;
    for (const CampaignSystem& system : campaign_.systems())
      if (!std::ranges::binary_search(done, system.name))
        if (auto failure = campaign_.failure_of(system)) failures.push_back(std::move(*failure));
    return failures;
  }

  std::vector<SystemFailure> merged_failures() const {
    std::vector<SystemFailure> failures;
    Statement rows = database_->prepared("SELECT system, reason, code, attempt FROM failures ORDER BY number");
    while (rows.step()) {
      SystemFailure& failure = failures.emplace_back();
      rows.read(0, failure.system);
      rows.read(1, failure.reason);
      rows.read(2, failure.code);
      rows.read(3, failure.attempt);
    }
    return failures;
  }

  // All anew where one is another: there are few.
  void merge_failures() {
    const std::vector<SystemFailure> failures = failures_of_files();
    counts_.failures = failures.size();
    if (failures == merged_failures()) return;
    database_->run("DELETE FROM failures");
    database_->run("UPDATE systems SET state = 'open' WHERE state = 'failed'");
    Statement failed = database_->prepared("UPDATE systems SET state = 'failed' WHERE system = ?");
    for (const SystemFailure& failure : failures) {
      failure_.bind(0, campaign_.find(failure.system)->number);
      failure_.bind(1, std::string_view(failure.system));
      failure_.bind(2, std::string_view(failure.reason));
      failure_.bind(3, failure.code);
      failure_.bind(4, failure.attempt);
      failure_.run();
      failed.bind(0, std::string_view(failure.system));
      failed.run();
    }
  }

  const CampaignFolder& campaign_;
  const MergeObserver& observer_;
  std::unique_ptr<Database> database_;
  Statement system_, candidate_, structure_, failure_;  // after the database: they end before it
  std::map<std::string, std::string> merged_;
  std::size_t in_batch_ = 0;
  MergeCounts counts_;
};

}  // namespace

MergeCounts merge_campaign(const CampaignFolder& campaign, const MergeObserver& observer) {
  return CampaignMerge(campaign, observer).run();
}

}  // namespace crystalgan
