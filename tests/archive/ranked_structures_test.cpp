#include "crystalgan/archive/ranked_structures.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/report/energies_example.hpp"
#include "tests/report/recorded_run.hpp"

namespace crystalgan {
namespace {

using Files = test::Files;

std::string refusal(const Files& files) {
  const test::RecordedRun run(files);
  try {
    ranked_structures(run.directory(), 20);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// The run with the second candidate ranked first, and relaxed to another cell.
Files ranked_files() {
  Files files = test::recorded_files();
  const CalculatorRecord calculator = test::recorded_calculator("screening");
  test::add_relaxation(files, "", calculator, {test::relaxed_row("0001"), test::relaxed_row("0002")});
  RankingRecord ranking = test::recorded_ranking(calculator);
  ranking.crystals = {{"0002", "NiPdH", 123, "P4/mmm", -4.1, -0.1, 0, -0.01, "0002"},
                      {"0001", "NiPdH", 47, "Pmmm", -4, 0, 0.1, 0.09, "0001"}};
  test::add_ranking(files, "", ranking);
  files["relaxed/0001.vasp"] = poscar_text(test::recorded_structure(95), "relaxed");
  files["relaxed/0002.vasp"] = poscar_text(test::recorded_structure(100), "relaxed");
  return files;
}

TEST(RankedStructures, AreTheCandidatesBestFirst) {
  const test::RecordedRun run;
  const auto structures = ranked_structures(run.directory(), 20);
  ASSERT_EQ(structures.size(), 2U);  // all there are
  EXPECT_EQ(structures[0].id, "0001");
  EXPECT_EQ(structures[1].id, "0002");
  EXPECT_EQ(structures[1].structure.name(), "0002");
  EXPECT_EQ(structures[0].space_group, 47);
  EXPECT_FALSE(structures[0].above_hull);
  EXPECT_NEAR(structures[1].structure.lattice().angles()[1], 117, 1e-9);
}

TEST(RankedStructures, OnlyTheBestAreTaken) {
  const test::RecordedRun run;
  EXPECT_EQ(ranked_structures(run.directory(), 1).size(), 1U);
}

TEST(RankedStructures, ACellBeyondTheLimitsOfReadingIsRefused) {
  Files files = ranked_files();
  std::string& poscar = files["relaxed/0001.vasp"];
  poscar.replace(poscar.find("\n1.0\n"), 5, "\n1e5\n");
  EXPECT_NE(refusal(files).find("relaxed/0001.vasp: expected lattice vectors of at most 10000 A"), std::string::npos)
      << refusal(files);
}

TEST(RankedStructures, OfARankedRunAreRelaxedAndInTheOrderOfTheirEnergy) {
  const test::RecordedRun run(ranked_files());
  const auto structures = ranked_structures(run.directory(), 20);
  ASSERT_EQ(structures.size(), 2U);
  EXPECT_EQ(structures[0].id, "0002");
  EXPECT_EQ(structures[0].space_group, 123);
  EXPECT_EQ(structures[0].above_hull, 0.0);
  EXPECT_NEAR(structures[0].structure.lattice().angles()[1], 100, 1e-9);
  EXPECT_EQ(structures[1].above_hull, 0.1);
}

TEST(RankedStructures, OfARelaxedRunThatIsNotRankedAreThoseThatKeepTheLimits) {
  Files files = ranked_files();
  files.erase("ranking.json");  // the ranking is of an earlier relaxation
  RelaxedRow broken = test::relaxed_row("0001");
  broken.certified = false;
  RelaxedRow kept = test::relaxed_row("0002");
  kept.space_group = 12;
  test::add_relaxation(files, "", test::recorded_calculator("geometry"), {broken, kept});
  const test::RecordedRun run(files);
  const auto structures = ranked_structures(run.directory(), 20);
  ASSERT_EQ(structures.size(), 1U);
  EXPECT_EQ(structures[0].id, "0002");
  EXPECT_EQ(structures[0].space_group, 12);
  EXPECT_FALSE(structures[0].above_hull);
  EXPECT_NEAR(structures[0].structure.lattice().angles()[1], 100, 1e-9);
}

TEST(RankedStructures, HaveTheElementsOfAll) {
  const test::RecordedRun run;
  std::string symbols;
  for (const Element element : elements_of(ranked_structures(run.directory(), 20)))
    symbols += std::string(element.symbol());
  EXPECT_EQ(symbols, "HNiPd");
}

TEST(RankedStructures, OfARunThatIsNotFinishedOrHasNoneAreRefused) {
  Files files = test::recorded_files();
  files.erase("summary.json");
  EXPECT_NE(refusal(files).find("expected a finished run"), std::string::npos);
  files = test::recorded_files();
  files["candidates.csv"] = candidates_csv({}, {});
  EXPECT_NE(refusal(files).find("candidates.csv: expected at least one structure, got none"), std::string::npos);
}

TEST(RankedStructures, AnIdThatNamesAFileElsewhereIsRefused) {
  Files files = test::recorded_files();
  files["candidates.csv"].replace(files["candidates.csv"].find("0002"), 4, "../0002");
  EXPECT_NE(refusal(files).find("id: expected a number, got '../0002'"), std::string::npos);
}

TEST(RankedStructures, AFileThatIsMissingOrDamagedIsNamed) {
  for (const std::string name : {"candidates.csv", "candidates/0002.vasp"}) {
    Files files = test::recorded_files();
    files[name] = "\"";
    EXPECT_NE(refusal(files).find(name), std::string::npos) << name;
    files.erase(name);
    EXPECT_NE(refusal(files).find(name), std::string::npos) << name;
  }
  Files files = ranked_files();
  files.erase("relaxed/0001.vasp");
  EXPECT_NE(refusal(files).find("relaxed/0001.vasp"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
