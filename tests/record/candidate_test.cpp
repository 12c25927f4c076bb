#include "crystalgan/record/candidate.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

Candidate example() {
  Candidate candidate{};
  candidate.id = "0001";
  candidate.formula = "NiPdH2";
  candidate.origin = "AHB2";
  candidate.member = 3;
  candidate.parent_a = "odd, \"name\"";
  candidate.parent_b = "NiH-NaCl";
  candidate.space_group = 225;
  candidate.space_group_symbol = "Fm-3m";
  candidate.volume = 30.5;
  candidate.volume_ratio = 1.25;
  candidate.distance_over_limit = 0.5;
  candidate.good = true;
  candidate.unique = true;
  candidate.novel = false;
  candidate.certificate = {"published",
                           {{"Ni-Pd", 2.5, 1.8, "the paper"}, {"H-Pd", 1.7, std::nullopt, "free"}},
                           NearestMetalWindow{2.5, 2.75, 1.8, 3.0, "the paper"}};
  return candidate;
}

TEST(Candidate, CsvHasOneColumnPerPairAndQuotesForeignNames) {
  EXPECT_EQ(
      candidates_csv({example()}, {"Ni-Pd", "Ni-Ni", "H-Pd"}),
      "id,formula,space_group,space_group_symbol,volume_angstrom3,volume_over_rule,tightness,good,strict,unique,novel,"
      "symmetric,d_Ni-Pd_angstrom,d_Ni-Ni_angstrom,d_H-Pd_angstrom,origin,member,parent_a,parent_b,kind,formula_rank,"
      "template,"
      "log_probability,ionic_energy_eV_per_atom,minimum,prior,score\n"
      "0001,NiPdH2,225,Fm-3m,30.5,1.25,0.5,yes,no,yes,no,no,2.5,,1.7,AHB2,3,\"odd, \"\"name\"\"\",NiH-NaCl,,,,,,,,\n");
}

TEST(Candidate, SaysHowTheModeSymmetryMadeIt) {
  Candidate candidate = example();
  static_cast<SymmetryOrigin&>(candidate) = {"T", 3, "221 A1b B1a X3d", -3.5, -31.25, 0, -3.25, -2.5};
  const std::string csv = candidates_csv({candidate, example()}, {});
  EXPECT_NE(csv.find(",NiH-NaCl,T,3,221 A1b B1a X3d,-3.5,-31.25,0,-3.25,-2.5\n"), std::string::npos) << csv;
  const auto read = parse_candidates(csv, "candidates.csv");
  EXPECT_EQ(read[0].kind, "T");
  EXPECT_EQ(read[0].formula_rank, 3);
  EXPECT_EQ(read[0].arrangement, "221 A1b B1a X3d");
  EXPECT_EQ(read[0].log_probability, -3.5);
  EXPECT_EQ(read[0].ionic_energy, -31.25);
  EXPECT_EQ(read[0].minimum, 0);
  EXPECT_EQ(read[0].prior, -3.25);
  EXPECT_EQ(read[0].score, -2.5);
  EXPECT_EQ(read[1].formula_rank, std::nullopt);
  EXPECT_EQ(read[1].kind, "");
}

TEST(Candidate, ATableOfAnEarlierVersionReads) {
  std::string csv = candidates_csv({example()}, {});
  const std::string order = ",prior,score";
  csv.erase(csv.find(order), order.size());
  csv.erase(csv.find(",,,,,,,,\n"), 2);
  EXPECT_EQ(parse_candidates(csv, "candidates.csv").at(0).score, std::nullopt);
  const std::string added = ",kind,formula_rank,template,log_probability,ionic_energy_eV_per_atom,minimum";
  csv.erase(csv.find(added), added.size());
  csv.erase(csv.find(",,,,,,\n"), 6);
  const auto read = parse_candidates(csv, "candidates.csv");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].parent_b, "NiH-NaCl");
  EXPECT_EQ(read[0].kind, "");
}

TEST(Candidate, EveryVerdictHasItsOwnColumn) {
  const std::vector<bool Candidate::*> verdicts{&Candidate::good, &Candidate::strict, &Candidate::unique,
                                                &Candidate::novel, &Candidate::symmetric};
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    Candidate candidate = example();
    for (const auto verdict : verdicts) candidate.*verdict = false;
    candidate.*verdicts[i] = true;
    std::string expected = ",0.5";  // the column "tightness" before them
    for (std::size_t j = 0; j < verdicts.size(); ++j) expected += i == j ? ",yes" : ",no";
    EXPECT_NE(candidates_csv({candidate}, {}).find(expected + ",AHB2"), std::string::npos) << i;
  }
}

TEST(Candidate, TheCertificateSaysLimitAndSourcePerPair) {
  const auto json = nlohmann::json::parse(certificate_json(example()));
  EXPECT_EQ(json.at("policy"), "published");
  EXPECT_EQ(json.at("pairs").at(0).at("least"), 1.8);
  EXPECT_EQ(json.at("pairs").at(0).at("source"), "the paper");
  EXPECT_TRUE(json.at("pairs").at(1).at("least").is_null());
  EXPECT_EQ(json.at("nearest_metal").at("longest"), 2.75);
}

TEST(Candidate, RejectionsAreOneRowPerReason) {
  EXPECT_EQ(rejections_csv({{"too close", 3, "a, b"}}), "reason,count,example\ntoo close,3,\"a, b\"\n");
}

TEST(Candidate, CsvReadsBackButForTheCertificate) {
  Candidate other = example();
  other.id = "0002";
  other.space_group = 0;
  other.space_group_symbol = "";
  other.volume = 1.0 / 3.0;
  other.symmetric = true;
  const std::vector<std::string> pairs{"Ni-Pd"};
  const auto read = parse_candidates(candidates_csv({example(), other}, pairs), "candidates.csv");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_TRUE(read[0].certificate.pairs.empty());
  // what the columns of distances say comes from the certificate alone
  EXPECT_EQ(candidates_csv(read, {}), candidates_csv({example(), other}, {}));
}

TEST(Candidate, ARowThatIsNoneIsRefusedWithItsLine) {
  std::string text = candidates_csv({example()}, {});
  text.replace(text.find(",yes,"), 5, ",maybe,");
  try {
    parse_candidates(text, "run/candidates.csv");
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_STREQ(error.what(), "run/candidates.csv:2: good: expected yes or no, got 'maybe'");
  }
  EXPECT_THROW(parse_candidates("id,formula\n0001,PdH\n", "x"), ParseError);
}

TEST(Candidate, TheCertificateReadsBack) {
  Candidate read = example();
  read.certificate = parse_certificate(certificate_json(example()), "0001.json");
  EXPECT_EQ(certificate_json(read), certificate_json(example()));
  read.certificate.nearest_metal.reset();
  EXPECT_FALSE(parse_certificate(certificate_json(read), "0001.json").nearest_metal);
}

TEST(Candidate, ACertificateCutAnywhereIsRefused) {
  const std::string json = certificate_json(example());
  for (std::size_t length = 0; length + 2 < json.size(); ++length)
    EXPECT_THROW(parse_certificate(json.substr(0, length), "0001.json"), ParseError) << length;
}

}  // namespace
}  // namespace crystalgan
