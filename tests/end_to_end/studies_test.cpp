// compare and tune, as their users run them.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> two_nulls(const std::vector<std::string>& more) {
  std::vector<std::string> words{"compare", "Pd", "Ni",        "--only", "interleave", "--only", "relabel",
                                 "--seeds", "3",  "--samples", "6",      "--seed",     "4",      "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> short_tune(const std::vector<std::string>& more) {
  std::vector<std::string> words{"tune",    "Pd", "Ni",       "--mode", "published", "--trials", "2",
                                 "--folds", "2",  "--epochs", "2",      "--samples", "5",        "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(Compare, PrintsTablesAndWritesThemWhole) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), two_nulls({"-o", "out"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  const auto files = files_below(scratch / "out");
  ASSERT_EQ(files.size(), 4U);
  EXPECT_EQ(outcome.out, files.at("compare.md") + "\nThe results are in out.\n");
  EXPECT_NE(outcome.out.find("3 seeds (4 to 6), 6 structures asked"), std::string::npos) << outcome.out;
  const std::string& csv = files.at("compare.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 3);
  const auto json = nlohmann::json::parse(files.at("compare.json"));
  EXPECT_EQ(json.at("contenders").size(), 2U);
  EXPECT_EQ(json.at("contenders").at(0).at("outcomes").size(), 3U);
  EXPECT_NE(files.at("manifest.json").find("crystalgan compare Pd Ni"), std::string::npos);
}

TEST(Compare, TheSameSeedGivesTheSameBytesWhateverTheThreads) {
  const ScratchFolder scratch;
  const Outcome one = run(scratch.path(), two_nulls({"--threads", "1", "--json", "-o", "one"}));
  const Outcome two = run(scratch.path(), two_nulls({"--threads", "2", "--json", "-o", "two"}));
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
  EXPECT_EQ(files_below(scratch / "one"), files_below(scratch / "two"));
  EXPECT_EQ(one.out, read_file(scratch / "one/compare.json"));
}

TEST(Compare, NorDoTrainingsDependOnTheThreads) {
  const ScratchFolder scratch;
  const auto with_threads = [&](const char* threads) {
    return run(scratch.path(), {"compare", "Pd", "Ni", "--only", "crystalgan repaired", "--epochs", "2", "--seeds", "2",
                                "--samples", "4", "--json", "--quiet", "--threads", threads});
  };
  const Outcome one = with_threads("1");
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, with_threads("2").out);
}

TEST(Compare, RefusesBeforeItWorks) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "out");
  write_file(scratch / "out/mine.txt", "precious");
  const Outcome existing = run(scratch.path(), two_nulls({"-o", "out"}));
  EXPECT_EQ(existing.code, 2);
  EXPECT_NE(existing.err.find("expected a new or empty folder, got out"), std::string::npos) << existing.err;
  EXPECT_EQ(files_below(scratch / "out"), (std::map<std::string, std::string>{{"mine.txt", "precious"}}));
  const Outcome unknown = run(scratch.path(), {"compare", "Pd", "Ni", "--only", "interlaeve"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("--only: expected one of 'gan', "), std::string::npos) << unknown.err;
  EXPECT_EQ(run(scratch.path(), {"compare", "Pd", "Ni", "--seeds", "0"}).code, 2);
  EXPECT_EQ(run(scratch.path(), {"compare", "Pd"}).code, 2);
}

TEST(Compare, AnInterruptedOneWritesNothing) {
  const ScratchFolder scratch;
  const Program stopped(scratch.path(), {CRYSTALGAN_PROGRAM, "compare", "Pd", "Ni", "--only",
                                         "crystalgan published, hinge", "--epochs", "1000000", "-o", "out"});
  ASSERT_TRUE(wait_until([&] { return stopped.catches(SIGINT); }));
  stopped.signal(SIGINT);
  const Outcome outcome = stopped.wait();
  EXPECT_EQ(outcome.code, 130) << outcome.err;
  EXPECT_EQ(outcome.err, "crystalgan: interrupted; nothing was written\n");
  EXPECT_FALSE(fs::exists(scratch / "out"));
}

TEST(Tune, WritesAConfigurationThatDiscoverTakes) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), short_tune({"-o", "tuned"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto files = files_below(scratch / "tuned");
  EXPECT_EQ(files.size(), 4U);
  const std::string& csv = files.at("trials.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2);
  EXPECT_EQ(nlohmann::json::parse(files.at("tune.json")).at("trials").size(), 2U);
  const Outcome discovered =
      run(scratch.path(), {"discover", "--config", "tuned/best.toml", "--members", "1", "--quiet", "-o", "run"});
  ASSERT_EQ(discovered.code, 0) << discovered.err;
  const std::string used = read_file(scratch / "run/run.toml");
  const std::string& best = files.at("best.toml");
  EXPECT_EQ(used.substr(used.find("[loss]")), best.substr(best.find("[loss]")));
}

TEST(Tune, TheSameSeedGivesTheSameBytesWhateverTheThreads) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), short_tune({"--threads", "1", "-o", "one"})).code, 0);
  ASSERT_EQ(run(scratch.path(), short_tune({"--threads", "2", "-o", "two"})).code, 0);
  EXPECT_EQ(files_below(scratch / "one"), files_below(scratch / "two"));
}

TEST(Tune, RefusesBeforeItWorks) {
  const ScratchFolder scratch;
  const Outcome symmetry = run(scratch.path(), {"tune", "Pd", "Ni", "--mode", "symmetry"});
  EXPECT_EQ(symmetry.code, 2);
  EXPECT_NE(symmetry.err.find("expected repaired or published"), std::string::npos) << symmetry.err;
  const Outcome folds = run(scratch.path(), {"tune", "Pd", "Ni", "--folds", "1000", "-o", "tuned"});
  EXPECT_EQ(folds.code, 2);
  EXPECT_NE(folds.err.find("folds: expected 2 to "), std::string::npos) << folds.err;
  EXPECT_FALSE(fs::exists(scratch / "tuned"));
  EXPECT_EQ(run(scratch.path(), {"tune", "Pd", "Ni", "--grid", "--trials", "3"}).code, 2);
  fs::create_directory(scratch / "tuned");
  write_file(scratch / "tuned/mine.txt", "precious");
  EXPECT_EQ(run(scratch.path(), short_tune({"-o", "tuned"})).code, 2);
  EXPECT_EQ(files_below(scratch / "tuned").size(), 1U);
}

}  // namespace
}  // namespace crystalgan::test
