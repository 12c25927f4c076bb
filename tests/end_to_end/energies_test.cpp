#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShort = "[training]\ncheckpoint_every = 2\n[generation]\nsamples = 10\n";

std::vector<std::string> discover_and_relax(const std::string& output, const std::string& threads) {
  return {"discover", "Ni",         "Al",        "--mode", "repaired",  "--relax", "auto",
          "--config", "short.toml", "--epochs",  "6",      "--members", "1",       "--seed",
          "7",        "--quiet",    "--threads", threads,  "-o",        output};
}

// A run of each kind, shared: one relaxed and ranked, and one of a system that no model covers.
class Energies : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = new ScratchFolder;
    fs::create_directory(folder() / "home");
    write_file(folder() / "short.toml", kShort);
    outcome_ = new Outcome(program(discover_and_relax("whole", "1")));
    uncovered_ = new Outcome(program({"discover", "Pd", "Ni", "--method", "interleave", "--samples", "4", "--members",
                                      "1", "--relax", "auto", "--quiet", "-o", "uncovered"}));
  }
  static void TearDownTestSuite() {
    delete uncovered_;
    delete outcome_;
    delete scratch_;
  }

  void SetUp() override {
    ASSERT_EQ(outcome_->code, 0) << outcome_->err;
    if (outcome_->out.find("Candidates are not relaxed: ") != std::string::npos) GTEST_SKIP() << outcome_->out;
    ASSERT_EQ(uncovered_->code, 0) << uncovered_->err;
  }

  // At home in the scratch folder, but with the user's cache of what the models cover: asking them takes seconds.
  static void at_home() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (cache == nullptr && home != nullptr) ::setenv("XDG_CACHE_HOME", (std::string(home) + "/.cache").c_str(), 1);
    ::setenv("HOME", (folder() / "home").c_str(), 1);
  }
  static std::vector<std::string> with_program(std::vector<std::string> words) {
    words.insert(words.begin(), CRYSTALGAN_PROGRAM);
    return words;
  }
  static Outcome program(const std::vector<std::string>& words, const std::function<void()>& more = {}) {
    const auto before = [&] {
      at_home();
      if (more) more();
    };
    return Program(folder(), with_program(words), before).wait();
  }

  static fs::path folder() { return scratch_->path(); }
  static std::map<std::string, std::string> files_of(const std::string& name) { return files_below(folder() / name); }
  static void copy_whole(const std::string& name) {
    fs::copy(folder() / "whole", folder() / name, fs::copy_options::recursive);
  }

  static void expect_refused(const Outcome& outcome, const std::string& message) {
    EXPECT_EQ(outcome.code, 2) << outcome.out;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }

  static void expect_witnesses_agree(const std::string& run_name) {
    expect_witness_agrees(folder(), CRYSTALGAN_SOURCE "/tests/end_to_end/verify_energies.py", {run_name});
  }

  static ScratchFolder* scratch_;
  static Outcome* outcome_;
  static Outcome* uncovered_;
};

ScratchFolder* Energies::scratch_ = nullptr;
Outcome* Energies::outcome_ = nullptr;
Outcome* Energies::uncovered_ = nullptr;

TEST_F(Energies, DiscoverEndsWithATableThatNamesTheModelAndWhatItIsWorth) {
  EXPECT_EQ(outcome_->err, "");
  const auto record = nlohmann::json::parse(files_of("whole").at("ranking.json"));
  const std::string model = record.at("calculator").at("name");
  EXPECT_EQ(record.at("calculator").at("trust"), "screening");
  const std::size_t table = outcome_->out.find(" rank  id ");
  ASSERT_NE(table, std::string::npos) << outcome_->out;
  const std::string before = outcome_->out.substr(0, table);
  EXPECT_NE(before.find("energies by " + model +
                        "\n(screening: a classical model, to relax and discard candidates, not to "
                        "rank stability)."),
            std::string::npos)
      << before;
  for (const char* element : {"\n  Ni ", "\n  Al ", "\n  H "})
    EXPECT_NE(before.find(element), std::string::npos) << "what the pure element is: " << element;
  const auto rows = std::ranges::count(outcome_->out.substr(table), '\n') - 1;
  EXPECT_EQ(rows, record.at("distinct").get<std::int64_t>());
  EXPECT_GT(rows, 0);
}

TEST_F(Energies, ARunLeavesAllFilesOfItsRelaxationAndRanking) {
  const auto files = files_of("whole");
  for (const char* name :
       {"relaxation.csv", "relaxation.json", "relaxation.toml", "ranking.csv", "ranking.json", "phases.csv"})
    EXPECT_TRUE(files.contains(name)) << name;
  EXPECT_EQ(files.at("relaxation.toml"), files.at("run.toml"));
  std::int64_t relaxed = 0;
  for (const auto& [name, text] : files) {
    if (!name.starts_with("relaxed/") || !name.ends_with(".vasp")) continue;
    ++relaxed;
    EXPECT_TRUE(files.contains("relaxed/certificates/" + fs::path(name).stem().string() + ".json"));
  }
  EXPECT_EQ(relaxed, nlohmann::json::parse(files.at("relaxation.json")).at("certified").get<std::int64_t>());
  EXPECT_GT(relaxed, 0);
}

TEST_F(Energies, CertificatesAndHullHoldWhenRecomputedByPymatgen) { expect_witnesses_agree("whole"); }

TEST_F(Energies, AreTheSameBytesWhateverTheThreads) {
  ASSERT_EQ(program(discover_and_relax("threads", "2")).code, 0);
  EXPECT_EQ(files_of("threads"), files_of("whole"));
}

TEST_F(Energies, ARelaxedRunIsRelaxedAgainOnlyWhenAskedTo) {
  expect_refused(program({"relax", "whole"}), "run: whole is already relaxed; add --replace to relax it again");
  copy_whole("again");
  ASSERT_EQ(program({"relax", "again", "--replace", "--quiet", "--threads", "2"}).code, 0);
  for (const char* name : {"ranking.json", "ranking.csv", "phases.csv"})
    EXPECT_FALSE(fs::exists(folder() / "again" / name)) << name << " is of the relaxation before";
  expect_refused(program({"relax", "again"}), "is already relaxed");
  const Outcome ranked = program({"rank", "again", "--quiet", "--threads", "2"});
  EXPECT_EQ(ranked.code, 0) << ranked.err;
  EXPECT_TRUE(outcome_->out.ends_with(ranked.out)) << ranked.out;
  EXPECT_EQ(files_of("again"), files_of("whole"));
}

TEST_F(Energies, AModelThatIsNotThereOrDoesNotServeIsToldBeforeAnythingIsDone) {
  const auto before = files_of("whole");
  const std::string model = nlohmann::json::parse(before.at("ranking.json")).at("calculator").at("name");
  expect_refused(program({"relax", "whole", "--replace", "--model", "EAM_Nonsense"}), "EAM_Nonsense");
  expect_refused(program({"relax", "uncovered", "--model", model}), "relaxation.model: expected a model of ");
  EXPECT_EQ(files_of("whole"), before);
  EXPECT_FALSE(fs::exists(folder() / "uncovered/relaxation.json"));
  auto words = discover_and_relax("nowhere", "1");
  words.insert(words.end(), {"--model", "EAM_Nonsense"});
  expect_refused(program(words), "EAM_Nonsense");
  EXPECT_FALSE(fs::exists(folder() / "nowhere")) << "not after the training";
}

TEST_F(Energies, ASystemThatNoModelCoversIsNotRelaxedAndSaysWhy) {
  EXPECT_NE(uncovered_->out.find("\nCandidates are not relaxed: no installed model of the KIM API covers H, Ni, Pd"),
            std::string::npos)
      << uncovered_->out;
  expect_refused(program({"relax", "uncovered"}), "no installed model of the KIM API covers H, Ni, Pd");
  expect_refused(program({"rank", "uncovered"}), "run crystalgan relax first");
  expect_refused(program({"rank", "uncovered", "whole"}), "run crystalgan relax first");
}

TEST_F(Energies, PackingRelaxesGeometryAndGivesNothingToRank) {
  fs::copy(folder() / "uncovered", folder() / "packed", fs::copy_options::recursive);
  const Outcome packed = program({"relax", "packed", "--relax", "packing", "--quiet"});
  ASSERT_EQ(packed.code, 0) << packed.err;
  EXPECT_NE(packed.out.find("relaxed by packing (geometry: it gives no energies)"), std::string::npos) << packed.out;
  EXPECT_EQ(nlohmann::json::parse(files_of("packed").at("relaxation.json")).at("calculator").at("trust"), "geometry");
  expect_witnesses_agree("packed");
  expect_refused(program({"rank", "packed"}), "packed: expected a relaxation with energies, got one by packing");
  EXPECT_FALSE(fs::exists(folder() / "packed/ranking.json"));
}

TEST_F(Energies, ARunKilledBehindItsCandidatesGoesOnToTheRanking) {
  const Program killed(folder(), with_program(discover_and_relax("killed", "1")), at_home);
  ASSERT_TRUE(appears(folder() / "killed/summary.json"));
  killed.signal(SIGKILL);
  killed.wait();
  const Outcome resumed = program({"discover", "--resume", "killed", "--quiet"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(files_of("killed"), files_of("whole"));
}

TEST_F(Energies, ARunKilledBetweenRelaxationAndRankingGoesOnToTheSameBytes) {
  copy_whole("between");
  for (const char* name : {"ranking.json", "ranking.csv", "phases.csv"}) fs::remove(folder() / "between" / name);
  ASSERT_EQ(program({"discover", "--resume", "between", "--quiet"}).code, 0);
  EXPECT_EQ(files_of("between"), files_of("whole"));
}

TEST_F(Energies, ARankedRunIsShownAgainAndLeftAlone) {
  const auto before = files_of("whole");
  const Outcome shown = program({"discover", "--resume", "whole"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_NE(shown.out.find(" rank  id "), std::string::npos) << shown.out;
  EXPECT_EQ(files_of("whole"), before);
}

TEST_F(Energies, AFullDiskLosesNoCandidate) {
  copy_whole("full");
  const auto limited = [] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100, 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  };
  // the messages themselves have no more room than that
  EXPECT_EQ(program({"relax", "full", "--replace", "--quiet"}, limited).code, 2);
  const auto files = files_of("full");
  for (const auto& [name, text] : files_of("whole"))
    if (name.starts_with("candidates") || name.starts_with("relaxed/") || name == "summary.json") {
      EXPECT_EQ(files.at(name), text) << name;
    }
  EXPECT_TRUE(std::ranges::none_of(files, [](const auto& file) { return file.first.ends_with(".partial"); }));
  ASSERT_EQ(program({"relax", "full", "--replace", "--quiet"}).code, 0);  // with space again
  const auto relaxed = files_of("full");
  EXPECT_EQ(program({"rank", "full", "--quiet"}, limited).code, 2);
  EXPECT_EQ(files_of("full"), relaxed);
  EXPECT_EQ(program({"rank", "full", "--quiet"}).code, 0);
  EXPECT_EQ(files_of("full"), files_of("whole"));
}

TEST_F(Energies, AFullStandardOutputIsNoSuccessAndTheRankingIsThere) {
  const Outcome outcome = program({"rank", "whole", "--quiet"}, [] { ::dup2(::open("/dev/full", O_WRONLY), 1); });
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  EXPECT_NE(outcome.err.find("standard output: cannot be written"), std::string::npos) << outcome.err;
  EXPECT_TRUE(fs::exists(folder() / "whole/ranking.json"));
}

TEST_F(Energies, RankShowsAsManyRowsAsAskedForAndJson) {
  const Outcome two = program({"rank", "whole", "--top", "2", "--quiet"});
  ASSERT_EQ(two.code, 0) << two.err;
  const std::string table = two.out.substr(two.out.find(" rank  id "));
  EXPECT_EQ(std::ranges::count(table, '\n'), 4) << "heading, two rows, and that there are more:\n" << table;
  const Outcome json = program({"rank", "whole", "--json", "--quiet"});
  ASSERT_EQ(json.code, 0) << json.err;
  EXPECT_EQ(json.out, files_of("whole").at("ranking.json"));
}

TEST_F(Energies, GivenPhasesAreAmongTheKnown) {
  copy_whole("given");
  const auto record = files_of("whole").at("ranking.csv");
  const std::string best = record.substr(record.find("\n1,") + 3, 4);
  fs::create_directory(folder() / "phases");
  fs::copy(folder() / "whole/relaxed" / (best + ".vasp"), folder() / "phases/mine.vasp");
  write_file(folder() / "copper.vasp", "Cu\n3.6\n0 .5 .5\n.5 0 .5\n.5 .5 0\nCu\n1\nDirect\n0 0 0\n");
  const Outcome outcome = program({"rank", "given", "--phases", "phases", "--phases", "copper.vasp"});
  EXPECT_NE(
      outcome.err.find("phases: 2 structures of 2 files; 0 refused, 0 skipped; 1 not used, of other elements than"),
      std::string::npos)
      << outcome.err;
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const std::string phases = files_of("given").at("phases.csv");
  EXPECT_NE(phases.find("mine.vasp,given,"), std::string::npos) << phases;
  EXPECT_EQ(files_of("given").at("relaxation.csv"), files_of("whole").at("relaxation.csv"));
  expect_witnesses_agree("given");
  EXPECT_EQ(program({"rank", "given", "--phases", "nowhere"}).code, 3);
}

TEST_F(Energies, SeveralRunsAreRankedTogetherAndNothingIsWritten) {
  copy_whole("twin");
  const auto before = files_of("twin");
  const Outcome outcome = program({"rank", "whole", "twin", "--json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto shares = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].at("run"), "whole");
  EXPECT_EQ(shares[0].at("distinct"), shares[1].at("distinct"));
  EXPECT_EQ(shares[1].at("alone_within_0.10_ev_per_atom"), 0) << "the other found the same";
  EXPECT_EQ(shares[0].at("distinct"), nlohmann::json::parse(before.at("ranking.json")).at("distinct"));
  EXPECT_EQ(files_of("twin"), before);
}

TEST_F(Energies, NeitherTheWorkingFolderNorTheHomeIsLittered) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder())) names.push_back(entry.path().filename().string());
  EXPECT_EQ(std::ranges::count(names, "kim.log"), 0);
  EXPECT_TRUE(fs::is_empty(folder() / "home"));
}

}  // namespace
}  // namespace crystalgan::test
