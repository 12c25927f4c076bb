#include "crystalgan/evaluation/evaluation_tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kPd = Element::from_symbol("Pd");
const Element kH = Element::from_symbol("H");

// Rock salt, itself doubled, and two H too close to each other; one file held nothing.
SubmittedSet three() {
  const Structure close{Lattice::from_parameters(3, 3, 3, 90, 90, 90),
                        {{kPd, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}, {kH, {0.5, 0.5, 0.6}}},
                        "close, \"very\""};
  return {{rocksalt(), supercell(rocksalt(), 2, 1, 1).named("doubled"), close}, 1};
}

SubmittedSet known() { return {{rocksalt(4.2).named("known"), rocksalt(3.0)}}; }

// The fields of the row that begins so.
std::vector<std::string> row(const std::string& text, const std::string& start) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| " + start)) continue;
    std::vector<std::string> fields;
    std::istringstream parts(line);
    for (std::string part; std::getline(parts, part, '|');) {
      const auto from = part.find_first_not_of(' ');
      if (from != std::string::npos) fields.push_back(part.substr(from, part.find_last_not_of(' ') - from + 1));
    }
    return {fields.begin() + 1, fields.end()};
  }
  return {"no such row"};
}

using Fields = std::vector<std::string>;

TEST(EvaluationTables, PutTheReferenceBesideTheSubmitted) {
  const std::string text = evaluation_tables(evaluate(three(), known(), 1));
  EXPECT_NE(text.find("Submitted structures: 4, 1 of these files or lines that could not be read.\n"),
            std::string::npos);
  EXPECT_EQ(row(text, "CDVAE structure validity"), (Fields{"50.0", "100.0"})) << text;
  EXPECT_EQ(row(text, "CDVAE composition validity"), (Fields{"0.0", "0.0"}));
  EXPECT_EQ(row(text, "unique (MatterGen)"), (Fields{"50.0", "50.0"}));
  EXPECT_EQ(row(text, "unique pairs"), (Fields{"66.7", "0.0"}));
  EXPECT_EQ(row(text, "novel"), (Fields{"25.0", "-"}));
  EXPECT_EQ(row(text, "unique and novel"), (Fields{"25.0", "-"}));
  EXPECT_EQ(row(text, "Fm-3m (225)"), (Fields{"50.0", "100.0"}));
  EXPECT_EQ(row(text, "all 3"), (Fields{"100.0", "0.000", "100.0", "0.000"}));
  EXPECT_EQ(row(text, "number of elements"), (Fields{"2.000", "2.000", "0.000"}));
  EXPECT_NE(text.find("* coverage: 2 of 2 readable reference structures are matched by a submitted one, 100.0 %"),
            std::string::npos);
}

TEST(EvaluationTables, ListWhatIsOddAndWhatIsRepeated) {
  const std::string text = evaluation_tables(evaluate(three(), {}, 1));
  EXPECT_NE(text.find("## Odd ones (1 of 3)\n\n* close, \"very\": H-H at 0.30 A, expected at least 1.00\n\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("## Repeats (1 of 3)\n\n* doubled is the same crystal as rocksalt\n"), std::string::npos) << text;
  EXPECT_NE(evaluation_tables(evaluate(known(), {}, 1)).find("## Odd ones (1 of 2)"), std::string::npos);
  EXPECT_NE(evaluation_tables(evaluate({{rocksalt()}}, {}, 1)).find("## Repeats (0 of 1)\n\nnone\n"),
            std::string::npos);
}

TEST(EvaluationTables, LeaveTheReferenceOutWhereThereIsNone) {
  const std::string text = evaluation_tables(evaluate(three(), {}, 1));
  EXPECT_EQ(text.find("METRe"), std::string::npos);
  EXPECT_EQ(text.find("novel"), std::string::npos);
  EXPECT_EQ(row(text, "CDVAE structure validity"), Fields{"50.0"});
}

TEST(EvaluationTables, NameOtherElementsInASetOfOneSystemOnly) {
  SubmittedSet set = three();
  set.structures[2] = {Lattice::from_parameters(2.5, 2.5, 2.5, 90, 90, 90), {{kPd, {0, 0, 0}}}, "one"};
  EXPECT_NE(evaluation_tables(evaluate(set, {}, 1)).find("* one: other elements than rocksalt\n"), std::string::npos);
  set.structures = {set.structures[0], set.structures[2]};
  EXPECT_EQ(evaluation_tables(evaluate(set, {}, 1)).find("other elements"), std::string::npos);
}

TEST(EvaluationTables, EndALongList) {
  const Structure one{Lattice::from_parameters(2.5, 2.5, 2.5, 90, 90, 90), {{kPd, {0, 0, 0}}}, "one"};
  const std::string text = evaluation_tables(evaluate({std::vector<Structure>(60, one)}, {}, 1));
  EXPECT_NE(text.find("## Repeats (59 of 60)"), std::string::npos);
  EXPECT_NE(text.find("\n* and 9 more\n"), std::string::npos);
}

TEST(EvaluationTables, SayHowManyComparisonsWereGivenUp) {
  Evaluation evaluation = evaluate(three(), known(), 1);
  EXPECT_EQ(evaluation_tables(evaluation).find("comparisons"), std::string::npos);
  evaluation.submitted.given_up = 2;
  evaluation.against->given_up = 3;
  EXPECT_NE(evaluation_tables(evaluation).find("\n5 comparisons of two structures took too long"), std::string::npos);
}

TEST(EvaluationTables, JsonHasTheSameNumbers) {
  const auto json = nlohmann::json::parse(evaluation_json(evaluate(three(), known(), 1)));
  EXPECT_EQ(json["submitted"]["submitted"], 4);
  EXPECT_EQ(json["submitted"]["refused"], 1);
  EXPECT_EQ(json["submitted"]["shares"]["cdvae_structure"]["count"], 2);
  EXPECT_EQ(json["submitted"]["shares"]["cdvae_structure"]["share"], 0.5);
  EXPECT_EQ(json["submitted"]["shares"]["novel"]["count"], 1);
  EXPECT_TRUE(json["reference"]["shares"]["novel"].is_null());
  EXPECT_EQ(json["submitted"]["space_groups"]["counts"]["225"], 2);
  EXPECT_EQ(json["against_reference"]["coverage"]["share"], 1.0);
  EXPECT_EQ(json["against_reference"]["coverage_matbench_genmetrics"], 1.0);
  EXPECT_EQ(json["against_reference"]["metre"]["prediction"]["at"][0]["candidates"], 3);
  EXPECT_EQ(json["against_reference"]["metre"]["default"]["stol"], 0.3);
  EXPECT_EQ(json["remarks"][0]["name"], "close, \"very\"");
  EXPECT_EQ(json["repeats"], (nlohmann::json{{{"name", "doubled"}, {"first", "rocksalt"}}}));
  const auto alone = nlohmann::json::parse(evaluation_json(evaluate(three(), {}, 1)));
  EXPECT_TRUE(alone["reference"].is_null());
  EXPECT_TRUE(alone["against_reference"].is_null());
  EXPECT_TRUE(alone["submitted"]["shares"]["novel"].is_null());
}

TEST(EvaluationTables, CsvHasARowForEveryStructure) {
  std::istringstream lines(evaluation_csv(evaluate(three(), known(), 1)));
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_TRUE(rows[0].starts_with("name,formula,atoms,"));
  EXPECT_TRUE(rows[1].starts_with("rocksalt,Pd4H4,8,"));
  EXPECT_TRUE(rows[2].ends_with(",rocksalt,2,known,0,")) << rows[2];
  EXPECT_TRUE(rows[3].starts_with("\"close, \"\"very\"\"\",PdH2,3,9,"));
  EXPECT_TRUE(rows[3].ends_with(",,1,,,\"H-H at 0.30 A, expected at least 1.00\"")) << rows[3];
  for (const std::size_t i : {1U, 2U})
    EXPECT_EQ(std::ranges::count(rows[i], ','), std::ranges::count(rows[0], ',')) << rows[i];
}

}  // namespace
}  // namespace crystalgan
