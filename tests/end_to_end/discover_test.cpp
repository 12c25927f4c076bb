#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

// Few samples of a short training; checkpoints often enough to be killed between them.
constexpr const char* kShort = "[training]\ncheckpoint_every = 2\n[generation]\nsamples = 24\n";

std::vector<std::string> short_discover(const std::string& output, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"discover",   "Pd",       "Ni", "--mode",    "repaired", "--config",
                                 "short.toml", "--epochs", "20", "--members", "2",        "--seed",
                                 "7",          "--quiet",  "-o", output};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> published_discover(const std::string& output, const std::vector<std::string>& more) {
  std::vector<std::string> words{"discover", "Pd", "Ni", "--mode", "published", "--seed", "7", "--quiet", "-o", output};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> with_program(std::vector<std::string> words) {
  words.insert(words.begin(), CRYSTALGAN_PROGRAM);
  return words;
}

// Without the files that tell the command line.
std::map<std::string, std::string> but_for_the_command(std::map<std::string, std::string> files) {
  files.erase("manifest.json");
  files.erase("report.html");
  return files;
}

// pymatgen and ASE read the run.
void expect_witnesses_agree(const fs::path& folder, const std::string& run_name) {
  expect_witness_agrees(folder, CRYSTALGAN_SOURCE "/tests/end_to_end/verify_run.py", {run_name});
}

class Discover : public testing::Test {
 protected:
  // One uninterrupted run, shared: the others are compared with it.
  static void SetUpTestSuite() {
    scratch_ = new ScratchFolder;
    write_file(*scratch_ / "short.toml", kShort);
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

TEST_F(Discover, SaysThatItsModeIsThePublishedMethodThenRepair) {
  EXPECT_TRUE(outcome_->out.starts_with("The published method, then repair: ")) << outcome_->out;
  EXPECT_NE(whole().at("run.toml").find("mode = 'repaired'"), std::string::npos);
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
  for (const char* name :
       {"run.toml", "manifest.json", "history.csv", "candidates.extxyz", "candidates.csv", "rejected.csv",
        "report.html", "checkpoint/member-000.safetensors", "checkpoint/member-001.safetensors"})
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
  ASSERT_TRUE(appears(folder() / "killed/checkpoint/member-000.safetensors"));
  killed.signal(SIGKILL);
  EXPECT_EQ(killed.wait().code, 128 + SIGKILL);
  EXPECT_FALSE(fs::exists(folder() / "killed/summary.json"));
  ASSERT_EQ(run(folder(), {"discover", "--resume", "killed", "--quiet"}).code, 0);
  EXPECT_EQ(files_below(folder() / "killed"), whole());
}

TEST_F(Discover, AnInterruptedRunSaysHowToGoOn) {
  const Program stopped(folder(), with_program(short_discover("stopped")));
  ASSERT_TRUE(appears(folder() / "stopped/checkpoint/member-000.safetensors"));
  stopped.signal(SIGINT);
  const Outcome outcome = stopped.wait();
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.err, "crystalgan: interrupted; results are kept, continue with --resume stopped\n");
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
  EXPECT_EQ(but_for_the_command(files_below(folder() / "repeated")), but_for_the_command(whole()));
}

TEST_F(Discover, TrainAndGenerateAreItsTwoHalves) {
  auto words = short_discover("halves");
  words.front() = "train";
  ASSERT_EQ(run(folder(), words).code, 0);
  EXPECT_FALSE(fs::exists(folder() / "halves/summary.json"));
  ASSERT_EQ(run(folder(), {"generate", "halves"}).code, 0);
  EXPECT_EQ(but_for_the_command(files_below(folder() / "halves")), but_for_the_command(whole()));

  EXPECT_EQ(run(folder(), {"generate", "halves"}).code, 2);  // it already has candidates
  const Outcome more = run(folder(), {"generate", "halves", "--samples", "30", "-o", "more"});
  EXPECT_EQ(more.code, 0) << more.err;
  EXPECT_NE(more.out.find("generated       30"), std::string::npos) << more.out;
}

TEST_F(Discover, WithoutRepairOtherCandidatesComeOfTheSameTraining) {
  const Outcome here = run(folder(), {"generate", "whole", "--no-repair"});
  EXPECT_EQ(here.code, 2);
  EXPECT_NE(here.err.find("output: expected a new folder (-o) for settings that differ"), std::string::npos)
      << here.err;
  ASSERT_EQ(run(folder(), {"generate", "whole", "--no-repair", "-o", "raw"}).code, 0);
  const auto raw = files_below(folder() / "raw");
  EXPECT_NE(raw.at("run.toml").find("repair = false"), std::string::npos);
  EXPECT_NE(whole().at("run.toml").find("repair = true"), std::string::npos);
  EXPECT_NE(raw.at("candidates.extxyz"), whole().at("candidates.extxyz"));
  const auto before = nlohmann::json::parse(whole().at("summary.json"));
  const auto after = nlohmann::json::parse(raw.at("summary.json"));
  for (const char* count : {"generated", "decoded", "paper_rule", "paper_rule_in_cell"})  // of the raw structures
    EXPECT_EQ(after.at(count), before.at(count)) << count;
}

TEST_F(Discover, NoiseAndPolicyAreSettingsOfTheCandidatesAlone) {
  ASSERT_EQ(run(folder(), {"generate", "whole", "--noise", "0.3", "--policy", "training", "-o", "noisy"}).code, 0);
  const auto noisy = files_below(folder() / "noisy");
  EXPECT_EQ(nlohmann::json::parse(noisy.at("summary.json")).at("policy"), "training");
  EXPECT_NE(noisy.at("candidates.extxyz"), whole().at("candidates.extxyz"));
  expect_witnesses_agree(folder(), "noisy");
}

TEST(DiscoverPublished, HasThePapersSettingsAndCertificatesThatHold) {
  const ScratchFolder scratch;
  // long enough for certified candidates
  const Outcome outcome = run(scratch.path(), published_discover("run", {"--epochs", "400", "--members", "1"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("Pd-Ni-H, distance policy 'published':\n")) << outcome.out;
  const auto summary = nlohmann::json::parse(read_file(scratch / "run/summary.json"));
  EXPECT_GT(summary.at("generated"), 100);  // two per pair of the built-in binaries
  EXPECT_GT(summary.at("certified"), 0);
  EXPECT_NE(read_file(scratch / "run/run.toml").find("repair = false"), std::string::npos);
  expect_witnesses_agree(scratch.path(), "run");
}

TEST(DiscoverPublished, AKilledRunGoesOnToTheSameBytesWhateverTheThreads) {
  const ScratchFolder scratch;
  write_file(scratch / "often.toml", "[training]\ncheckpoint_every = 5\n[generation]\nsamples = 40\n");
  const std::vector<std::string> options{"--config", "often.toml", "--epochs", "40", "--members", "2"};
  ASSERT_EQ(run(scratch.path(), published_discover("whole", options)).code, 0);
  const Program killed(scratch.path(), with_program(published_discover("killed", options)));
  ASSERT_TRUE(appears(scratch / "killed/checkpoint/member-000.safetensors"));
  killed.signal(SIGKILL);
  EXPECT_EQ(killed.wait().code, 128 + SIGKILL);
  EXPECT_FALSE(fs::exists(scratch / "killed/summary.json"));
  ASSERT_EQ(run(scratch.path(), {"discover", "--resume", "killed", "--quiet", "--threads", "1"}).code, 0);
  EXPECT_EQ(files_below(scratch / "killed"), files_below(scratch / "whole"));
}

// discover writes them in one go, generate of a trained run, discover --resume of a finished one.
TEST(DiscoverPublished, KeepsTheStepsOnRequestAndChangesNothingElse) {
  const ScratchFolder scratch;
  const std::vector<std::string> short_run{"--epochs", "5", "--members", "2", "--samples", "24"};
  auto keeping = short_run;
  keeping.emplace_back("--keep-steps");
  ASSERT_EQ(run(scratch.path(), published_discover("plain", short_run)).code, 0);
  const Outcome outcome = run(scratch.path(), published_discover("kept", keeping));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  auto kept = files_below(scratch / "kept");
  EXPECT_NE(kept.at("report.html").find("<section id=\"steps\""), std::string::npos);
  EXPECT_TRUE(kept.contains("step3/0012-BHA2.vasp"));

  ASSERT_EQ(run(scratch.path(), {"discover", "--resume", "plain", "--keep-steps", "--quiet"}).code, 0);
  EXPECT_EQ(files_below(scratch / "plain"), kept) << "also the manifest";

  ASSERT_EQ(run(scratch.path(), {"generate", "kept", "-o", "generated", "--keep-steps"}).code, 0);
  auto generated = files_below(scratch / "generated");
  for (const auto& [file, bytes] : kept)
    if (file.starts_with("step")) {
      EXPECT_EQ(generated[file], bytes) << file;
    }
}

TEST(DiscoverPublished, RefusesStepsOfAnotherMethodInOneLine) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"discover", "Pd", "Ni", "--method", "gan", "--keep-steps", "-o", "run"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "crystalgan: --keep-steps: expected the method crystalgan, which has the paper's three steps, got gan\n");
  EXPECT_FALSE(fs::exists(scratch / "run"));
}

TEST(DiscoverPublished, TheModeOfAConfigurationGivesItsDefaults) {
  const ScratchFolder scratch;
  write_file(scratch / "mode.toml", "[method]\nmode = \"published\"\n[training]\nepochs_step1 = 1\n");
  const Program training(scratch.path(), with_program({"train", "Pd", "Ni", "--config", "mode.toml", "--members", "1",
                                                       "--quiet", "-o", "run"}));
  ASSERT_TRUE(appears(scratch / "run/run.toml"));
  training.signal(SIGKILL);
  training.wait();
  const std::string text = read_file(scratch / "run/run.toml");
  for (const char* line : {"epochs_step1 = 1 ", "epochs_step3 = 1000 ", "policy = 'published' ", "repair = false "})
    EXPECT_NE(text.find(std::string("\n") + line), std::string::npos) << line << "in " << text;
}

// Every other method than crystalgan, by its name on the command line.
class DiscoverByMethod : public testing::TestWithParam<const char*> {};

TEST_P(DiscoverByMethod, GivesCertifiedCandidatesAndTheSameBytesWhateverTheThreads) {
  const ScratchFolder scratch;
  const std::string method = GetParam();
  for (const std::string threads : {"1", "2"}) {
    const Outcome outcome =
        run(scratch.path(), {"discover", "Pd", "Ni", "--method", method, "--samples", "8", "--epochs", "2", "--members",
                             "2", "--threads", threads, "--quiet", "-o", threads});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
  }
  const auto files = files_below(scratch / "1");
  EXPECT_EQ(files_below(scratch / "2"), files);
  const auto summary = nlohmann::json::parse(files.at("summary.json"));
  EXPECT_EQ(summary.at("generated"), 8);
  EXPECT_GT(summary.at("certified"), 0);
  EXPECT_TRUE(files.contains("candidates/0001.vasp"));
  EXPECT_NE(files.at("run.toml").find("name = '" + method + "'"), std::string::npos) << files.at("run.toml");
  EXPECT_TRUE(files.at("history.csv").starts_with("member,step,epoch,L_GAN_BH,"));
  if (method == "relabel") {
    EXPECT_EQ(summary.at("novel"), 0);
  }
  if (method == "discogan") {
    EXPECT_EQ(summary.at("good"), 0) << "it makes no ternaries";
  }
}

INSTANTIATE_TEST_SUITE_P(Every, DiscoverByMethod,
                         testing::Values("random", "random-symmetric", "overlay", "interleave", "relabel", "gan",
                                         "discogan"),
                         [](const auto& method) {
                           std::string name = method.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(DiscoverNothing, LimitsThatContradictEachOtherEndInAMessageAndAnEmptyRun) {
  const ScratchFolder scratch;
  write_file(scratch / "narrow.toml", "[loss]\nd1 = 3.0\nd2 = 1.8\n[screening]\npolicy = \"published\"\n");
  const Outcome outcome =
      run(scratch.path(), {"discover", "Pd", "Ni", "--mode", "repaired", "--config", "narrow.toml", "-o", "run"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(
      outcome.out.ends_with("\nNo structure can keep these limits: the nearest metal of a metal: expected at "
                            "least 3 and at most 1.8 A.\n"))
      << outcome.out;
  const auto files = files_below(scratch / "run");
  const auto summary = nlohmann::json::parse(files.at("summary.json"));
  EXPECT_EQ(summary.at("generated"), 0);
  EXPECT_EQ(summary.at("certified"), 0);
  EXPECT_EQ(files.at("candidates.extxyz"), "");
  for (const char* folder : {"candidates", "certificates", "neighbours"})
    EXPECT_TRUE(fs::is_empty(scratch / "run" / folder)) << folder;
  EXPECT_FALSE(fs::exists(scratch / "run/checkpoint")) << "nothing is trained in vain";
  const Outcome again = run(scratch.path(), {"discover", "--resume", "run"});
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, outcome.out);
  expect_witnesses_agree(scratch.path(), "run");
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
