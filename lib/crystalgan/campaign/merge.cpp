#include "crystalgan/campaign/merge.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
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

// Thousand instructions of SQLite to write a candidate: some hundred are needed.
constexpr std::int64_t kStepsPerCandidate = 1;
constexpr std::int64_t kStepsPerSystem = 10;

constexpr int kMaxNameBytes = 20;       // of a system
constexpr int kMaxSumBytes = 64;        // SHA-256
constexpr int kMaxMergedBytes = 2'000;  // of a failure, and of a note; the rest is cut. Chosen: some lines

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
        structure_(database_->prepared("INSERT INTO structures VALUES (?,?)", kMaxStructureBytes)),
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
    for (std::size_t count = 1; rows.step(); ++count) {
      std::string system, sum;
      rows.read(0, system, kMaxNameBytes);
      rows.read(1, sum, kMaxSumBytes);
      merged_[system] = sum;
      if (count > kMaxCampaignSystems)
        throw ParseError(printable(database_->path().string(), 4096), 0,
                         "expected at most " + std::to_string(kMaxCampaignSystems) + " systems, got more");
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
    std::vector<std::string> texts;
    for (const std::string* text :
         {result == nullptr ? &empty : &result->note, &calculator.name, &calculator.version, &calculator.trust,
          result == nullptr ? &empty : &result->version, result == nullptr ? &empty : &result->commit, &sum})
      texts.push_back(printable(*text, kMaxMergedBytes));
    for (const std::string& text : texts) system_.bind(at++, std::string_view(text));
    database_->allow_steps(kStepsPerSystem);
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
    database_->allow_steps(kStepsPerCandidate * std::ssize(result.candidates));
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
        if (auto failure = campaign_.failure_of(system)) {
          failure->reason = printable(failure->reason, kMaxMergedBytes);
          failures.push_back(std::move(*failure));
        }
    return failures;
  }

  // Row by row: those of a stranger may be many, and long.
  bool are_merged(const std::vector<SystemFailure>& failures) const {
    Statement rows = database_->prepared("SELECT system, reason, code, attempt FROM failures ORDER BY number");
    for (const SystemFailure& failure : failures) {
      SystemFailure merged;
      if (!rows.step()) return false;
      rows.read(0, merged.system);
      rows.read(1, merged.reason);
      rows.read(2, merged.code);
      rows.read(3, merged.attempt);
      if (merged != failure) return false;
    }
    return !rows.step();
  }

  // All anew where one is another: there are few.
  void merge_failures() {
    const std::vector<SystemFailure> failures = failures_of_files();
    counts_.failures = failures.size();
    if (are_merged(failures)) return;
    database_->run("DELETE FROM failures WHERE true");  // row by row: without WHERE no steps are counted
    database_->run("UPDATE systems SET state = 'open' WHERE state = 'failed'");
    Statement failed = database_->prepared("UPDATE systems SET state = 'failed' WHERE system = ?");
    database_->allow_steps(kStepsPerSystem * std::ssize(failures));
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
