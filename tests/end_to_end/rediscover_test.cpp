// rediscover, as its users run it.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

constexpr const char* kPositions = "Direct\n0 0 0\n.5 .5 0\n0 .5 .5\n.5 0 .5\n.5 0 0\n0 .5 0\n0 0 .5\n.5 .5 .5\n";
constexpr const char* kCube = "4.3\n1 0 0\n0 1 0\n0 0 1\n";

// Rocksalt; of the ternaries one metal sits in every second layer.
void write_binary(const ScratchFolder& scratch, const std::string& metal, const std::string& x) {
  std::filesystem::create_directories(scratch / "binaries");
  write_file(scratch / ("binaries/" + metal + x + ".vasp"),
             metal + x + "\n" + kCube + metal + " " + x + "\n4 4\n" + kPositions);
}

void write_ternary(const ScratchFolder& scratch, const std::string& a, const std::string& b, const std::string& x) {
  std::filesystem::create_directories(scratch / "ternaries");
  write_file(scratch / ("ternaries/" + a + b + x + "2.vasp"),
             a + b + x + "\n" + kCube + a + " " + b + " " + x + "\n2 2 4\n" + kPositions);
}

void fill(const ScratchFolder& scratch) {
  for (const char* metal : {"Mg", "Ni", "Ti"}) write_binary(scratch, metal, "O");
  for (const char* a : {"Mg", "Ti"}) write_ternary(scratch, a, "Ni", "O");
  write_ternary(scratch, "Mg", "Ti", "S");
}

std::vector<std::string> asked(const std::vector<std::string>& more) {
  std::vector<std::string> words{"rediscover", "--binaries", "binaries",  "--ternaries", "ternaries",
                                 "--with",     "O",          "--samples", "50",          "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

const std::vector<std::string> kNulls{"--method", "relabel", "--method", "random"};

std::vector<std::string> nulls(std::vector<std::string> more) {
  more.insert(more.end(), kNulls.begin(), kNulls.end());
  return asked(more);
}

TEST(Rediscover, FindsOrderedRocksaltByRelabellingAndNotByChance) {
  const ScratchFolder scratch;
  fill(scratch);
  const Outcome outcome = run(scratch.path(), nulls({"-o", "out"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  const auto files = files_below(scratch / "out");
  const std::size_t end = outcome.out.find("\nThe results are in out.\n");
  ASSERT_NE(end, std::string::npos) << outcome.out;
  const std::string& page = files.at("rediscover.md");
  EXPECT_EQ(page.substr(0, end), outcome.out.substr(0, end));
  EXPECT_EQ(page.substr(end, 21), "\n## System by system\n");
  EXPECT_NE(outcome.out.find("2 systems with 2 known ternaries, of which 2 keep"), std::string::npos) << outcome.out;
  const auto json = nlohmann::json::parse(files.at("rediscover.json"));
  EXPECT_EQ(json.at("systems"), (std::vector<std::string>{"Mg-Ni-O", "Ni-Ti-O"}));
  const auto found = [&](std::size_t method) {
    return json.at("methods").at(method).at("metre").at("certified").at("50").at("found").get<int>();
  };
  EXPECT_EQ(json.at("methods").at(0).at("name"), "random");
  EXPECT_EQ(found(0), 0);
  EXPECT_EQ(found(1), 2);
  const std::string& lines = files.at("outcomes.jsonl");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 4);
}

TEST(Rediscover, TheSameSeedGivesTheSameBytesWhateverTheThreads) {
  const ScratchFolder scratch;
  fill(scratch);
  ASSERT_EQ(run(scratch.path(), nulls({"--threads", "1", "-o", "one"})).code, 0);
  ASSERT_EQ(run(scratch.path(), nulls({"--threads", "3", "-o", "three"})).code, 0);
  EXPECT_EQ(files_below(scratch / "one"), files_below(scratch / "three"));
}

TEST(Rediscover, GoesOnAfterAKillWithTheSameBytes) {
  const ScratchFolder scratch;
  fill(scratch);
  ASSERT_EQ(run(scratch.path(), nulls({"-o", "whole"})).code, 0);
  ASSERT_EQ(run(scratch.path(), nulls({"-o", "cut"})).code, 0);
  // as a kill in the middle of the second line leaves it
  const std::string lines = read_file(scratch / "whole/outcomes.jsonl");
  const auto first = lines.find('\n') + 1;
  for (const char* name : {"rediscover.md", "rediscover.csv", "rediscover.json"})
    std::filesystem::remove(scratch / "cut" / name);
  write_file(scratch / "cut/outcomes.jsonl", lines.substr(0, first + 20));
  const Outcome resumed = run(scratch.path(), {"rediscover", "--resume", "cut", "--quiet"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(files_below(scratch / "cut"), files_below(scratch / "whole"));
}

TEST(Rediscover, ShardsInOneFolderGiveTheSameTables) {
  const ScratchFolder scratch;
  fill(scratch);
  ASSERT_EQ(run(scratch.path(), nulls({"-o", "whole"})).code, 0);
  const Outcome early = run(scratch.path(), nulls({"-o", "parts", "--shard", "5/3"}));
  EXPECT_EQ(early.code, 2) << early.err;
  std::vector<std::string> second = nulls({"-o", "parts", "--shard", "2/3"});
  second.insert(second.begin(), CRYSTALGAN_PROGRAM);
  const Program other(scratch.path(), second, {}, "other");
  const Outcome one = run(scratch.path(), nulls({"-o", "parts", "--shard", "1/3"}));
  const Outcome two = other.wait();
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_EQ(std::stoi(one.out) + std::stoi(two.out), 2) << "two systems: the third shard has none";
  EXPECT_EQ(run(scratch.path(), asked({"-o", "parts", "--shard", "1/3", "--method", "random"})).code, 2)
      << "another study";
  ASSERT_EQ(run(scratch.path(), {"rediscover", "--resume", "parts", "--quiet"}).code, 0);
  const auto whole = files_below(scratch / "whole");
  const auto parts = files_below(scratch / "parts");
  for (const auto& [name, text] : whole) EXPECT_TRUE(parts.contains(name) && parts.at(name) == text) << name;
  EXPECT_TRUE(std::filesystem::is_empty(scratch / "parts/claims"));
}

TEST(Rediscover, AnInterruptLosesNothing) {
  const ScratchFolder scratch;
  fill(scratch);
  // one thread trains for hours, the other one has soon something to show
  auto words = asked(
      {"--method", "crystalgan repaired", "--epochs", "100000", "--method", "relabel", "--threads", "2", "-o", "out"});
  words.insert(words.begin(), CRYSTALGAN_PROGRAM);
  const Program running(scratch.path(), words);
  ASSERT_TRUE(appears(scratch / "out/outcomes.jsonl"));
  ASSERT_TRUE(wait_until([&] { return !read_file(scratch / "out/outcomes.jsonl").empty(); }));
  running.signal(SIGINT);
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.code, 130) << outcome.err;
  EXPECT_NE(outcome.err.find("interrupted; results are kept, continue with --resume out"), std::string::npos)
      << outcome.err;
  const std::string lines = read_file(scratch / "out/outcomes.jsonl");
  EXPECT_GE(std::count(lines.begin(), lines.end(), '\n'), 1);
}

TEST(Rediscover, ResumesOnlyFromTheSameFiles) {
  const ScratchFolder scratch;
  fill(scratch);
  ASSERT_EQ(run(scratch.path(), nulls({"-o", "out"})).code, 0);
  write_binary(scratch, "Zn", "O");
  const Outcome outcome = run(scratch.path(), {"rediscover", "--resume", "out", "--quiet"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("expected the input files of the first run"), std::string::npos) << outcome.err;
  const Outcome more = run(scratch.path(), {"rediscover", "--resume", "out", "--samples", "7"});
  EXPECT_EQ(more.code, 2);
}

TEST(Rediscover, PassesOverUnusableFilesOnRequestAlone) {
  const ScratchFolder scratch;
  fill(scratch);
  write_file(scratch / "ternaries/broken.vasp", "no crystal\n");
  const Outcome refused = run(scratch.path(), nulls({"-o", "out"}));
  EXPECT_EQ(refused.code, 3);
  EXPECT_NE(refused.err.find("broken.vasp"), std::string::npos) << refused.err;
  EXPECT_TRUE(refused.err.ends_with(" (--skip-unusable passes over them)\n")) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(scratch / "out"));
  const Outcome outcome = run(scratch.path(), nulls({"--skip-unusable", "-o", "out"}));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("not used: "), std::string::npos) << outcome.err;
  std::filesystem::remove(scratch / "out/rediscover.md");
  EXPECT_EQ(run(scratch.path(), {"rediscover", "--resume", "out", "--quiet"}).code, 0);
}

TEST(Rediscover, ResumesFromAnyFolder) {
  const ScratchFolder scratch;
  fill(scratch);
  ASSERT_EQ(run(scratch.path(), nulls({"-o", "out"})).code, 0);
  const std::string whole = read_file(scratch / "out/rediscover.md");
  std::filesystem::remove(scratch / "out/rediscover.md");
  const Outcome resumed = run(scratch / "out", {"rediscover", "--resume", ".", "--quiet"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(read_file(scratch / "out/rediscover.md"), whole);
}

TEST(Rediscover, SubstituteTakesTheOtherSystems) {
  const ScratchFolder scratch;
  fill(scratch);
  const Outcome outcome = run(scratch.path(), asked({"--method", "substitute", "--prototypes", "ternaries", "--json"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json.at("methods").at(0).at("metre").at("certified").at("10").at("found"), 2);
  EXPECT_TRUE(std::filesystem::exists(scratch / "rediscover-O/rediscover.md"));
}

// The whole mode on one formula, from the binaries that ship; the answer is a relabelled rocksalt.
TEST(Rediscover, NeedsTernariesAloneAndTakesTheSystemsOfAFile) {
  const ScratchFolder scratch;
  fill(scratch);
  write_file(scratch / "systems.txt", "# one of two\nO Ni Mg\n");
  write_file(scratch / "small.toml", "[symmetry]\nformulas = \"MgNiO2\"\nmax_atoms = 8\n");
  const Outcome outcome = run(scratch.path(), {"rediscover", "--ternaries", "ternaries", "--with", "O", "--systems",
                                               "systems.txt", "--samples", "100", "--config", "small.toml", "--method",
                                               "crystalgan", "--method", "templates only", "--quiet", "-o", "out"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(read_file(scratch / "out/rediscover.json"));
  EXPECT_EQ(json.at("systems"), (std::vector<std::string>{"Mg-Ni-O"}));
  EXPECT_EQ(json.at("methods").at(0).at("name"), "crystalgan");
  EXPECT_EQ(json.at("methods").at(0).at("metre").at("certified").at("100").at("found"), 1);
  ASSERT_EQ(json.at("arrangements").size(), 1U);
  EXPECT_GE(json.at("arrangements").at(0).at("ranks").at("learned").get<int>(), 1);
  EXPECT_NE(outcome.out.find("## Arrangements"), std::string::npos) << outcome.out;
  const std::string manifest = read_file(scratch / "out/manifest.json");
  EXPECT_NE(manifest.find("systems.txt"), std::string::npos) << manifest;
  std::filesystem::remove(scratch / "out/rediscover.md");
  ASSERT_EQ(run(scratch.path(), {"rediscover", "--resume", "out", "--quiet"}).code, 0);
  write_file(scratch / "systems.txt", "O Ni Ti\n");
  EXPECT_EQ(run(scratch.path(), {"rediscover", "--resume", "out", "--quiet"}).code, 2);
}

TEST(Rediscover, SaysWhatIsWrongInOneLine) {
  const ScratchFolder scratch;
  fill(scratch);
  const auto refused = [&](const std::vector<std::string>& words, int code, const std::string& reason) {
    const Outcome outcome = run(scratch.path(), words);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_NE(outcome.err.find(reason), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  };
  refused({"rediscover", "--binaries", "binaries"}, 2, "--ternaries");
  refused(asked({"--method", "magic"}), 2, "expected one of");
  refused(asked({"--method", "substitute"}), 2, "substitute: expected prototypes");
  refused({"rediscover", "--binaries", "bin\xff", "--ternaries", "ternaries"}, 2, "expected a path in UTF-8");
  refused(asked({"--systems", "0"}), 2, "--systems");
  refused(asked({"--max-known-atoms", "-1"}), 2, "--max-known-atoms");
  refused(asked({"--systems", "nowhere.txt"}), 3, "nowhere.txt");
  write_file(scratch / "systems.txt", "Ni-Ti-O\nMg-Zn-O\n");
  refused(asked({"--systems", "systems.txt"}), 3, "systems.txt:2: expected a system with known ternaries");
  refused(asked({"--max-known-atoms", "3"}), 3, "of up to 3 atoms");
  refused({"rediscover", "--binaries", "binaries", "--ternaries", "ternaries", "--with", "N", "--quiet"}, 3,
          "expected ternaries of two metals and N");
  refused({"rediscover", "--binaries", "nowhere", "--ternaries", "ternaries"}, 3, "nowhere");
}

}  // namespace
}  // namespace crystalgan::test
