#include "crystalgan/pipeline/best_candidates.hpp"

#include <gtest/gtest.h>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/pipeline/candidate_energies.hpp"
#include "crystalgan/record/candidate.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

using namespace test;

Candidate scored(const std::string& id, std::int64_t formula, double prior, double score) {
  Candidate candidate{};
  candidate.id = id;
  candidate.formula = "PdNiH";
  candidate.kind = "T";
  candidate.formula_rank = formula;
  candidate.prior = prior;
  candidate.score = score;
  return candidate;
}

// Three half-Heusler crystals of PdNiH, the fourth the first again; a Heusler crystal of another formula.
std::vector<Candidate> five() {
  return {scored("0001", 1, -1, -1.0), scored("0002", 1, -1, -1.1), scored("0003", 2, -1, -1.2),
          scored("0004", 1, -1, -1.3), scored("0005", 1, -1, -1.4)};
}

std::vector<Structure> structures_of_five() {
  return {half_heusler(kPd, kNi, kH, "0001"), half_heusler(kNi, kH, kPd, "0002"), heusler("0003"),
          half_heusler(kH, kPd, kNi, "0004"), half_heusler(kPd, kNi, kH, "0005")};
}

std::vector<SinglePoint> points(const std::vector<double>& energies) {
  std::vector<SinglePoint> points;
  for (const double energy : energies) points.push_back({energy, ""});
  return points;
}

std::string relaxed_of(const std::vector<SinglePointRow>& rows) {
  std::string ids;
  for (const SinglePointRow& row : rows)
    if (row.relaxed) ids += row.id + " ";
  return ids;
}

TEST(BestCandidates, TheBestByPriorAndEnergyAreRelaxed) {
  const auto rows = best_by_energy(five(), structures_of_five(), points({-3.0, -3.5, -1.0, -3.2, -3.0}), 3);
  EXPECT_EQ(relaxed_of(rows), "0002 0003 0004 ");
  EXPECT_EQ(rows[1].score, -1.0);
  EXPECT_EQ(rows[1].place, 1);
  EXPECT_EQ(rows[3].score, -1.1);
  EXPECT_EQ(rows[3].place, 2);
  EXPECT_EQ(rows[2].score, -1.2) << "alone in its formula";
  EXPECT_EQ(rows[0].place, 4);
  EXPECT_EQ(rows[0].energy, -3.0);
  EXPECT_EQ(rows[0].formula, "PdNiH");
}

TEST(BestCandidates, OneThatIsABetterOneAgainIsPassedOver) {
  const auto rows = best_by_energy(five(), structures_of_five(), points({-3.0, -2.0, -1.0, -2.0, -3.1}), 2);
  EXPECT_EQ(relaxed_of(rows), "0003 0005 ");
  EXPECT_EQ(rows[0].place, 2);
  EXPECT_EQ(rows[0].reason, "the same crystal as 0005");
  EXPECT_EQ(rows[1].reason, "") << "it is only too far down";
}

TEST(BestCandidates, MoreThanThereAreMeansAllThatDiffer) {
  const auto rows = best_by_energy(five(), structures_of_five(), points({-3.0, -2.0, -1.0, -2.0, -3.0}), 100);
  EXPECT_EQ(relaxed_of(rows), "0001 0002 0003 0004 ");
  EXPECT_EQ(rows[4].reason, "the same crystal as 0001");
  EXPECT_TRUE(best_by_energy({}, {}, {}, 100).empty());
}

TEST(BestCandidates, OneWithoutEnergyIsNotRelaxedAndSaysWhy) {
  auto some = points({-3.0, -2.0, -1.0, -2.0, -3.0});
  some[0] = {std::nullopt, "refused"};
  const auto rows = best_by_energy(five(), structures_of_five(), some, 100);
  EXPECT_EQ(relaxed_of(rows), "0002 0003 0004 0005 ");
  EXPECT_EQ(rows[0].reason, "refused");
  EXPECT_EQ(rows[0].place, std::nullopt);
}

// relax_candidates() by a made-up calculator, on a run of these five.
class TwoSteps : public testing::Test {
 protected:
  static Configuration configuration() {
    Configuration configuration = default_configuration(Mode::symmetry);
    configuration.system.a = "Pd";
    configuration.system.b = "Ni";
    configuration.relaxation.relax = Relax::chgnet;
    configuration.relaxation.best = 2;
    configuration.screening.policy = Policy::radii;
    return configuration;
  }

  // H next to Ni is what costs.
  static Told told() {
    return Told([](const Structure& structure) -> double {
      if (structure.size() == 4) throw StructureError("no Heusler crystals");
      return structure.sites().front().element == kPd ? -9.0 : -8.0;
    });
  }

  RunDirectory finished_run(const std::string& name, const std::vector<Candidate>& candidates = five()) {
    std::map<std::string, std::string> files{{"run.toml", ""}, {"summary.json", "{}"}};
    for (const Structure& structure : structures_of_five())
      files["candidates/" + structure.name() + ".vasp"] = poscar_text(structure, "candidate");
    files["candidates.csv"] = candidates_csv(candidates, {});
    return RunDirectory::create(scratch_ / name, files);
  }

  static Binaries binaries() { return {kSystem, {{}, {}}}; }

  static std::string files_of_relaxation(const RunDirectory& run) {
    std::string text;
    for (const char* file : {run_files::kSinglePoints, run_files::kRelaxationTable, run_files::kRelaxation})
      text += run.has(file) ? run.read(file) : std::string("none\n");
    return text;
  }

  ScratchFolder scratch_;
};

TEST_F(TwoSteps, OnlyTheBestAreRelaxedAndEveryOneHasItsRow) {
  const RunDirectory run = finished_run("run");
  std::vector<std::size_t> evaluated, relaxed;
  EnergyObserver observer;
  observer.single_points = [&](std::size_t done, std::size_t) { evaluated.push_back(done); };
  observer.relaxing = [&](std::size_t done, std::size_t) { relaxed.push_back(done); };
  relax_candidates(run, configuration(), binaries(), told(), 2, observer);
  EXPECT_EQ(evaluated.size(), 5U);
  EXPECT_EQ(relaxed.size(), 2U);
  const auto energies = kept_energies(run);
  ASSERT_EQ(energies->single_points.size(), 5U);
  EXPECT_EQ(relaxed_of(energies->single_points), "0001 0002 ");
  EXPECT_EQ(energies->single_points[2].reason, "no Heusler crystals");
  ASSERT_EQ(energies->relaxed.size(), 2U);
  EXPECT_EQ(energies->relaxed[0].id, "0001");
  EXPECT_EQ(energies->relaxed[0].evaluations, 1) << "the space group is kept: one way";
}

TEST_F(TwoSteps, ARunThatWasKilledLeavesTheSameBytes) {
  const RunDirectory whole = finished_run("whole");
  relax_candidates(whole, configuration(), binaries(), told(), 1, {});
  const RunDirectory killed = finished_run("killed");
  killed.write(run_files::kSinglePoints, "id,form");  // as far as it came
  relax_candidates(killed, configuration(), binaries(), told(), 2, {});
  EXPECT_EQ(files_of_relaxation(killed), files_of_relaxation(whole));
}

TEST_F(TwoSteps, AllAreRelaxedWhereNothingElseIsSaidOrKnown) {
  Configuration all = configuration();
  all.relaxation.best = 0;
  std::vector<Candidate> unscored = five();
  unscored[3].score.reset();
  for (const auto& [name, asked, candidates] :
       {std::tuple{"all", all, five()}, std::tuple{"earlier", configuration(), unscored}}) {
    const RunDirectory run = finished_run(name, candidates);
    relax_candidates(run, asked, binaries(), told(), 1, {});
    EXPECT_FALSE(run.has(run_files::kSinglePoints)) << name;
    EXPECT_EQ(kept_energies(run)->relaxed.size(), 5U) << name;
  }
}

}  // namespace
}  // namespace crystalgan
