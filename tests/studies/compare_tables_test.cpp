#include "crystalgan/studies/compare_tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crystalgan/evaluation/markdown_table.hpp"

namespace crystalgan {
namespace {

SeedOutcome outcome(std::int64_t seed, std::int64_t novel, std::int64_t paper_rule) {
  SeedOutcome made;
  made.seed = seed;
  made.as_generated.generated = 10;
  made.as_generated.paper_rule = paper_rule;
  made.repaired.novel = novel;
  return made;
}

Contender contender(const std::string& name, ContenderKind kind) { return {name, "by hand", {}, kind}; }

// Two seeds, ten structures each.
Comparison by_hand() {
  Comparison comparison;
  comparison.system = "Pd-Ni-H";
  comparison.policy = "radii";
  comparison.samples = 10;
  comparison.seeds = {3, 4};
  comparison.rows.push_back({contender("crystalgan", ContenderKind::method), {outcome(3, 4, 1), outcome(4, 6, 1)}});
  comparison.rows.push_back(
      {contender("published, \"x\"", ContenderKind::of_paper), {outcome(3, 0, 2), outcome(4, 0, 3)}});
  comparison.rows.push_back({contender("overlay", ContenderKind::null), {outcome(3, 3, 0), outcome(4, 5, 0)}});
  comparison.rows[2].outcomes[1].failure = "epoch 1: L_G";
  return comparison;
}

std::string line_with(const std::string& text, const std::string& start) {
  const auto from = text.find(start);
  return from == std::string::npos ? "" : text.substr(from, text.find('\n', from) - from);
}

TEST(CompareTables, MeansAndIntervalsAreThoseOfTheHand) {
  const Comparison comparison = by_hand();
  const Estimate novel = count_over_seeds(comparison.rows[0], Stage::repaired, &Summary::novel);
  EXPECT_DOUBLE_EQ(novel.mean, 5.0);
  EXPECT_NEAR(novel.half_width.value(), 12.706, 1e-3);
  const std::string text = comparison_tables(comparison);
  EXPECT_NE(text.find("2 seeds (3 to 4), 10 structures asked"), std::string::npos) << text;
  const std::string paper = text.substr(text.find("## The paper's Table 2"), text.find("## Before projection"));
  EXPECT_NE(line_with(paper, "| published").find("2.5 ± 6.4"), std::string::npos) << paper;
  const std::string after = text.substr(text.find("## After projection"));
  EXPECT_NE(line_with(after, "| crystalgan").find("50.0 ± 127.1"), std::string::npos) << after;
}

TEST(CompareTables, DifferencesArePairedBySeed) {
  const std::string text = comparison_tables(by_hand());
  const std::string differences = text.substr(text.find("## crystalgan minus the others"));
  EXPECT_NE(line_with(differences, "| overlay").find("+10.0 ± 0.0"), std::string::npos) << differences;
  EXPECT_EQ(line_with(differences, "| published"), "");  // it is no null and no control
}

TEST(CompareTables, OneSeedHasNoInterval) {
  Comparison comparison = by_hand();
  comparison.seeds.pop_back();
  for (ComparedContender& row : comparison.rows) row.outcomes.pop_back();
  const std::string text = comparison_tables(comparison);
  EXPECT_EQ(text.substr(text.find("## The paper")).find("±"), std::string::npos) << text;
}

TEST(CompareTables, AFailureIsTold) {
  EXPECT_NE(comparison_tables(by_hand()).find("overlay, seed 4: nothing was generated: epoch 1"), std::string::npos);
}

TEST(CompareTables, CsvHasARowPerContenderAndSeed) {
  const std::string csv = comparison_csv(by_hand());
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 7);
  EXPECT_TRUE(csv.starts_with("method,kind,seed,asked,generated,decoded,paper_rule,paper_rule_in_cell,"));
  EXPECT_TRUE(line_with(csv, "\"published").starts_with("\"published, \"\"x\"\"\",paper,3,10,10,0,2,0,")) << csv;
  EXPECT_TRUE(line_with(csv, "overlay,null,4").ends_with(",epoch 1: L_G")) << csv;
}

TEST(CompareTables, JsonHasEverything) {
  const auto json = nlohmann::json::parse(comparison_json(by_hand()));
  EXPECT_EQ(json.at("seeds"), (std::vector<int>{3, 4}));
  const auto& first = json.at("contenders").at(0);
  EXPECT_EQ(first.at("means").at("repaired").at("novel").at("mean"), 5.0);
  EXPECT_EQ(first.at("outcomes").at(1).at("repaired").at("novel"), 6);
  EXPECT_FALSE(first.contains("main_minus_this"));
  const auto& null = json.at("contenders").at(2);
  EXPECT_EQ(null.at("main_minus_this").at("novel").at("mean"), 1.0);
  EXPECT_EQ(null.at("outcomes").at(1).at("failure"), "epoch 1: L_G");
  EXPECT_NO_THROW(parse_configuration(null.at("configuration").get<std::string>(), "json"));
}

TEST(MarkdownTable, ColumnsAreAsWideAsTheirWidestField) {
  EXPECT_EQ(markdown_table({{"a", "λ"}, {"long", "1 ± 2"}}),
            "| a    |     λ |\n"
            "| ---- | ----: |\n"
            "| long | 1 ± 2 |\n");
}

}  // namespace
}  // namespace crystalgan
