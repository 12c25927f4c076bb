#include "crystalgan/studies/paper_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace crystalgan {
namespace {

SeedOutcome of_paper(std::int64_t seed, std::int64_t with_images, std::int64_t in_cell, std::int64_t certified) {
  SeedOutcome outcome;
  outcome.seed = seed;
  outcome.as_generated.generated = 70;
  outcome.as_generated.paper_rule = with_images;
  outcome.as_generated.paper_rule_in_cell = in_cell;
  outcome.as_generated.certified = certified;
  return outcome;
}

ComparedContender row(const std::string& name, MethodName method, GeometryForm form,
                      std::vector<SeedOutcome> outcomes) {
  Configuration configuration;
  configuration.method.name = method;
  configuration.loss.geometry = form;
  return {{name, "by hand", configuration, ContenderKind::of_paper}, std::move(outcomes)};
}

Comparison two_seeds_by_hand() {
  Comparison comparison{"Pd-Ni-H", "published", 70, {3, 4}, {}};
  using enum GeometryForm;
  comparison.rows.push_back(row("gan", MethodName::gan, hinge, {of_paper(3, 0, 2, 0), of_paper(4, 0, 0, 0)}));
  comparison.rows.push_back(
      row("discogan", MethodName::discogan, hinge, {of_paper(3, 0, 0, 40), of_paper(4, 0, 0, 44)}));
  comparison.rows.push_back(
      row("no constraint", MethodName::crystalgan, none, {of_paper(3, 1, 1, 0), of_paper(4, 1, 1, 0)}));
  comparison.rows.push_back(
      row("hinge", MethodName::crystalgan, hinge, {of_paper(3, 20, 18, 0), of_paper(4, 22, 18, 0)}));
  return comparison;
}

std::string row_of(const std::string& text, const std::string& section, const std::string& name) {
  const std::string part = text.substr(text.find("## " + section));
  const auto from = part.find("| " + name + " ");
  std::string line = part.substr(from, part.find('\n', from) - from);
  line.erase(std::unique(line.begin(), line.end(), [](char a, char b) { return a == ' ' && b == ' '; }), line.end());
  return line;
}

TEST(PaperTable, HasThePapersFiguresBesideOursOutOfItsSet) {
  const std::string text = paper_table(two_seeds_by_hand(), "loops");
  const std::string section = "Ternaries of good quality";
  EXPECT_EQ(row_of(text, section, "gan"), "| gan | 0 | 0.0 ± 0.0 | 0.5 ± 6.4 |");
  EXPECT_EQ(row_of(text, section, "discogan"), "| discogan | 0 | 0.0 ± 0.0 | 0.0 ± 0.0 |");
  EXPECT_EQ(row_of(text, section, "no constraint"), "| no constraint | 4 | 0.5 ± 0.0 | 0.5 ± 0.0 |");
  EXPECT_EQ(row_of(text, section, "hinge"), "| hinge | 9 | 10.5 ± 6.4 | 9.0 ± 0.0 |");
  EXPECT_EQ(row_of(text, "Pseudo-binaries", "discogan"), "| discogan | 1000 | 21.0 ± 12.7 |");
  EXPECT_EQ(row_of(text, "By seed", "hinge"), "| hinge | 20/18 | 22/18 |");
}

TEST(PaperTable, TheOtherSystemOfThePaperAndNone) {
  EXPECT_EQ(paper_figures("Mg-Ti-H")->with_constraint, 8);
  EXPECT_EQ(paper_figures("Ti-Mg-H")->no_constraint, 2);
  EXPECT_FALSE(paper_figures("Pd-Ni-O"));
  Comparison comparison = two_seeds_by_hand();
  comparison.system = "Pd-Ag-H";
  const std::string text = paper_table(comparison, "loops");
  EXPECT_NE(text.find("The paper has no figures for Pd-Ag-H."), std::string::npos) << text;
  EXPECT_EQ(text.find("the paper |"), std::string::npos) << text;
  EXPECT_TRUE(nlohmann::json::parse(paper_table_json(comparison)).at("rows").at(0).at("paper").is_null());
}

TEST(PaperTable, CsvAndJsonHaveEveryCount) {
  const std::string csv = paper_table_csv(two_seeds_by_hand());
  EXPECT_EQ(std::ranges::count(csv, '\n'), 9);
  EXPECT_NE(csv.find("\ndiscogan,4,70,70,0,0,44,\n"), std::string::npos) << csv;
  const auto json = nlohmann::json::parse(paper_table_json(two_seeds_by_hand()));
  EXPECT_EQ(json.at("rows").at(3).at("paper"), 9);
  EXPECT_EQ(json.at("rows").at(3).at("paper_rule").at("mean"), 10.5);
  EXPECT_EQ(json.at("rows").at(1).at("pseudo_binaries").at("mean"), 21.0);
}

TEST(PaperTable, NamesTheSeedsThatFailedAndNoOthers) {
  Comparison comparison = two_seeds_by_hand();
  comparison.rows[3].outcomes[1].failure = "no metal";
  const std::string text = paper_table(comparison, "loops");
  EXPECT_NE(text.find("\nhinge, seed 4: nothing was generated: no metal\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("seed 3: nothing"), std::string::npos) << text;
  EXPECT_EQ(paper_table(two_seeds_by_hand(), "loops").find("nothing was generated"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
