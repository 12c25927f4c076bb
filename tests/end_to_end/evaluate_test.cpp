// evaluate: any set of structures by the public measures.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

const std::string kRocksalt = "x\n4.09\n0 .5 .5\n.5 0 .5\n.5 .5 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";
const std::string kCaesiumChloride = "x\n2.9\n1 0 0\n0 1 0\n0 0 1\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";
const std::string kCrowded = "x\n1\n3 0 0\n0 3 0\n0 0 3\nPd H\n1 2\nDirect\n0 0 0\n.5 .5 .5\n.5 .5 .6\n";
const std::string kBroken = "x\n1\n4 0\n";

// Two rock salts, one caesium chloride, one with hydrogens on each other, one file that is none.
void write_set(const fs::path& folder) {
  fs::create_directory(folder);
  write_file(folder / "0.vasp", kRocksalt);
  write_file(folder / "1.vasp", kCaesiumChloride);
  write_file(folder / "2.vasp", kBroken);
  write_file(folder / "3.vasp", kCrowded);
  write_file(folder / "4.vasp", kRocksalt);
}

TEST(Evaluate, CountsWhatCannotBeReadAsFailed) {
  const ScratchFolder scratch;
  write_set(scratch / "set");
  const Outcome outcome = run(scratch.path(), {"evaluate", "set", "--json"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("set/2.vasp:3: "), std::string::npos) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["submitted"]["submitted"], 5);
  EXPECT_EQ(json["submitted"]["refused"], 1);
  EXPECT_EQ(json["submitted"]["shares"]["unique"]["share"], 0.6);
  EXPECT_EQ(json["submitted"]["shares"]["cdvae_structure"]["share"], 0.6);
  EXPECT_TRUE(json["reference"].is_null());
}

TEST(Evaluate, TakesReferencesFromSeveralPlacesAndFormats) {
  const ScratchFolder scratch;
  write_set(scratch / "set");
  fs::create_directory(scratch / "known");
  write_file(scratch / "known/a.vasp", kRocksalt);
  write_file(scratch / "b.vasp", kCrowded);
  ASSERT_EQ(run(scratch.path(), {"convert", "b.vasp", "b.cif"}).code, 0);
  const Outcome outcome =
      run(scratch.path(), {"evaluate", "set", "--reference", "known", "--reference", "b.cif", "--json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["reference"]["submitted"], 2);
  EXPECT_EQ(json["submitted"]["shares"]["novel"]["count"], 1);
  EXPECT_EQ(json["against_reference"]["coverage"]["count"], 2);
  EXPECT_EQ(json["against_reference"]["metre"]["prediction"]["at"][0]["found"], 2);
}

TEST(Evaluate, ShowsTablesAndWritesARowPerStructure) {
  const ScratchFolder scratch;
  write_set(scratch / "set");
  const Outcome outcome = run(scratch.path(), {"evaluate", "set", "--csv", "rows.csv"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("set/4.vasp is the same crystal as set/0.vasp"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("set/3.vasp: H-H at 0.30 A, expected at least 1.00"), std::string::npos) << outcome.out;
  const std::string rows = read_file(scratch / "rows.csv");
  EXPECT_EQ(std::ranges::count(rows, '\n'), 5);
  EXPECT_NE(rows.find("\nset/1.vasp,PdH,2,"), std::string::npos) << rows;
}

TEST(Evaluate, SaysTheSameOnAnyNumberOfThreads) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), {"inspect", "--built-in", "Pd", "-o", "set"}).code, 0);
  const auto with = [&](const std::string& threads, const std::string& csv) {
    const Outcome outcome =
        run(scratch.path(), {"evaluate", "set", "--reference", "set", "--threads", threads, "--csv", csv});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.out;
  };
  EXPECT_EQ(with("1", "one.csv"), with("3", "three.csv"));
  EXPECT_EQ(read_file(scratch / "one.csv"), read_file(scratch / "three.csv"));
}

TEST(Evaluate, NeedsOneStructureThatCanBeRead) {
  const ScratchFolder scratch;
  write_file(scratch / "good.vasp", kRocksalt);
  write_file(scratch / "broken.vasp", kBroken);
  EXPECT_EQ(run(scratch.path(), {"evaluate", "broken.vasp"}).code, 3);
  EXPECT_EQ(run(scratch.path(), {"evaluate", "nowhere.vasp"}).code, 3);
  const Outcome outcome = run(scratch.path(), {"evaluate", "good.vasp", "--reference", "broken.vasp"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(
      outcome.err.ends_with("crystalgan: broken.vasp: expected at least one readable reference structure, got none\n"))
      << outcome.err;
  EXPECT_EQ(run(scratch.path(), {"evaluate", "good.vasp", "--reference", "good.vasp"}).code, 0);
  EXPECT_EQ(run(scratch.path(), {"evaluate"}).code, 2);
}

TEST(Evaluate, OverwritesNothing) {
  const ScratchFolder scratch;
  write_file(scratch / "good.vasp", kRocksalt);
  write_file(scratch / "rows.csv", "precious");
  EXPECT_EQ(run(scratch.path(), {"evaluate", "good.vasp", "--csv", "rows.csv"}).code, 2);
  EXPECT_EQ(read_file(scratch / "rows.csv"), "precious");
}

// Nothing is read before: the path that is not there would be told first.
TEST(Evaluate, LooksForTheFolderOfItsRowsFirst) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"evaluate", "nowhere.vasp", "--csv", "none/rows.csv"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("--csv: expected a file in a folder that exists, got none/rows.csv"), std::string::npos)
      << outcome.err;
}

// What is peculiar about the authors' own set.
TEST(EvaluateTheAuthorsData, NamesItsPeculiarities) {
  const char* data = std::getenv("CRYSTALGAN_AUTHORS_DATA");
  if (data == nullptr) GTEST_SKIP() << "CRYSTALGAN_AUTHORS_DATA is not set";
  const ScratchFolder scratch;
  fs::copy(fs::path(data) / "Pd-H", scratch / "Pd-H");
  const Outcome outcome = run(scratch.path(), {"evaluate", "Pd-H"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  for (const char* line : {"Pd-H/26.vasp: H-H at 0.89 A, expected at least 1.00", "Pd-H/31.vasp: 1.92 A^3 per atom",
                           "Pd-H/33.vasp is the same crystal as Pd-H/13.vasp", "## Repeats (7 of 35)"})
    EXPECT_NE(outcome.out.find(line), std::string::npos) << line << "\n" << outcome.out;
}

}  // namespace
}  // namespace crystalgan::test
