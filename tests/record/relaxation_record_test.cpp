#include "crystalgan/record/relaxation_record.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

const CalculatorRecord kCalculator{"EAM_x", "KIM API 2.3", "a \"source\", https://x", "screening"};

RelaxedRow converged() {
  return {"0001", "NiPdH2", "converged", "", 57, -1.0 / 3.0, 0.0073, 1.5e-4, 0.96, 225, 44, "Imm2", true, "", 1.75};
}

RelaxedRow failed() {
  return {"0002",
          "NiPdH2",
          "outside the guards",
          "H-Pd: expected at least 1 Å, got \"0.5\"; and more",
          3,
          std::nullopt,
          0.1,
          0.2,
          1.0,
          0,
          0,
          "",
          false,
          "H-Pd at 0.5 Å, expected 1.2 Å"};
}

std::string table() { return relaxation_csv({converged(), failed()}); }

TEST(RelaxationRecord, TheTableIsOneRowPerCandidate) {
  EXPECT_EQ(
      relaxation_csv({converged()}),
      "id,formula,end,evaluations,energy_ev_per_atom,moment_muB,largest_force_ev_per_angstrom,largest_stress_ev_per_"
      "angstrom3,volume_over_start,space_group_before,space_group,space_group_symbol,certified,broken,reason\n"
      "0001,NiPdH2,converged,57,-0.3333333333333333,1.75,0.0073,0.00015,0.96,225,44,Imm2,yes,,\n");
}

TEST(RelaxationRecord, TheTableReadsBack) {
  const auto read = parse_relaxation(table(), "relaxation.csv");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(relaxation_csv(read), table());
  EXPECT_EQ(read[0].energy, -1.0 / 3.0);
  EXPECT_EQ(read[0].moment, 1.75);
  EXPECT_EQ(read[1].moment, std::nullopt);
  EXPECT_TRUE(read[0].certified);
  EXPECT_EQ(read[0].space_group_before, 225);
  EXPECT_EQ(read[0].space_group, 44);
  EXPECT_EQ(read[1].energy, std::nullopt);
  EXPECT_EQ(read[1].reason, failed().reason);
  EXPECT_EQ(read[1].broken, failed().broken);
  EXPECT_EQ(relaxation_csv(parse_relaxation(relaxation_csv({}), "relaxation.csv")), relaxation_csv({}));
}

TEST(RelaxationRecord, ATableOfAnEarlierBuildSaysHowToRepeatIt) {
  try {
    parse_relaxation("id,formula,end,evaluations,energy_ev_per_atom\n", "RUN/relaxation.csv");
    ADD_FAILURE() << "read";
  } catch (const ParseError& error) {
    EXPECT_EQ(std::string(error.what()),
              "RUN/relaxation.csv:1: expected a column moment_muB, got none; if an earlier build wrote it, repeat "
              "crystalgan relax RUN --replace (of dft/: crystalgan dft RUN)");
  }
}

// Whole rows may be missing: how many there were is said by relaxation.json.
TEST(RelaxationRecord, ATableCutInsideARowIsRefused) {
  const std::string text = table();
  for (std::size_t length = 0; length < text.size(); ++length) {
    const std::string cut = text.substr(0, length);
    try {
      const auto rows = parse_relaxation(cut, "relaxation.csv");
      EXPECT_EQ(relaxation_csv(rows), cut) << length;
      EXPECT_LT(rows.size(), 2U) << length;
    } catch (const ParseError&) {
    }
  }
}

TEST(RelaxationRecord, AFieldThatIsNoneIsRefusedWithItsLine) {
  std::string text = relaxation_csv({converged(), converged()});
  text.replace(text.rfind(",yes,"), 5, ",maybe,");
  try {
    parse_relaxation(text, "run/relaxation.csv");
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_STREQ(error.what(), "run/relaxation.csv:3: certified: expected yes or no, got 'maybe'");
  }
  text = relaxation_csv({converged()});
  text.replace(text.find("0.0073"), 6, "nan");
  EXPECT_THROW(parse_relaxation(text, "x"), ParseError);
  EXPECT_THROW(parse_relaxation("id,formula\n0001,PdH\n", "x"), ParseError);
}

TEST(RelaxationRecord, TheRecordSaysWhoRelaxedAndHowManyEndedHow) {
  const auto json = nlohmann::json::parse(relaxation_json(kCalculator, {converged(), failed(), converged()}));
  EXPECT_EQ(json.at("calculator").at("name"), "EAM_x");
  EXPECT_EQ(json.at("calculator").at("trust"), "screening");
  EXPECT_EQ(json.at("candidates"), 3);
  EXPECT_EQ(json.at("certified"), 2);
  EXPECT_EQ(json.at("ends").at("converged"), 2);
  EXPECT_EQ(json.at("ends").at("outside the guards"), 1);
}

TEST(RelaxationRecord, TheCalculatorReadsBackAndARecordCutAnywhereIsRefused) {
  const std::string json = relaxation_json(kCalculator, {converged()});
  const CalculatorRecord read = parse_relaxation_calculator(json, "relaxation.json");
  EXPECT_EQ(read.name, kCalculator.name);
  EXPECT_EQ(read.version, kCalculator.version);
  EXPECT_EQ(read.source, kCalculator.source);
  EXPECT_EQ(read.trust, kCalculator.trust);
  for (std::size_t length = 0; length + 2 < json.size(); ++length)
    EXPECT_THROW(parse_relaxation_calculator(json.substr(0, length), "relaxation.json"), ParseError) << length;
  EXPECT_THROW(parse_relaxation_calculator(R"({"calculator": {"name": 3}})", "relaxation.json"), ParseError);
}

}  // namespace
}  // namespace crystalgan
