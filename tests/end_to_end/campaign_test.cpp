// Campaigns: many systems in one folder, done by several processes that end as they like.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/core/seed.hpp"
#include "tests/campaign/database_rows.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// Small systems: a second or less each.
void make_campaign(const ScratchFolder& scratch, const std::string& name, const Words& more = {},
                   const std::string& metals = "Al,Ni,Pd") {
  Words words{"campaign", "new",    name, "--metals", metals, "--relax",   "off", "--formulas-count",
              "1",        "--seed", "4",  "-o",       name,   "--samples", "3"};
  words.insert(words.end(), more.begin(), more.end());
  const Outcome made = run(scratch.path(), words);
  ASSERT_EQ(made.code, 0) << made.err;
}

Words run_words(const std::string& name, const std::string& shard = "1/1") {
  return {"campaign", "run", name, "--shard", shard, "--threads", "1", "--quiet"};
}

std::map<std::string, std::string> results(const ScratchFolder& scratch, const std::string& name) {
  return fs::exists(scratch / name / "systems") ? files_below(scratch / name / "systems")
                                                : std::map<std::string, std::string>{};
}

std::map<std::string, std::string> undisturbed(const ScratchFolder& scratch, const std::string& metals = "Al,Ni,Pd") {
  make_campaign(scratch, "undisturbed", {}, metals);
  const Outcome outcome = run(scratch.path(), run_words("undisturbed"));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return results(scratch, "undisturbed");
}

void expect_clean(const ScratchFolder& scratch, const std::string& name) {
  for (const char* folder : {"claims", "work"}) EXPECT_TRUE(fs::is_empty(scratch / name / folder)) << folder;
}

TEST(Campaign, DoesEverySystemOfItsList) {
  const ScratchFolder scratch;
  const auto files = undisturbed(scratch);
  ASSERT_EQ(files.size(), 3U);
  EXPECT_TRUE(files.contains("Ni-Pd-H.json"));
  expect_clean(scratch, "undisturbed");
  const Outcome status = run(scratch.path(), {"campaign", "status", "undisturbed"});
  EXPECT_NE(status.out.find("3 systems, 3 done, 0 running, 0 failed, 0 open"), std::string::npos) << status.out;
}

TEST(Campaign, HasTheSameResultsFromShardsAndProcessesAtOnce) {
  const ScratchFolder scratch;
  const auto expected = undisturbed(scratch, "Al,Mg,Ni,Pd");
  make_campaign(scratch, "shared", {}, "Al,Mg,Ni,Pd");
  std::vector<std::unique_ptr<Program>> workers;
  for (const std::string shard : {"1/2", "2/2", "2/2"}) {  // two on one shard
    Words words = run_words("shared", shard);
    words.insert(words.begin(), CRYSTALGAN_PROGRAM);
    workers.push_back(std::make_unique<Program>(scratch.path(), words, std::function<void()>(),
                                                "worker-" + std::to_string(workers.size())));
  }
  std::size_t done = 0;
  for (const auto& worker : workers) {
    const Outcome outcome = worker->wait();
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    done += std::stoul(outcome.out);
  }
  EXPECT_EQ(done, expected.size()) << "every system is done by one worker";
  EXPECT_TRUE(results(scratch, "shared") == expected);
  expect_clean(scratch, "shared");
}

TEST(Campaign, KilledAtAnyTimeTheSameCommandGoesOn) {
  const ScratchFolder scratch;
  const auto expected = undisturbed(scratch);
  Random random(Seed(11));
  for (int round = 0; round < 3; ++round) {
    const std::string name = "killed-" + std::to_string(round);
    make_campaign(scratch, name);
    Words words = run_words(name);
    words.insert(words.begin(), CRYSTALGAN_PROGRAM);
    for (std::size_t kills = 0; results(scratch, name).size() < expected.size() && kills < 6; ++kills) {
      const Program worker(scratch.path(), words);
      const auto files = results(scratch, name).size() + random.below(2);
      wait_until([&] {
        return results(scratch, name).size() >= files && (fs::exists(scratch / name / "claims") || files > 0);
      });
      worker.signal(SIGKILL);
      worker.wait();
      for (const auto& [file, text] : results(scratch, name))
        if (file.find(".partial-") == std::string::npos) {
          EXPECT_EQ(text, expected.at(file)) << file;
        }
    }
    const Outcome last = run(scratch.path(), run_words(name));
    EXPECT_EQ(last.code, 0) << last.err;
    EXPECT_TRUE(results(scratch, name) == expected);
    expect_clean(scratch, name);
  }
}

TEST(Campaign, EndsWithinASecondAndGivesItsClaimBack) {
  const ScratchFolder scratch;
  // Takes long.
  ASSERT_EQ(run(scratch.path(), {"campaign", "new", "c", "--metals", "Al,Ni,Pd", "--relax", "off"}).code, 0);
  Words words = run_words("c");
  words.insert(words.begin(), CRYSTALGAN_PROGRAM);
  const Program worker(scratch.path(), words);
  ASSERT_TRUE(wait_until([&] {
    return worker.catches(SIGTERM) && fs::exists(scratch / "c/claims") && !fs::is_empty(scratch / "c/claims");
  }));
  worker.signal(SIGTERM);
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = worker.wait();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << "a second on an idle machine";
  EXPECT_TRUE(outcome.code == 130 || outcome.code == 128 + SIGTERM) << outcome.code << outcome.err;
  const Outcome status = run(scratch.path(), {"campaign", "status", "c"});
  EXPECT_NE(status.out.find("0 running, 0 failed, 3 open"), std::string::npos) << status.out;
}

TEST(Campaign, RecordsAFailureOnceAndTriesAgainWhenAsked) {
  const ScratchFolder scratch;
  make_campaign(scratch, "c", {"--formula", "NiPdH2"});  // of one system of the three
  const Outcome first = run(scratch.path(), run_words("c"));
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_TRUE(first.out.starts_with("1 system done, 2 failed")) << first.out;
  const auto failures = files_below(scratch / "c/failures");
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_NE(failures.at("Al-Ni-H.json").find("\"attempt\": 1"), std::string::npos) << failures.at("Al-Ni-H.json");
  EXPECT_TRUE(run(scratch.path(), run_words("c")).out.starts_with("0 systems done, 0 failed"));
  EXPECT_EQ(files_below(scratch / "c/failures"), failures);
  Words again = run_words("c");
  again.emplace_back("--retry-failed");
  EXPECT_TRUE(run(scratch.path(), again).out.starts_with("0 systems done, 2 failed"));
  EXPECT_NE(files_below(scratch / "c/failures").at("Al-Ni-H.json").find("\"attempt\": 2"), std::string::npos);
  const Outcome status = run(scratch.path(), {"campaign", "status", "c"});
  EXPECT_NE(status.out.find("failed   Al-Ni-H"), std::string::npos) << status.out;
}

TEST(Campaign, KeepsRunsIfAsked) {
  const ScratchFolder scratch;
  make_campaign(scratch, "c");
  Words words = run_words("c");
  words.emplace_back("--keep-runs");
  EXPECT_EQ(run(scratch.path(), words).code, 0);
  EXPECT_TRUE(fs::exists(scratch / "c/work/Ni-Pd-H/candidates.csv"));
  EXPECT_EQ(run(scratch.path(), {"report", "c/work/Ni-Pd-H"}).code, 0);
}

TEST(Campaign, IsMergedAndAsked) {
  const ScratchFolder scratch;
  undisturbed(scratch);
  const Outcome merged = run(scratch.path(), {"campaign", "merge", "undisturbed", "--quiet"});
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_NE(merged.out.find("3 systems merged with 9 candidates"), std::string::npos) << merged.out;
  const auto ask = [&](const Words& more) {
    Words words{"campaign", "query", "undisturbed", "--where", "system = 'Al-Ni-H'"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = run(scratch.path(), words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.out;
  };
  EXPECT_EQ(std::ranges::count(ask({}), '\n'), 4);
  EXPECT_EQ(std::ranges::count(ask({"--format", "csv", "--order", "score desc", "--top", "2"}), '\n'), 3);
  for (const std::string format : {"cif", "extxyz"}) {
    scratch.write("found." + format, ask({"--format", format}));
    const Outcome read = run(scratch.path(), {"inspect", "found." + format});
    EXPECT_EQ(read.code, 0) << read.err;
    EXPECT_NE(read.out.find("3 structures of 1 file, 0 with remarks, 0 refused"), std::string::npos) << read.out;
  }
  const Outcome wrong =
      run(scratch.path(), {"campaign", "query", "undisturbed", "--where", "1); drop table systems; --"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_EQ(std::ranges::count(wrong.err, '\n'), 1) << wrong.err;
}

TEST(Campaign, WrongUsageIsOneLine) {
  const ScratchFolder scratch;
  make_campaign(scratch, "c");
  scratch.write("few.txt", "Ni-Pd-O\n");
  for (const auto& [code, words] :
       std::vector<std::pair<int, Words>>{{2, {"campaign"}},
                                          {2, {"campaign", "new", "../x", "--metals", "Ni,Pd"}},
                                          {2, {"campaign", "new", "c"}},  // is there already
                                          {2, {"campaign", "new", "d", "--metals", "Ni"}},
                                          {2, {"campaign", "new", "d", "--metals", "Ni,Qq"}},
                                          {2, {"campaign", "new", "d", "--with", "Xx"}},
                                          {3, {"campaign", "new", "d", "--systems", "few.txt"}},
                                          {3, {"campaign", "new", "d", "--systems", "none.txt"}},
                                          {2, {"campaign", "run", "c", "--shard", "3/2"}},
                                          {3, {"campaign", "run", "none"}},
                                          {3, {"campaign", "query", "c"}}}) {
    const Outcome outcome = run(scratch.path(), words);
    EXPECT_EQ(outcome.code, code) << words[1] << outcome.err;
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_FALSE(fs::exists(scratch / "d"));
  }
}

TEST(Campaign, OfAStrangerIsDoneInItsOwnFolder) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "elsewhere");
  scratch.write("elsewhere/run.toml", "");
  for (const std::string folder : {"work", "work/Ni-Pd-H", "systems", "claims", "failures"}) {
    const std::string name = "c-" + std::to_string(std::hash<std::string>()(folder) % 1000);
    make_campaign(scratch, name, {}, "Ni,Pd");
    fs::create_directories((scratch / name / folder).parent_path());
    fs::create_directory_symlink(scratch / "elsewhere", scratch / name / folder);
    const Outcome outcome = run(scratch.path(), run_words(name));
    EXPECT_TRUE(outcome.code == 3 || outcome.out.find(" 1 failed") != std::string::npos)
        << folder << outcome.out << outcome.err;
    EXPECT_EQ(files_below(scratch / "elsewhere").size(), 1U) << folder;
    EXPECT_EQ(read_file(scratch / "elsewhere/run.toml"), "") << folder;
  }
}

}  // namespace
}  // namespace crystalgan::test
