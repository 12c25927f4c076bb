#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

// Long enough for certified candidates, short enough for a test; checkpoints often enough to be killed between them.
std::vector<std::string> short_discover(const std::string& output, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"discover",  "Pd", "Ni",     "--config", "short.toml", "--epochs", "200",
                                 "--members", "2",  "--seed", "7",        "--quiet",    "-o",       output};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> with_program(std::vector<std::string> words) {
  words.insert(words.begin(), CRYSTALGAN_PROGRAM);
  return words;
}

// pymatgen and ASE as independent witnesses: skipped where they are not installed.
void expect_witnesses_agree(const fs::path& folder, const std::string& run_name) {
  const Outcome outcome =
      Program(folder,
              {"/usr/bin/python3", std::string(CRYSTALGAN_SOURCE) + "/tests/end_to_end/verify_run.py", run_name})
          .wait();
  if (outcome.code == 77 && std::getenv("CRYSTALGAN_REQUIRE_WITNESS") == nullptr) GTEST_SKIP() << outcome.err;
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
}

class Discover : public testing::Test {
 protected:
  // One uninterrupted run, shared: the others are compared with it.
  static void SetUpTestSuite() {
    scratch_ = new ScratchFolder;
    write_file(*scratch_ / "short.toml", "[training]\ncheckpoint_every = 20\n");
    outcome_ = new Outcome(run(scratch_->path(), short_discover("whole", {"--threads", "1"})));
  }
  static void TearDownTestSuite() {
    delete outcome_;
    delete scratch_;
  }

  static fs::path folder() { return scratch_->path(); }
  static std::map<std::string, std::string> whole() { return files_below(folder() / "whole"); }

  static ScratchFolder* scratch_;
  static Outcome* outcome_;
};

ScratchFolder* Discover::scratch_ = nullptr;
Outcome* Discover::outcome_ = nullptr;

TEST_F(Discover, EndsWithASentenceThatSaysWhereTheCandidatesAre) {
  ASSERT_EQ(outcome_->code, 0) << outcome_->err;
  EXPECT_EQ(outcome_->err, "");
  const std::string sentence = " certified Pd-Ni-H candidates are in whole/candidates, best first.\n";
  ASSERT_TRUE(outcome_->out.ends_with(sentence)) << outcome_->out;
}

TEST_F(Discover, LeavesTheWholeRunDirectory) {
  const auto files = whole();
  const auto summary = nlohmann::json::parse(files.at("summary.json"));
  const auto certified = summary.at("certified").get<std::size_t>();
  ASSERT_GT(certified, 0U);
  std::size_t candidates = 0;
  for (const auto& [name, text] : files) {
    if (!name.starts_with("candidates/")) continue;
    ++candidates;
    const std::string id = fs::path(name).stem();
    EXPECT_TRUE(files.contains("certificates/" + id + ".json"));
    EXPECT_TRUE(files.contains("neighbours/" + id + ".txt"));
  }
  EXPECT_EQ(candidates, certified);
  for (const char* name : {"run.toml", "manifest.json", "history.csv", "candidates.extxyz", "candidates.csv",
                           "rejected.csv", "checkpoint/member-000.pt", "checkpoint/member-001.pt"})
    EXPECT_TRUE(files.contains(name)) << name;
  EXPECT_NE(files.at("manifest.json").find("\"command\": \"crystalgan discover Pd Ni"), std::string::npos);
}

TEST_F(Discover, CertificatesHoldWhenRecomputedByPymatgen) { expect_witnesses_agree(folder(), "whole"); }

TEST_F(Discover, TheSameSeedGivesTheSameBytesWhateverTheThreads) {
  ASSERT_EQ(run(folder(), short_discover("threads", {"--threads", "2"})).code, 0);
  EXPECT_EQ(files_below(folder() / "threads"), whole());
}

TEST_F(Discover, AKilledRunGoesOnToTheSameBytes) {
  const Program killed(folder(), with_program(short_discover("killed")));
  ASSERT_TRUE(appears(folder() / "killed/checkpoint/member-000.pt"));
  killed.signal(SIGKILL);
  EXPECT_EQ(killed.wait().code, 128 + SIGKILL);
  EXPECT_FALSE(fs::exists(folder() / "killed/summary.json"));
  ASSERT_EQ(run(folder(), {"discover", "--resume", "killed", "--quiet"}).code, 0);
  EXPECT_EQ(files_below(folder() / "killed"), whole());
}

TEST_F(Discover, AnInterruptedRunSaysHowToGoOn) {
  const Program stopped(folder(), with_program(short_discover("stopped")));
  ASSERT_TRUE(appears(folder() / "stopped/checkpoint/member-000.pt"));
  stopped.signal(SIGINT);
  const Outcome outcome = stopped.wait();
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.err, "crystalgan: interrupted; nothing is lost, go on with --resume stopped\n");
  ASSERT_EQ(run(folder(), {"discover", "--resume", "stopped", "--quiet"}).code, 0);
  EXPECT_EQ(files_below(folder() / "stopped"), whole());
}

TEST_F(Discover, AFinishedRunIsShownAgainAndLeftAlone) {
  const auto before = whole();
  const Outcome again = run(folder(), {"discover", "--resume", "whole"});
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, outcome_->out);
  EXPECT_EQ(whole(), before);
}

TEST_F(Discover, TheRunsConfigurationRepeatsIt) {
  ASSERT_EQ(run(folder(), {"discover", "--config", "whole/run.toml", "--quiet", "-o", "repeated"}).code, 0);
  auto repeated = files_below(folder() / "repeated");
  auto first = whole();
  repeated.erase("manifest.json");  // the command differs
  first.erase("manifest.json");
  EXPECT_EQ(repeated, first);
}

TEST_F(Discover, TrainAndGenerateAreItsTwoHalves) {
  auto words = short_discover("halves");
  words.front() = "train";
  ASSERT_EQ(run(folder(), words).code, 0);
  EXPECT_FALSE(fs::exists(folder() / "halves/summary.json"));
  ASSERT_EQ(run(folder(), {"generate", "halves"}).code, 0);
  auto halves = files_below(folder() / "halves");
  auto first = whole();
  halves.erase("manifest.json");
  first.erase("manifest.json");
  EXPECT_EQ(halves, first);

  EXPECT_EQ(run(folder(), {"generate", "halves"}).code, 2);  // it holds candidates already
  const Outcome more = run(folder(), {"generate", "halves", "--samples", "500", "-o", "more"});
  EXPECT_EQ(more.code, 0) << more.err;
  EXPECT_NE(more.out.find("generated      500"), std::string::npos) << more.out;
}

TEST(DiscoverOnTheAuthorsData, WorksInPublishedMode) {
  const char* data = std::getenv("CRYSTALGAN_AUTHORS_DATA");
  if (data == nullptr) GTEST_SKIP() << "CRYSTALGAN_AUTHORS_DATA is not set";
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"discover", "Pd", "Ni", "--a-structures", std::string(data) + "/Pd-H",
                                               "--b-structures", std::string(data) + "/Ni-H", "--mode", "published",
                                               "--epochs", "300", "--members", "1", "--quiet", "-o", "run"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  expect_witnesses_agree(scratch.path(), "run");
}

}  // namespace
}  // namespace crystalgan::test
