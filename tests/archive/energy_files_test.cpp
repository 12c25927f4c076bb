#include "crystalgan/archive/energy_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/record/candidate.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

using namespace test;

namespace fs = std::filesystem;

class EnergyFiles : public testing::Test {
 protected:
  // A run as discover leaves it, as far as energies look at it.
  RunDirectory finished_run(const std::vector<std::string>& ids) {
    std::vector<Candidate> candidates;
    std::map<std::string, std::string> files{{"run.toml", ""}, {"summary.json", "{}"}};
    for (const std::string& id : ids) {
      Candidate candidate{};
      candidate.id = id;
      candidate.formula = "PdNiH";
      candidates.push_back(candidate);
      if (id.find('/') == std::string::npos)
        files["candidates/" + id + ".vasp"] = poscar_text(half_heusler(kPd, kNi, kH, "any"), "candidate");
    }
    files["candidates.csv"] = candidates_csv(candidates, {});
    return RunDirectory::create(scratch_ / "run", files);
  }

  static RelaxedCandidate relaxed(const std::string& id, bool certified, std::optional<double> energy) {
    const RelaxedCrystal made = crystal(id, half_heusler(kPd, kNi, kH, id), 0.0);
    RelaxedCandidate candidate{made.row, std::nullopt, {}};
    candidate.row.certified = certified;
    candidate.row.energy = energy;
    candidate.certificate.policy = "radii";
    if (certified) candidate.structure = made.structure;
    return candidate;
  }

  static RankingRecord ranking(const std::string& id) {
    return ranked({crystal(id, half_heusler(kPd, kNi, kH, id), -0.5)}, known_of_the_system(), kSystem, kMadeUp, 1);
  }

  // What the tests relax: one of each kind.
  static std::vector<RelaxedCandidate> three() {
    return {relaxed("0001", true, -3.5), relaxed("0002", false, -3.6), relaxed("0003", true, std::nullopt)};
  }

  static std::string error_of(const auto& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing thrown";
  }

  ScratchFolder scratch_;
};

TEST_F(EnergyFiles, CandidatesAreReadInTheOrderOfTheirTable) {
  const RunDirectory run = finished_run({"0002", "0001"});
  const auto structures = written_candidates(run);
  ASSERT_EQ(structures.size(), 2U);
  EXPECT_EQ(structures[0].name(), "0002");
  EXPECT_EQ(structures[1].name(), "0001");
  EXPECT_EQ(structures[0].size(), 3U);
}

TEST_F(EnergyFiles, ARunThatIsNotFinishedHasNoCandidates) {
  const RunDirectory run = RunDirectory::create(scratch_ / "run", {{"run.toml", ""}});
  EXPECT_THROW(written_candidates(run), ConfigError);
  EXPECT_NE(error_of([&] { written_candidates(run); }).find("without summary.json"), std::string::npos);
}

TEST_F(EnergyFiles, IdsThatAreNoNumbersNameNoFiles) {
  for (const std::string id : {"../0001", "", "1e3", "-1", "0001 ", "a/b"}) {
    const ScratchFolder scratch;
    std::vector<Candidate> candidates(1);
    candidates[0].id = id;
    const RunDirectory run = RunDirectory::create(
        scratch / "run",
        {{"run.toml", ""}, {"summary.json", "{}"}, {"candidates.csv", candidates_csv(candidates, {})}});
    EXPECT_THROW(written_candidates(run), ParseError) << id;
    EXPECT_NE(error_of([&] { written_candidates(run); }).find("id: expected a number"), std::string::npos) << id;
  }
}

TEST_F(EnergyFiles, ARelaxationReadsBackAsItWasWritten) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  Configuration configuration = default_configuration(Mode::repaired);
  configuration.system.a = "Pd";
  configuration.system.b = "Ni";
  configuration.relaxation.rattle = 0.125;
  write_relaxation(three(), kMadeUp, configuration, run);
  const KeptRelaxation kept = kept_relaxation(run);
  EXPECT_EQ(kept.calculator.name, "made up");
  EXPECT_EQ(kept.calculator.trust, "screening");
  EXPECT_EQ(kept.configuration.relaxation.rattle, 0.125);
  ASSERT_EQ(kept.rows.size(), 3U);
  EXPECT_EQ(kept.rows[1].energy, -3.6);
  EXPECT_FALSE(kept.rows[1].certified);
  ASSERT_EQ(kept.crystals.size(), 1U) << "certified, and with an energy";
  EXPECT_EQ(kept.crystals[0].row.id, "0001");
  EXPECT_EQ(poscar_text(kept.crystals[0].structure, ""), poscar_text(half_heusler(kPd, kNi, kH, "0001"), ""));
  EXPECT_EQ(kept.crystals[0].structure.name(), "0001");
}

TEST_F(EnergyFiles, OnlyCertifiedStructuresAreWrittenEachWithItsCertificate) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  write_relaxation(three(), kMadeUp, default_configuration(Mode::repaired), run);
  EXPECT_TRUE(run.has("relaxed/0001.vasp"));
  EXPECT_FALSE(run.has("relaxed/0002.vasp"));
  EXPECT_FALSE(run.has("relaxed/certificates/0002.json"));
  EXPECT_EQ(parse_certificate(run.read("relaxed/certificates/0001.json"), "x").policy, "radii");
  EXPECT_NE(run.read("relaxed/certificates/0001.json").find("\"id\": \"0001\""), std::string::npos);
  EXPECT_TRUE(run.read("relaxed/0001.vasp").starts_with("NiPdH candidate 0001, relaxed by made up (screening)\n"))
      << run.read("relaxed/0001.vasp");
  EXPECT_NE(run.read("relaxation.json").find("\"certified\": 2"), std::string::npos);
}

TEST_F(EnergyFiles, ARunThatIsNotRelaxedOrNotRankedSaysWhatMakesItOne) {
  const RunDirectory run = finished_run({"0001"});
  EXPECT_THROW(kept_relaxation(run), ConfigError);
  EXPECT_NE(error_of([&] { kept_relaxation(run); }).find("run crystalgan relax first"), std::string::npos);
  EXPECT_THROW(kept_ranking(run), ConfigError);
  EXPECT_NE(error_of([&] { kept_ranking(run); }).find("run crystalgan rank first"), std::string::npos);
}

TEST_F(EnergyFiles, ARankingReadsBackAsItWasWritten) {
  const RunDirectory run = finished_run({"0001"});
  const RankingRecord record = ranking("0001");
  write_ranking(record, run);
  const RankingRecord kept = kept_ranking(run);
  EXPECT_EQ(ranking_csv(kept), ranking_csv(record));
  EXPECT_EQ(phases_csv(kept), phases_csv(record));
  EXPECT_EQ(ranking_json(kept), ranking_json(record));
}

TEST_F(EnergyFiles, RelaxingAgainRemovesTheRankingOfBefore) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  write_relaxation(three(), kMadeUp, default_configuration(Mode::repaired), run);
  write_ranking(ranking("0001"), run);
  write_relaxation({relaxed("0003", true, -3.1)}, kMadeUp, default_configuration(Mode::repaired), run);
  for (const char* name : {"ranking.json", "ranking.csv", "phases.csv", "relaxed/0001.vasp"})
    EXPECT_FALSE(run.has(name)) << name;
  EXPECT_TRUE(run.has("relaxed/0003.vasp"));
  EXPECT_THROW(kept_ranking(run), ConfigError);
  EXPECT_EQ(kept_relaxation(run).rows.size(), 1U);
}

TEST_F(EnergyFiles, ATableThatLostRowsIsRefused) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  write_relaxation(three(), kMadeUp, default_configuration(Mode::repaired), run);
  const std::string table = run.read("relaxation.csv");
  run.write("relaxation.csv", table.substr(0, table.find("0003")));
  EXPECT_THROW(kept_relaxation(run), ParseError);
}

std::vector<SinglePointRow> points_of_three() {
  return {{"0001", "PdNiH", -3.0, -1.0, 1, true, ""},
          {"0002", "PdNiH", std::nullopt, std::nullopt, std::nullopt, false, "refused"},
          {"0003", "PdNiH", -2.0, -2.0, 2, true, ""}};
}

TEST_F(EnergyFiles, SinglePointsReadBackAndGoWithTheRelaxationTheyChose) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  const std::vector<RelaxedCandidate> two{relaxed("0001", true, -3.5), relaxed("0003", true, -3.6)};
  write_relaxation(two, kMadeUp, default_configuration(Mode::symmetry), run, "", points_of_three());
  EXPECT_EQ(single_points_csv(kept_energies(run)->single_points), single_points_csv(points_of_three()));
  EXPECT_EQ(kept_relaxation(run).rows.size(), 2U);
  write_relaxation(three(), kMadeUp, default_configuration(Mode::symmetry), run);
  EXPECT_FALSE(run.has("single-points.csv")) << "all are relaxed";
  EXPECT_TRUE(kept_energies(run)->single_points.empty());
}

TEST_F(EnergyFiles, SinglePointsThatChoseOthersAreRefused) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  write_relaxation(three(), kMadeUp, default_configuration(Mode::symmetry), run, "", points_of_three());
  EXPECT_NE(error_of([&] { kept_energies(run); }).find("expected the 3 candidates of relaxation.csv"),
            std::string::npos);
  auto rows = points_of_three();
  rows[0].id = "../1";
  run.write("single-points.csv", single_points_csv(rows));
  EXPECT_NE(error_of([&] { kept_energies(run); }).find("id: expected a number"), std::string::npos);
}

TEST_F(EnergyFiles, FirstPrinciplesHaveAFolderOfTheirOwn) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  write_relaxation(three(), kMadeUp, default_configuration(Mode::repaired), run, run_files::kDft);
  write_ranking(ranking("0001"), run, run_files::kDft);
  EXPECT_FALSE(run.has("relaxation.json"));
  EXPECT_FALSE(run.has("ranking.json"));
  EXPECT_TRUE(run.has("dft/relaxed/0001.vasp"));
  EXPECT_EQ(kept_ranking(run, run_files::kDft).crystals.size(), 1U);
  EXPECT_THROW(kept_ranking(run), ConfigError);
}

TEST_F(EnergyFiles, AFileInThePlaceOfTheFolderHarmsNoCandidate) {
  const RunDirectory run = finished_run({"0001", "0002", "0003"});
  // a file where the folder has to be
  run.write("dft", "in the way");
  EXPECT_THROW(write_relaxation(three(), kMadeUp, default_configuration(Mode::repaired), run, run_files::kDft),
               ParseError);
  EXPECT_THROW(write_ranking(ranking("0001"), run, run_files::kDft), ParseError);
  EXPECT_EQ(written_candidates(run).size(), 3U);
}

}  // namespace
}  // namespace crystalgan
