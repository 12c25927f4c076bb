#include "crystalgan/report/candidate_blocks.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/report/energies_example.hpp"
#include "tests/report/recorded_run.hpp"
#include "tests/report/unpacked.hpp"

namespace crystalgan {
namespace {

// The table of a page, unpacked.
nlohmann::json table_of(const test::Files& files) {
  const test::RecordedRun run(files);
  const std::string blocks = candidate_blocks(read_run(run.directory(), std::nullopt));
  const std::size_t start = blocks.find("id=\"candidates\">") + 16;
  return nlohmann::json::parse(test::unpacked(blocks.substr(start, blocks.find('<', start) - start)));
}

TEST(CandidateBlocks, ACandidateHasTheEnergyOfTheCrystalThatItRelaxedTo) {
  auto files = test::with_energies(test::recorded_files());
  nlohmann::json table = table_of(files);
  EXPECT_EQ(table.at("columns").back(), "above_hull");
  for (const auto& row : table.at("rows")) EXPECT_EQ(row.back(), 0.0625);  // 0001 is found_by's second
  RankingRecord ranking = test::recorded_ranking(test::recorded_calculator("screening"));
  ranking.crystals.front().found_by = "0002";
  test::add_ranking(files, "", ranking);
  table = table_of(files);
  EXPECT_TRUE(table.at("rows").at(0).back().is_null());
  EXPECT_EQ(table.at("rows").at(1).back(), 0.0625);
}

TEST(CandidateBlocks, WithoutARankingThereIsNoColumnForIt) {
  const auto columns = table_of(test::recorded_files()).at("columns");
  EXPECT_EQ(columns.back(), "parent_b");
  EXPECT_EQ(table_of(test::with_dft(test::recorded_files())).at("columns"), columns);
}

TEST(CandidateBlocks, TheFactsNameElementsByRoleAndTheLimitOfEveryPair) {
  const test::RecordedRun run;
  const auto facts = nlohmann::json::parse(facts_json(read_run(run.directory(), std::nullopt)));
  EXPECT_EQ(facts.at("elements"), nlohmann::json({"Pd", "Ni", "H"}));
  EXPECT_DOUBLE_EQ(facts.at("radii").at("H").get<double>(), 0.37);
  EXPECT_EQ(facts.at("candidates"), 2);
  EXPECT_EQ(facts.at("seed"), 11);
  ASSERT_EQ(facts.at("pairs").size(), 6U);
  EXPECT_EQ(facts.at("pairs").at(2), nlohmann::json({{"pair", "H-Pd"}, {"least", nullptr}, {"source", "free"}}));
  EXPECT_EQ(facts.at("pairs").at(4).at("least"), 1.288);
  EXPECT_EQ(facts.at("pairs").at(5), nlohmann::json({{"pair", "H-H"}, {"least", nullptr}, {"source", ""}}));
}

TEST(CandidateBlocks, NoTagCanBeginInTheFacts) {
  auto files = test::recorded_files();
  Candidate candidate = test::recorded_candidate("0001");
  candidate.certificate.pairs[0].source = "</script><img src=x>";
  files["certificates/0001.json"] = certificate_json(candidate);
  const test::RecordedRun run(files);
  const std::string facts = facts_json(read_run(run.directory(), std::nullopt));
  EXPECT_EQ(facts.find('<'), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(facts).at("pairs").at(4).at("source"), "</script><img src=x>");
}

TEST(CandidateBlocks, EveryHundredCandidatesAreABlock) {
  const test::RecordedRun run;
  RunRecord record = read_run(run.directory(), std::nullopt);
  const auto blocks = [&](std::size_t count) {
    record.candidates.resize(count, record.candidates.front());
    const std::string text = candidate_blocks(record);
    std::size_t found = 0;
    while (text.find("id=\"structures-" + std::to_string(found) + "\"") != std::string::npos) ++found;
    return found;
  };
  EXPECT_EQ(blocks(201), 3U);
  EXPECT_EQ(blocks(200), 2U);
  EXPECT_EQ(blocks(1), 1U);
  record.candidates.clear();
  EXPECT_EQ(candidate_blocks(record).find("structures-"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
