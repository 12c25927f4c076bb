#include "crystalgan/record/ranking_record.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

RankingRecord example() {
  RankingRecord record;
  record.system = "Pd-Ni-H";
  record.calculator = {"EAM_x", "KIM API 2.3", "a source", "screening"};
  record.candidates = 9;
  record.converged = 8;
  record.certified = 7;
  record.unbelievable = 1;
  record.not_ternary = 2;
  record.elements = {{"Pd", -3.0, "Pd-fcc"}, {"Ni", -4.0, "Ni-fcc"}, {"H", -2.0 / 3.0, "H2 molecule, \"ours\""}};
  record.phases = {{"a, \"b\"-NaCl", "given", "NiH", "Fm-3m", -3.1, -0.2, 0.0},
                   {"Pd-bcc", "element", "Pd", "", -2.9, 0.1, 0.1}};
  record.left_out = {"Ni-diamond: stuck"};
  record.crystals = {{"0003", "NiPdH2", 225, "Fm-3m", -3.5, -0.5, 0.0, -1.0 / 3.0, "0003 0007", 1.25},
                     {"0001", "NiPdH", 1, "P1", -3.2, -0.1, 0.05, 0.05, "0001"},
                     {"0002", "NiPdH", 0, "", -3.1, -0.1, 0.1, 0.1, "0002"}};
  record.hull = {
      {{"Pd", "element", "Pd"}, {"Ni", "element", "Ni"}, {"H", "element", "H"}, {"0003", "candidate", "NiPdH2"}},
      {{0, 1, 3}, {0, 2, 3}, {1, 2, 3}}};
  return record;
}

RankingRecord read_back(const std::string& json, const std::string& ranking, const std::string& phases) {
  return parse_ranking({json, ranking, phases}, {"ranking.json", "ranking.csv", "phases.csv"});
}

TEST(RankingRecord, TheTableHasTheBestFirstAndNumbersThem) {
  EXPECT_EQ(ranking_csv(example()),
            "rank,id,formula,space_group,space_group_symbol,energy_ev_per_atom,formation_energy_ev_per_atom,"
            "above_hull_ev_per_atom,above_known_ev_per_atom,moment_muB,found_by\n"
            "1,0003,NiPdH2,225,Fm-3m,-3.5,-0.5,0,-0.3333333333333333,1.25,0003 0007\n"
            "2,0001,NiPdH,1,P1,-3.2,-0.1,0.05,0.05,,0001\n"
            "3,0002,NiPdH,0,,-3.1,-0.1,0.1,0.1,,0002\n");
}

TEST(RankingRecord, KnownPhasesHaveATableOfTheirOwn) {
  EXPECT_EQ(phases_csv(example()),
            "name,kind,formula,space_group_symbol,energy_ev_per_atom,formation_energy_ev_per_atom,"
            "above_hull_ev_per_atom\n"
            "\"a, \"\"b\"\"-NaCl\",given,NiH,Fm-3m,-3.1,-0.2,0\n"
            "Pd-bcc,element,Pd,,-2.9,0.1,0.1\n");
}

TEST(RankingRecord, CountsCrystalsUpToAndIncludingALimit) {
  EXPECT_EQ(within(example(), 0.0), 1);
  EXPECT_EQ(within(example(), 0.05), 2);
  EXPECT_EQ(within(example(), 0.10), 3);
  const auto json = nlohmann::json::parse(ranking_json(example()));
  EXPECT_EQ(json.at("within_0.05_ev_per_atom"), 2);
  EXPECT_EQ(json.at("within_0.10_ev_per_atom"), 3);
  EXPECT_EQ(json.at("distinct"), 3);
  EXPECT_EQ(json.at("candidates"), 9);
  EXPECT_EQ(json.at("converged"), 8);
  EXPECT_EQ(json.at("certified"), 7);
  EXPECT_EQ(json.at("unbelievable"), 1);
  EXPECT_EQ(json.at("not_ternary"), 2);
  EXPECT_EQ(json.at("elements").at(2).at("source"), "H2 molecule, \"ours\"");
}

TEST(RankingRecord, ReadsBackFromItsThreeFiles) {
  const RankingRecord read = read_back(ranking_json(example()), ranking_csv(example()), phases_csv(example()));
  EXPECT_EQ(ranking_json(read), ranking_json(example()));
  EXPECT_EQ(ranking_csv(read), ranking_csv(example()));
  EXPECT_EQ(phases_csv(read), phases_csv(example()));
  const RankingRecord empty = read_back(ranking_json({}), ranking_csv({}), phases_csv({}));
  EXPECT_EQ(ranking_json(empty), ranking_json({}));
}

TEST(RankingRecord, TheHullIsTrianglesOfPhases) {
  const auto hull = nlohmann::json::parse(ranking_json(example())).at("hull");
  EXPECT_EQ(hull.at("phases").at(3), (nlohmann::json{{"name", "0003"}, {"kind", "candidate"}, {"formula", "NiPdH2"}}));
  EXPECT_EQ(hull.at("triangles").dump(), "[[0,1,3],[0,2,3],[1,2,3]]");
  for (const std::string outside : {"4", "-1"}) {
    std::string json = ranking_json(example());
    const std::size_t triangles = json.find("\"triangles\"");
    json.replace(json.find('3', triangles), 1, outside);
    EXPECT_THROW(read_back(json, ranking_csv(example()), phases_csv(example())), ParseError) << outside;
  }
}

TEST(RankingRecord, OnlyAUniversalPotentialSaysItsErrorBesideTheHull) {
  RankingRecord record = example();
  EXPECT_FALSE(nlohmann::json::parse(ranking_json(record)).contains("above_hull_accuracy"));
  record.calculator.trust = "universal potential";
  EXPECT_EQ(nlohmann::json::parse(ranking_json(record)).at("above_hull_accuracy"),
            "±30 meV/atom, MP2020-corrected, single model");
}

TEST(RankingRecord, CutAnywhereItIsRefused) {
  const std::string json = ranking_json(example());
  const std::string ranking = ranking_csv(example());
  const std::string phases = phases_csv(example());
  for (std::size_t length = 0; length + 2 < json.size(); ++length)
    EXPECT_THROW(read_back(json.substr(0, length), ranking, phases), ParseError) << length;
  for (std::size_t length = 0; length < ranking.size(); ++length)
    EXPECT_THROW(read_back(json, ranking.substr(0, length), phases), ParseError) << length;
  for (std::size_t length = 0; length < phases.size(); ++length)
    EXPECT_THROW(read_back(json, ranking, phases.substr(0, length)), ParseError) << length;
}

TEST(RankingRecord, AFieldOfTheWrongKindIsRefused) {
  std::string json = ranking_json(example());
  json.replace(json.find("\"certified\": 7"), 14, "\"certified\": \"\"");
  EXPECT_THROW(read_back(json, ranking_csv(example()), phases_csv(example())), ParseError);
  EXPECT_THROW(read_back("[]", ranking_csv(example()), phases_csv(example())), ParseError);
  std::string ranking = ranking_csv(example());
  ranking.replace(ranking.find("-0.333"), 6, "nan333");
  EXPECT_THROW(read_back(ranking_json(example()), ranking, phases_csv(example())), ParseError);
}

}  // namespace
}  // namespace crystalgan
