#include "crystalgan/archive/ranked_structures.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/report/recorded_run.hpp"

namespace crystalgan {
namespace {

using Files = std::map<std::string, std::string>;

std::string refusal(const Files& files) {
  const test::RecordedRun run(files);
  try {
    entries_of(run.directory(), 20);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// The run with the second candidate ranked first, and relaxed to another cell.
Files ranked_files() {
  Files files = test::recorded_files();
  files["ranking.csv"] =
      "rank,id,formula,space_group,space_group_symbol,energy_ev_per_atom,formation_energy_ev_per_atom,"
      "above_hull_ev_per_atom,above_known_ev_per_atom,found_by\n"
      "1,0002,NiPdH,123,P4/mmm,-4.1,-0.1,0,-0.01,0002\n2,0001,NiPdH,47,Pmmm,-4,0,0.1,0.09,0001\n";
  files["ranking.json"] = "{}";
  files["relaxed/0001.vasp"] = poscar_text(test::recorded_structure(95), "relaxed");
  files["relaxed/0002.vasp"] = poscar_text(test::recorded_structure(100), "relaxed");
  return files;
}

TEST(Entries, AreTheCandidatesBestFirst) {
  const test::RecordedRun run;
  const auto entries = entries_of(run.directory(), 20);
  ASSERT_EQ(entries.size(), 2U);  // all there are
  EXPECT_EQ(entries[0].id, "0001");
  EXPECT_EQ(entries[1].id, "0002");
  EXPECT_EQ(entries[0].space_group, 47);
  EXPECT_FALSE(entries[0].above_hull);
  EXPECT_NEAR(entries[1].structure.lattice().angles()[1], 117, 1e-9);
}

TEST(Entries, OnlyTheBestAreTaken) {
  const test::RecordedRun run;
  EXPECT_EQ(entries_of(run.directory(), 1).size(), 1U);
}

TEST(Entries, OfARankedRunAreRelaxedAndInTheOrderOfTheirEnergy) {
  const test::RecordedRun run(ranked_files());
  const auto entries = entries_of(run.directory(), 20);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].id, "0002");
  EXPECT_EQ(entries[0].space_group, 123);
  EXPECT_EQ(entries[0].above_hull, 0.0);
  EXPECT_NEAR(entries[0].structure.lattice().angles()[1], 100, 1e-9);
  EXPECT_EQ(entries[1].above_hull, 0.1);
}

TEST(Entries, OfARelaxedRunThatIsNotRankedAreThoseThatKeepTheLimits) {
  Files files = ranked_files();
  files.erase("ranking.json");  // the ranking is of an earlier relaxation
  files["relaxation.json"] = "{}";
  files["relaxation.csv"] = "id,space_group,certified\n0001,47,no\n0002,12,yes\n";
  const test::RecordedRun run(files);
  const auto entries = entries_of(run.directory(), 20);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].id, "0002");
  EXPECT_EQ(entries[0].space_group, 12);
  EXPECT_FALSE(entries[0].above_hull);
  EXPECT_NEAR(entries[0].structure.lattice().angles()[1], 100, 1e-9);
}

TEST(Entries, HaveTheElementsOfAll) {
  const test::RecordedRun run;
  std::string symbols;
  for (const Element element : elements_of(entries_of(run.directory(), 20))) symbols += std::string(element.symbol());
  EXPECT_EQ(symbols, "HNiPd");
}

TEST(Entries, OfARunThatIsNotFinishedOrHasNoneAreRefused) {
  Files files = test::recorded_files();
  files.erase("summary.json");
  EXPECT_NE(refusal(files).find("expected a finished run"), std::string::npos);
  files = test::recorded_files();
  files["candidates.csv"] = candidates_csv({}, {});
  EXPECT_NE(refusal(files).find("candidates.csv: expected at least one structure to hand on, got none"),
            std::string::npos);
}

TEST(Entries, AnIdThatNamesAFileElsewhereIsRefused) {
  Files files = test::recorded_files();
  files["candidates.csv"].replace(files["candidates.csv"].find("0002"), 4, "../0002");
  EXPECT_NE(refusal(files).find("id: expected a number, got '../0002'"), std::string::npos);
}

TEST(Entries, AFileThatIsMissingOrDamagedIsNamed) {
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
