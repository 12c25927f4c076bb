#include "crystalgan/record/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"
#include "crystalgan/record/candidate.hpp"

namespace crystalgan {
namespace {

// Every count another number, so that no two can be taken for each other.
Summary example() {
  Summary summary;
  summary.system = "Pd-Ni-H";
  summary.policy = "published";
  summary.generated = 70;
  summary.decoded = 69;
  summary.paper_rule = 50;
  summary.paper_rule_in_cell = 44;
  summary.certified = 33;
  summary.good = 31;
  summary.strict = 29;
  summary.unique = 21;
  summary.novel = 20;
  summary.symmetric = 19;
  summary.new_and_symmetric = 11;
  summary.compositions = 7;
  summary.space_groups = 5;
  summary.rejections = {{"too close", 36, "Ni-Ni \"0.3\""}};
  return summary;
}

TEST(Summary, ReadsBackAsItWasWritten) { EXPECT_EQ(parse_summary(summary_json(example()), "summary.json"), example()); }

TEST(Summary, EveryCountStandsUnderItsOwnName) {
  const auto json = nlohmann::json::parse(summary_json(example()));
  const Summary summary = example();
  EXPECT_EQ(json.at("generated"), summary.generated);
  EXPECT_EQ(json.at("decoded"), summary.decoded);
  EXPECT_EQ(json.at("paper_rule"), summary.paper_rule);
  EXPECT_EQ(json.at("paper_rule_in_cell"), summary.paper_rule_in_cell);
  EXPECT_EQ(json.at("certified"), summary.certified);
  EXPECT_EQ(json.at("good"), summary.good);
  EXPECT_EQ(json.at("strict"), summary.strict);
  EXPECT_EQ(json.at("unique"), summary.unique);
  EXPECT_EQ(json.at("novel"), summary.novel);
  EXPECT_EQ(json.at("symmetric"), summary.symmetric);
  EXPECT_EQ(json.at("new_and_symmetric"), summary.new_and_symmetric);
  EXPECT_EQ(json.at("compositions"), summary.compositions);
  EXPECT_EQ(json.at("space_groups"), summary.space_groups);
  EXPECT_EQ(json.at("rejected").at(0).at("count"), 36);
}

TEST(Summary, SomethingElseIsAParseErrorThatNamesTheFile) {
  for (const char* text : {"", "{}", "[1]", "{\"system\": 3}"}) {
    try {
      parse_summary(text, "summary.json");
      FAIL() << text;
    } catch (const ParseError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("summary.json: ")) << error.what();
    }
  }
}

// What a run directory of a stranger may say instead of a count.
TEST(Summary, ACountIsAWholeNumberInRange) {
  for (const std::string number : {"1e300", "1e18", "-1", "-0", "1.5", "9223372036854775808", "18446744073709551616",
                                   "\"12\"", "true", "null", "[12]"}) {
    std::string json = summary_json(example());
    const std::string written = "\"generated\": " + std::to_string(example().generated);
    ASSERT_NE(json.find(written), std::string::npos);
    json.replace(json.find(written), written.size(), "\"generated\": " + number);
    try {
      parse_summary(json, "run/summary.json");
      FAIL() << number;
    } catch (const ParseError& error) {
      EXPECT_TRUE(std::string(error.what())
                      .starts_with("run/summary.json: generated: expected a whole number from 0 to 9007199254740992"))
          << error.what();
    }
  }
}

TEST(Summary, EveryCountHasOneRowInTheTable) {
  Summary summary;
  for (const SummaryCount& row : kSummaryCounts) {
    EXPECT_EQ(summary.*row.count, 0) << row.name << " is counted twice";
    summary.*row.count = 1;
  }
  // All fields but the system, the policy and the rejections are counts.
  constexpr std::size_t others = 2 * sizeof(std::string) + sizeof(std::vector<RejectionCount>);
  EXPECT_EQ(kSummaryCounts.size(), (sizeof(Summary) - others) / sizeof(std::int64_t));
}

TEST(Summary, AVerdictOfACandidateIsCountedUnderItsOwnName) {
  for (const SummaryCount& row : kSummaryCounts) {
    if (row.holds == nullptr) continue;
    Candidate candidate{};
    candidate.*row.holds = true;
    EXPECT_NE(candidates_csv({candidate}, {}).find("yes"), std::string::npos) << row.name;
    const auto column = std::ranges::find(kCandidateMeasures, row.name, &Column<Candidate>::name);
    ASSERT_NE(column, kCandidateMeasures.end()) << row.name;
    EXPECT_EQ(std::get<bool Candidate::*>(column->member), row.holds) << row.name;
  }
}

}  // namespace
}  // namespace crystalgan
