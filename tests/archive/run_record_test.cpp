#include "crystalgan/archive/run_record.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/report/comparison_example.hpp"
#include "tests/report/energies_example.hpp"
#include "tests/report/recorded_run.hpp"

namespace crystalgan {
namespace {

std::string refusal(const test::RecordedRun& run) {
  try {
    read_run(run.directory(), std::nullopt);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(RunRecord, SaysWhatTheFilesOfARunSay) {
  const test::RecordedRun run;
  const RunRecord read = read_run(run.directory(), std::nullopt);
  EXPECT_EQ(read.system.name(), "Pd-Ni-H");
  EXPECT_EQ(read.configuration.seed, 11);
  EXPECT_EQ(read.manifest.commit, "abc");
  EXPECT_EQ(read.summary, test::recorded_summary());
  EXPECT_EQ(formula(read.inputs.a.at(0).composition()), "PdH");
  EXPECT_EQ(formula(read.inputs.b.at(0).composition()), "NiH");
  EXPECT_EQ(read.history.size(), 4U);
  EXPECT_FALSE(read.comparison);
  ASSERT_EQ(read.candidates.size(), 2U);
  EXPECT_EQ(read.candidates[1].candidate.id, "0002");
  EXPECT_EQ(read.candidates[1].candidate.certificate.pairs.at(0).pair, "H-Ni");
  EXPECT_EQ(read.candidates[1].poscar, run.directory().read("candidates/0002.vasp"));
  EXPECT_NEAR(read.candidates[1].structure.lattice().angles()[1], 117, 1e-9);
}

TEST(RunRecord, AComparisonInTheRunIsFound) {
  auto files = test::recorded_files();
  files["compare/compare.json"] = test::kComparison;
  const test::RecordedRun run(files);
  const RunRecord read = read_run(run.directory(), std::nullopt);
  ASSERT_TRUE(read.comparison);
  EXPECT_DOUBLE_EQ(read.comparison->methods.at(1).shares.at("certified").mean, 0.975);  // the run repairs
}

TEST(RunRecord, AComparisonOfAnotherSystemIsRefused) {
  auto files = test::recorded_files();
  std::string other(test::kComparison);
  files["compare/compare.json"] = other.replace(other.find("Pd-Ni-H"), 7, "Mg-Ti-H");
  EXPECT_NE(refusal(test::RecordedRun(files)).find("expected the system Pd-Ni-H, got Mg-Ti-H in "), std::string::npos);
  other = test::kComparison;
  files["compare/compare.json"] = other.replace(other.find("radii"), 5, "training");
  EXPECT_NE(refusal(test::RecordedRun(files)).find("expected the policy radii, got training in "), std::string::npos);
}

TEST(RunRecord, ATableThatNamesOtherFilesOrCrystalsIsRefused) {
  auto files = test::recorded_files();
  std::string& table = files["candidates.csv"];
  const std::string whole = table;
  table.replace(table.find("0002"), 4, "../0002");
  EXPECT_NE(refusal(test::RecordedRun(files)).find("id: expected a number, got '../0002'"), std::string::npos);
  table = whole;
  table.replace(table.rfind("NiPdH"), 5, "NiPdH2");
  EXPECT_NE(refusal(test::RecordedRun(files)).find("expected NiPdH2 as in candidates.csv, got NiPdH"),
            std::string::npos);
  table = whole;
  table.replace(table.rfind("NiPdH"), 5, "NiPdC");
  std::string& poscar = files["candidates/0002.vasp"];
  poscar.replace(poscar.find("Pd Ni H"), 7, "Pd Ni C");
  EXPECT_NE(refusal(test::RecordedRun(files)).find("expected atoms of Pd-Ni-H, got C"), std::string::npos);
}

TEST(RunRecord, EnergiesAreReadWhereTheyAre) {
  const test::RecordedRun plain;
  EXPECT_FALSE(read_run(plain.directory(), std::nullopt).energies);
  EXPECT_FALSE(read_run(plain.directory(), std::nullopt).dft);
  const test::RecordedRun run(test::with_dft(test::with_energies(test::recorded_files())));
  const RunRecord read = read_run(run.directory(), std::nullopt);
  ASSERT_TRUE(read.energies && read.energies->ranking);
  EXPECT_EQ(read.energies->calculator.trust, "screening");
  EXPECT_EQ(read.energies->relaxed.size(), 2U);
  EXPECT_EQ(read.energies->ranking->crystals.at(0).found_by, "0002 0001");
  ASSERT_TRUE(read.dft && read.dft->ranking);
  EXPECT_EQ(read.dft->calculator.trust, "first principles");
  EXPECT_EQ(read.dft->relaxed.at(1).reason, "no <b>density</b>");
}

TEST(RunRecord, DamagedEnergiesAreNamed) {
  const auto whole = test::with_dft(test::with_energies(test::recorded_files()));
  for (const std::string folder : {"", "dft/"})
    for (const std::string name : {"relaxation.json", "relaxation.csv", "ranking.json", "ranking.csv", "phases.csv"}) {
      auto files = whole;
      files[folder + name] = "\"";
      const test::RecordedRun run(files);
      EXPECT_THROW(read_run(run.directory(), std::nullopt), ParseError) << folder << name;
      EXPECT_NE(refusal(run).find(name), std::string::npos) << folder << name;
    }
}

TEST(RunRecord, EnergiesOfWhatIsNoCandidateAreRefused) {
  const auto whole = test::with_energies(test::recorded_files());
  for (const std::string name : {"relaxation.csv", "ranking.csv"}) {
    auto files = whole;
    files[name].replace(files[name].find("0002"), 4, "<b>");
    EXPECT_NE(refusal(test::RecordedRun(files)).find(name + ": id: expected a number, got '<b>'"), std::string::npos);
  }
  auto files = whole;
  files["ranking.csv"].replace(files["ranking.csv"].rfind("0001"), 4, "x");
  EXPECT_NE(refusal(test::RecordedRun(files)).find("ranking.csv: id: expected a number, got 'x'"), std::string::npos);
}

TEST(RunRecord, ARunThatIsNotFinishedIsRefused) {
  auto files = test::recorded_files();
  files.erase("summary.json");
  EXPECT_NE(refusal(test::RecordedRun(files)).find("without summary.json"), std::string::npos);
}

TEST(RunRecord, AFileThatIsMissingOrDamagedIsNamed) {
  for (const std::string name : {"candidates/0002.vasp", "certificates/0002.json", "candidates.csv", "history.csv",
                                 "manifest.json", "run.toml", "inputs/Ni-H/0001-NiH.vasp"}) {
    auto files = test::recorded_files();
    files[name] = "\"";
    EXPECT_NE(refusal(test::RecordedRun(files)).find(name), std::string::npos) << name;
    files.erase(name);
    if (name == "run.toml" || name == "history.csv") continue;  // a run that is none; a null baseline
    EXPECT_NE(refusal(test::RecordedRun(files)), "") << name;
  }
}

}  // namespace
}  // namespace crystalgan
