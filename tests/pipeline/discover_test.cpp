#include "crystalgan/pipeline/discover.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

// Nothing is learned, and relaxed without energies: seconds, on any machine.
Configuration quick_configuration() {
  Configuration configuration = test::small_configuration(Mode::repaired);
  configuration.method.name = MethodName::interleave;
  configuration.screening.policy = Policy::radii;
  configuration.generation.samples = 6;
  configuration.relaxation.relax = Relax::packing;
  return configuration;
}

// The names of what a discovery tells, in order.
DiscoveryObserver noting(std::vector<std::string>& told) {
  DiscoveryObserver observer;
  observer.candidates_written = [&](const Summary& summary) {
    EXPECT_EQ(summary.generated, 6);
    told.emplace_back("candidates");
  };
  observer.energies.relaxing = [&](std::size_t done, std::size_t total) {
    if (done == total) told.emplace_back("relaxing");
  };
  observer.energies.relaxed = [&] { told.emplace_back("relaxed"); };
  observer.energies.ranked = [&](const RankingRecord&) { told.emplace_back("ranked"); };
  return observer;
}

TEST(Discover, OneCallLeavesAFinishedRunAndASecondComputesNothing) {
  const test::ScratchFolder scratch;
  std::vector<std::string> told;
  EXPECT_EQ(discover(quick_configuration(), scratch / "run", {"1", "abc", "a test", 0, {}, {}}, noting(told)),
            DiscoveryEnd::done);
  EXPECT_EQ(told, (std::vector<std::string>{"candidates", "relaxing", "relaxed"})) << "packing ranks nothing";
  const RunDirectory run = RunDirectory::open(scratch / "run");
  for (const char* name :
       {run_files::kManifest, run_files::kSummary, run_files::kCandidateTable, run_files::kRelaxation})
    EXPECT_TRUE(run.has(name)) << name;
  EXPECT_FALSE(run.has(run_files::kRanking));
  EXPECT_EQ(parse_manifest(run.read(run_files::kManifest), "manifest").seed, 5U);

  const std::string relaxation = run.read(run_files::kRelaxationTable);
  told.clear();
  EXPECT_EQ(discover(opened_run(scratch / "run"), noting(told)), DiscoveryEnd::done);
  EXPECT_EQ(told, (std::vector<std::string>{"candidates", "relaxed"}));
  EXPECT_EQ(run.read(run_files::kRelaxationTable), relaxation);
}

TEST(Discover, AFolderThatHoldsSomethingIsRefusedBeforeAnythingIsRead) {
  const test::ScratchFolder scratch;
  RunDirectory::create(scratch / "run", {{"mine.txt", "precious"}});
  Configuration configuration = quick_configuration();
  configuration.system.a_structures = {scratch / "nowhere"};
  EXPECT_THROW(discover(configuration, scratch / "run", {}, {}), ConfigError);
}

TEST(Discover, StoppedInTrainingItGoesOnLater) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration(Mode::published);
  DiscoveryObserver stopping;
  stopping.stop_requested = [] { return true; };
  EXPECT_EQ(discover(configuration, scratch / "run", {}, stopping), DiscoveryEnd::stopped_in_training);
  EXPECT_FALSE(RunDirectory::open(scratch / "run").has(run_files::kSummary));
  EXPECT_EQ(discover(opened_run(scratch / "run"), {}), DiscoveryEnd::done);
  EXPECT_TRUE(RunDirectory::open(scratch / "run").has(run_files::kSummary));
}

// Every file of a run with its bytes.
std::map<std::string, std::string> bytes_below(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[std::filesystem::relative(entry.path(), folder).string()] = read_file(entry.path());
  return files;
}

bool is_of_steps(const std::string& file) { return file.starts_with("step"); }

TEST(Discover, KeptStepsAreTheSameBytesAndChangeNothingElse) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration(Mode::published);
  configuration.generation.samples = 30;
  DiscoveryObserver keeping;
  keeping.keep_steps = true;
  discover(configuration, scratch / "plain", {}, {});
  discover(configuration, scratch / "kept", {}, keeping);
  keeping.threads = 2;
  discover(configuration, scratch / "again", {}, keeping);
  auto kept = bytes_below(scratch / "kept");
  EXPECT_EQ(kept, bytes_below(scratch / "again"));
  EXPECT_EQ(std::ranges::count_if(kept, [](const auto& file) { return is_of_steps(file.first); }), 6 * 16 + 1)
      << "two members of 15 structures, 8 pairs each";
  std::erase_if(kept, [](const auto& file) { return is_of_steps(file.first); });
  EXPECT_EQ(kept, bytes_below(scratch / "plain"));
}

TEST(Discover, TheStepsOfAFinishedRunCanBeWrittenLater) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration(Mode::published);
  DiscoveryObserver keeping;
  keeping.keep_steps = true;
  discover(configuration, scratch / "kept", {}, keeping);
  discover(configuration, scratch / "later", {}, {});
  discover(opened_run(scratch / "later"), keeping);
  EXPECT_EQ(bytes_below(scratch / "kept"), bytes_below(scratch / "later"));
}

TEST(Discover, StepsAreRefusedForAMethodWithoutThemBeforeAnythingIsWritten) {
  const test::ScratchFolder scratch;
  DiscoveryObserver keeping;
  keeping.keep_steps = true;
  EXPECT_THROW(discover(quick_configuration(), scratch / "run", {}, keeping), ConfigError);
  EXPECT_FALSE(std::filesystem::exists(scratch / "run"));
}

}  // namespace
}  // namespace crystalgan
