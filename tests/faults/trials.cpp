#include "tests/faults/trials.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tests/campaign/database_rows.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

constexpr int kKilled = 128 + SIGKILL;
constexpr int kInterrupted = 128 + SIGINT;  // ended by itself, whichever signal came
constexpr int kTerminated = 128 + SIGTERM;  // ended at once, in a call that waits

// Of a campaign. Its pages depend on how often it was written; its rows do not.
constexpr const char* kDatabaseFile = "run/campaign.sqlite";

// The rows of a database as the next process sees them; of a copy, so that nothing changes.
std::string rows_of_copy(const fs::path& file) {
  const ScratchFolder scratch;
  for (const char* ending : {"", "-wal"})
    if (fs::exists(file.string() + ending)) fs::copy_file(file.string() + ending, scratch / ("copy"s + ending));
  try {
    return rows_of_database(scratch / "copy");
  } catch (const std::exception& error) {
    return error.what();  // without tables
  }
}

bool is_partial(const std::string& name) { return name.find(".partial-") != std::string::npos; }

// Files that are written more than once, or line by line.
bool grows(const std::string& name) {
  for (const char* part :
       {"run/checkpoint/", "run/history.csv", "run/outcomes.jsonl", "run/report.html", "run/dft/tasks/",
        "run/relaxation", "run/ranking", "run.jsonl.part", "run/claims/", "run/work/", kDatabaseFile})
    if (name.starts_with(part)) return true;
  return false;
}

Words with_program(const Words& words) {
  Words all{CRYSTALGAN_PROGRAM};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

}  // namespace

Trials::Trials(LongCommand command) : command_(std::move(command)) {
  if (command_.needs_python)
    if (const auto python = missing_python()) {
      missing_ = *python;
      return;
    }
  fs::create_directory(scratch_ / "streams");
  fs::create_directory(folder());
  if (command_.needs_database) {
    database_.emplace(scratch_.path(), "optimade_server.py");
    if (!database_->is_there()) missing_ = "the database does not start";
    std::ranges::replace(command_.words, kDatabase, database_->url() + "/good");
  }
  write_inputs(folder().string());
  for (const Words& words : command_.before)
    if (const Outcome outcome = run(words); outcome.code != 0) missing_ = outcome.err;
  fs::copy(folder(), scratch_ / "before", fs::copy_options::recursive);
  before_ = files();
  if (!missing_.empty()) return;
  const Outcome outcome = run(command_.words, std::nullopt, true);
  if (outcome.code != 0 || outcome.out.find("Candidates are not relaxed: ") != std::string::npos)
    missing_ = outcome.err + outcome.out;
  after_ = files();
  calls_ = counted_calls(scratch_ / "counts");
  EXPECT_TRUE(calls_.changes > 0 || !missing_.empty()) << "the library is not loaded";
}

// In the child.
void Trials::prepare_child(const std::optional<Fault>& fault, bool counted) const {
  if (::chdir(folder().c_str()) != 0) ::_exit(99);
  if (command_.needs_database) ::setenv("XDG_CACHE_HOME", (scratch_ / "cache").c_str(), 1);
  if (fault || counted) set_fault(folder(), fault, scratch_ / "counts");
}

Outcome Trials::run(const Words& words, const std::optional<Fault>& fault, bool counted) const {
  return Program(scratch_ / "streams", with_program(words), [&] { prepare_child(fault, counted); }).wait();
}

// The same folder for all: paths are in the results.
void Trials::start_anew() const {
  for (const fs::path& path : {folder(), scratch_ / "cache"}) fs::remove_all(path);
  fs::copy(scratch_ / "before", folder(), fs::copy_options::recursive);
}

Trials::Files Trials::files() const {
  Files found = files_below(folder());
  if (const auto database = found.find(kDatabaseFile); database != found.end()) {
    database->second = rows_of_copy(folder() / kDatabaseFile);
    for (const char* ending : {"-wal", "-shm"}) found.erase(kDatabaseFile + std::string(ending));
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder()))
    if (entry.is_directory()) found[fs::relative(entry.path(), folder()).string() + "/"] = "";
  return found;
}

void Trials::expect_recovers(const Fault& fault) {
  SCOPED_TRACE(command_.name + ": " + description(fault));
  start_anew();
  const Outcome outcome = run(command_.words, fault);
  const Files now = files();
  const bool refused = command_.counts_refusals && !outcome.err.empty();
  if (!refused) expect_whole(now, fault.is_kill());
  if (fault.is_kill())
    EXPECT_TRUE(outcome.code == kKilled || outcome.code == 0) << outcome.code << outcome.err;
  else
    expect_message(outcome, fault);
  if (outcome.code == 0 && !refused) expect_same(now);
  if (outcome.code != 0 || !command_.resume.empty()) expect_goes_on();
}

void Trials::expect_unharmed(const Fault& fault) {
  SCOPED_TRACE(command_.name + ": " + description(fault));
  start_anew();
  const Outcome outcome = run(command_.words, fault);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  expect_same(files());
}

void Trials::expect_ends_cleanly(std::int64_t call) {
  const Fault fault = terminated_at(call);
  SCOPED_TRACE(command_.name + ": " + description(fault));
  start_anew();
  const Outcome outcome = run(command_.words, fault);
  EXPECT_TRUE(outcome.code == 0 || outcome.code == kInterrupted || outcome.code == kTerminated)
      << outcome.code << outcome.err;
  for (const auto& [name, bytes] : files())
    EXPECT_FALSE(is_partial(name) && name.ends_with('/')) << name << ", " << outcome.code << outcome.err;
  if (outcome.code != 0) expect_goes_on();
}

void Trials::expect_one_wins() {
  SCOPED_TRACE(command_.name + ": twice at once");
  start_anew();
  const auto into_folder = [&] { prepare_child(std::nullopt, false); };
  const Program one(scratch_ / "streams", with_program(command_.words), into_folder, "one");
  const Program other(scratch_ / "streams", with_program(command_.words), into_folder, "other");
  int winners = 0;
  for (const Outcome& outcome : {one.wait(), other.wait()}) {
    if (outcome.code == 0) {
      ++winners;
      continue;
    }
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_NE(outcome.err.find("run"), std::string::npos) << outcome.err;
  }
  EXPECT_GE(winners, 1);
  expect_same(files());
}

void Trials::expect_whole(const Files& now, bool killed) const {
  for (const auto& [name, bytes] : before_) EXPECT_TRUE(now.contains(name) || grows(name)) << "lost: " << name;
  for (const auto& [name, bytes] : now) {
    if (is_partial(name)) {
      EXPECT_TRUE(killed) << "left behind: " << name;
      continue;
    }
    const auto is_in = [&](const Files& files) {
      const auto found = files.find(name);
      return found != files.end() && found->second == bytes;
    };
    EXPECT_TRUE(is_in(before_) || is_in(after_) || grows(name)) << "half-written: " << name << ", " << bytes.size();
  }
}

void Trials::expect_same(const Files& now) const {
  for (const auto& [name, bytes] : after_) {
    const auto found = now.find(name);
    if (found == now.end())
      ADD_FAILURE() << "missing: " << name;
    else
      EXPECT_TRUE(found->second == bytes) << "differs: " << name;
  }
  for (const auto& [name, bytes] : now) EXPECT_TRUE(after_.contains(name)) << "left behind: " << name;
}

void Trials::expect_message(const Outcome& outcome, const Fault& fault) const {
  if (outcome.code == 0) return;
  EXPECT_TRUE(outcome.code >= 2 && outcome.code <= 4) << outcome.code << " " << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("crystalgan: ")) << outcome.err;
  const auto says = [&](const std::string& reason) { return outcome.err.find(reason) != std::string::npos; };
  // SQLite does not keep the reason of every call
  EXPECT_TRUE(says(std::strerror(fault.reason())) || says(std::string(kDatabaseFile) + ": ")) << outcome.err;
  EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
}

void Trials::expect_goes_on() const {
  if (command_.resume.empty() && files() == after_) return;  // killed at its very end; a new file is refused then
  const bool resumes = !command_.resume.empty() && fs::exists(folder() / "run");
  const Outcome outcome = run(resumes ? command_.resume : command_.words);
  EXPECT_EQ(outcome.code, 0) << "going on: " << outcome.err;
  expect_same(files());
}

}  // namespace crystalgan::test
