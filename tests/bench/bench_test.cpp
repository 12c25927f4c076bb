#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

TEST(Bench, TellsTheTimesOfTrainingAsOneJsonObject) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"train", "--members", "2", "--threads", "1"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto told = nlohmann::json::parse(outcome.out);
  EXPECT_FALSE(told["matrix_products"].get<std::string>().empty());
  EXPECT_EQ(told["structures"], 35);
  EXPECT_GT(told["fma_peak_gflops"]["1"], 0.0);
  ASSERT_EQ(told["rows"].size(), 2U);  // steps 1 and 3
  for (const auto& row : told["rows"]) {
    EXPECT_EQ(row["members"], 2);
    EXPECT_EQ(row["threads"], 1);
    EXPECT_GT(row["milliseconds_per_member_step"], 0.0);
    EXPECT_GT(row["share_of_peak"], 0.0);
  }
}

TEST(Bench, TellsTheTimesOfTheIonicPotential) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"ionic"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto told = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(told["rows"].size(), 6U);  // three sizes, two accuracies
  for (const auto& row : told["rows"]) {
    EXPECT_GT(row["microseconds_per_energy"], 0.0);
    EXPECT_GT(row["microseconds_per_step"], 0.0);
  }
}

TEST(Bench, TellsTheTimesOfChgnet) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"chgnet"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto told = nlohmann::json::parse(outcome.out);
  EXPECT_FALSE(told["matrix_products"].get<std::string>().empty());
  ASSERT_EQ(told["rows"].size(), 6U);
  EXPECT_EQ(told["rows"][2]["atoms"], 54);
  for (const auto& row : told["rows"]) {
    EXPECT_GT(row["of_graph"], 0.0);
    EXPECT_GT(row["milliseconds"], row["of_graph"]);
  }
  EXPECT_FALSE(told["rows"][0].contains("symmetric"));
  EXPECT_EQ(told["rows"][3]["operations"], 48);
  EXPECT_EQ(told["rows"][3]["symmetric"]["angles"], 24);
}

TEST(Bench, TellsTheTimesOfRelaxations) {
  const ScratchFolder scratch;
  const auto file = scratch.write("titanate.vasp",
                                  "BaTiO3\n1\n4.1 0 0\n0 4.1 0\n0 0 4.1\nBa Ti O\n1 1 3\nDirect\n0 0 0\n0.5 0.5 0.5\n"
                                  "0.5 0.5 0\n0.5 0 0.5\n0 0.5 0.5\n");
  const Outcome outcome = run(scratch.path(), {"chgnet", "--relax", "--structures", file.string()});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto row = nlohmann::json::parse(outcome.out)["rows"][0];
  EXPECT_EQ(row["atoms"], 5);
  for (const char* way : {"plain", "symmetric"}) {
    EXPECT_EQ(row[way]["end"], "converged");
    EXPECT_NEAR(row[way]["energy_eV_per_atom"], -8.4034, 1e-3);  // -8.403379 by the package chgnet 0.4.2
    EXPECT_EQ(row[way]["fractional"].size(), 5U);
  }
  EXPECT_EQ(run(scratch.path(), {"ionic", "--relax"}).code, 2);
}

TEST(Bench, RefusesOptionsOfAnotherBenchmark) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"screen", "--members", "1"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("--members: expected only beside train, got it beside screen"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(run(scratch.path(), {"match", "--members", "1"}).code, 2);
  EXPECT_EQ(run(scratch.path(), {"train", "--members", "0"}).code, 2);
  EXPECT_EQ(run(scratch.path(), {"train", "--pairs", "list"}).code, 2);
}

TEST(Bench, RefusesMoreThreadsThanMembers) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"train", "--members", "1", "--threads", "2"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("--threads: expected at most as many threads as members, 1, got 2"), std::string::npos)
      << outcome.err;
}

}  // namespace
}  // namespace crystalgan::test
