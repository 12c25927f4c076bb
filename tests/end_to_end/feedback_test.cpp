#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

// A method that trains nothing, so that only the rounds take time.
class Rounds : public testing::Test {
 protected:
  Outcome program(std::vector<std::string> words) {
    words.insert(words.begin(), CRYSTALGAN_PROGRAM);
    return Program(scratch_.path(), words).wait();
  }
  Outcome discover(const std::string& output, const std::vector<std::string>& more) {
    std::vector<std::string> words{"discover", "Ni",     "Al", "--method", "random", "--samples",
                                   "6",        "--seed", "4",  "-o",       output};
    words.insert(words.end(), more.begin(), more.end());
    return program(words);
  }
  std::map<std::string, std::string> files_of(const std::string& run) { return files_below(scratch_.path() / run); }
  void expect_refused(const Outcome& outcome, const std::string& message) {
    EXPECT_EQ(outcome.code, 2) << outcome.out << outcome.err;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  }

  ScratchFolder scratch_;
};

TEST_F(Rounds, AddAsManyAndAreRankedTogether) {
  const Outcome two = discover("two", {"--rounds", "2", "--threads", "1"});
  if (two.err.find("feedback.rounds: expected a model") != std::string::npos) GTEST_SKIP() << two.err;
  ASSERT_EQ(two.code, 0) << two.err;
  EXPECT_NE(two.err.find("round 1 of 2: "), std::string::npos) << two.err;
  EXPECT_EQ(two.err.find("round 2 of 2: "), std::string::npos) << "nobody learns from the last: " << two.err;
  EXPECT_NE(two.out.find(" rank  id "), std::string::npos) << "--relax goes without saying: " << two.out;
  const auto files = files_of("two");
  EXPECT_EQ(nlohmann::json::parse(files.at("summary.json")).at("generated"), 12);
  EXPECT_NE(files.at("candidates.csv").find(",mutation,"), std::string::npos);
  ASSERT_EQ(discover("again", {"--rounds", "2", "--threads", "2", "--quiet"}).code, 0);
  EXPECT_EQ(files_of("again"), files) << "the same bytes for any number of threads";
}

// What a killed run leaves: only the files it began with, or candidates without energies.
TEST_F(Rounds, OfTheSymmetryModeShareTheCandidatesAndContinue) {
  const auto symmetry = [&](const std::string& output, const std::string& threads) {
    return program({"discover", "Ni", "Al", "--mode", "symmetry", "--formulas-count", "3", "--candidates", "9",
                    "--rounds", "3", "--space-groups", "123,221,225", "-o", output, "--threads", threads});
  };
  const Outcome one = symmetry("one", "1");
  if (one.err.find("feedback.rounds: expected a model") != std::string::npos) GTEST_SKIP() << one.err;
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_NE(one.err.find("round 2 of 3: 3 relaxed"), std::string::npos) << one.err;
  const auto files = files_of("one");
  EXPECT_EQ(nlohmann::json::parse(files.at("summary.json")).at("certified"), 9);
  EXPECT_EQ(nlohmann::json::parse(files.at("relaxation.json")).at("candidates"), 9);
  ASSERT_EQ(symmetry("two", "2").code, 0);
  EXPECT_EQ(files_of("two"), files) << "the same bytes for any number of threads";

  for (const char* file : {"relaxation.json", "ranking.json"}) fs::remove(scratch_.path() / "two" / file);
  ASSERT_EQ(program({"discover", "--resume", "two"}).code, 0);
  EXPECT_EQ(files_of("two"), files) << "relaxed in the rounds or after them";
  for (const auto& [name, text] : files)
    if (name != "run.toml" && name != "manifest.json" && !name.starts_with("inputs/"))
      fs::remove(scratch_.path() / "two" / name);
  ASSERT_EQ(program({"discover", "--resume", "two"}).code, 0);
  EXPECT_EQ(files_of("two"), files);
}

TEST_F(Rounds, WithoutAModelOfEnergiesAreRefusedBeforeAnythingIsDone) {
  expect_refused(program({"discover", "Pd", "Ni", "--rounds", "2", "-o", "none"}),
                 "expected a model that gives energies");
  expect_refused(discover("none", {"--rounds", "2", "--relax", "packing"}), "expected a model that gives energies");
  expect_refused(discover("none", {"--rounds", "0"}), "feedback.rounds");
  write_file(scratch_.path() / "order.toml", "[feedback]\nsteering = \"order\"\n");
  expect_refused(discover("none", {"--rounds", "2", "--config", "order.toml"}), "feedback.steering");
  EXPECT_FALSE(fs::exists(scratch_.path() / "none"));
}

TEST_F(Rounds, DftSaysWhatItMisses) {
  write_file(scratch_.path() / "tiny.toml", "[dft]\nmax_atoms = 1\n");
  ASSERT_EQ(discover("run", {"--quiet"}).code, 0);
  const auto before = files_of("run");
  expect_refused(program({"dft", "run", "--python", "/bin/false"}), "/bin/false cannot tell whether GPAW is there");
  expect_refused(program({"dft", "run", "--config", "tiny.toml"}), "dft.max_atoms");
  EXPECT_EQ(files_of("run"), before);
  fs::remove(scratch_.path() / "run/summary.json");
  expect_refused(program({"dft", "run"}), "expected a finished run");
  EXPECT_EQ(program({"dft", "nowhere"}).code, 3);
}

}  // namespace
}  // namespace crystalgan::test
