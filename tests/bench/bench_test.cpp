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
  EXPECT_EQ(told["engine"], "fused");
  EXPECT_EQ(told["device"], "cpu");
  EXPECT_EQ(told["structures"], 35);
  EXPECT_GT(told["fma_peak_gflops"]["1"], 0.0);
  ASSERT_EQ(told["rows"].size(), 3U);
  for (const auto& row : told["rows"]) {
    EXPECT_EQ(row["members"], 2);
    EXPECT_EQ(row["threads"], 1);
    EXPECT_GT(row["milliseconds_per_member_step"], 0.0);
    EXPECT_GT(row["share_of_peak"], 0.0);
  }
}

TEST(Bench, RefusesOptionsOfAnotherBenchmark) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"screen", "--engine", "fused"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("--engine: expected only beside train, got it beside screen"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(run(scratch.path(), {"match", "--members", "1"}).code, 2);
  EXPECT_EQ(run(scratch.path(), {"train", "--members", "0"}).code, 2);
  EXPECT_NE(run(scratch.path(), {"train", "--engine", "steam"}).err.find("fused or reference, got 'steam'"),
            std::string::npos);
}

TEST(Bench, RefusesMoreThreadsThanMembers) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"train", "--members", "1", "--threads", "2"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("--threads: expected at most as many threads as members, 1, got 2"), std::string::npos)
      << outcome.err;
}

TEST(Bench, TrainsOnADeviceThatIsThere) {
  const ScratchFolder scratch;
  EXPECT_NE(run(scratch.path(), {"train", "--device", "gpu"}).err.find("--device: expected cpu or cuda"),
            std::string::npos);
  EXPECT_EQ(run(scratch.path(), {"screen", "--device", "cpu"}).code, 2);
  const Outcome outcome = run(scratch.path(), {"train", "--device", "cuda", "--members", "1"});
  if (outcome.code == 0) {
    EXPECT_EQ(nlohmann::json::parse(outcome.out)["device"], "cuda");
  } else {
    EXPECT_EQ(outcome.code, 2);
    EXPECT_NE(outcome.err.find("--device: expected cpu, since this LibTorch sees no CUDA device, got cuda"),
              std::string::npos)
        << outcome.err;
  }
}

}  // namespace
}  // namespace crystalgan::test
