#include "crystalgan/record/history.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <tuple>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

TEST(History, EveryTermHasAColumnUnderItsNameOfThePaper) {
  EXPECT_EQ(history_csv({}),
            "member,step,epoch,L_GAN_BH,L_R_AH,L_GAN_AH,L_R_BH,L_G1,L_D_AH,L_D_BH,L_D1,"
            "L_GAN_BHA,L_R_AHB,L_GAN_AHB,L_R_BHA,L_geo1,L_geo2,L_G2,L_D_AHB,L_D_BHA,L_D2\n");
}

TEST(History, ARowFillsTheColumnsOfItsStepOnly) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::string text = history_csv({{0, 1, 10, {1, 2, 3, 4, none, none, 5, 6, 7, 8, none, none}},
                                        {0, 3, 20, {1.5, 2, 3, 4, 0.25, 0.5, 5, 6, 7, 8, none, none}}});
  EXPECT_NE(text.find("\n0,1,10,1,2,3,4,5,6,7,8,,,,,,,,,,\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n0,3,20,,,,,,,,,1.5,2,3,4,0.25,0.5,5,6,7,8\n"), std::string::npos) << text;
}

TEST(History, OtherMethodsHaveTheirColumnsBehindThoseOfThePaper) {
  HistoryRow disco = empty_row(1, 1, 10);
  disco.terms[static_cast<std::size_t>(LossTerm::gan_b)] = 0.75;
  disco.terms[static_cast<std::size_t>(LossTerm::feature_matching_b)] = 2;
  disco.terms[static_cast<std::size_t>(LossTerm::feature_matching_a)] = 3;
  HistoryRow gan = empty_row(0, 0, 20);
  gan.terms[static_cast<std::size_t>(LossTerm::generator_total)] = 4;
  gan.terms[static_cast<std::size_t>(LossTerm::discriminator_total)] = 5;
  const std::string paper = history_csv({});
  const std::string columns = paper.substr(0, paper.size() - 1);
  EXPECT_EQ(history_csv({disco}), columns + ",L_FM_BH,L_FM_AH\n1,1,10,0.75,,,,,,,,,,,,,,,,,,2,3\n");
  EXPECT_EQ(history_csv({gan}), columns + ",L_G,L_D\n0,0,20,,,,,,,,,,,,,,,,,,,4,5\n");
}

TEST(History, AnEmptyRowHasNoTermYet) {
  const std::string text = history_csv({empty_row(2, 3, 7)});
  EXPECT_TRUE(text.ends_with("\n2,3,7,,,,,,,,,,,,,,,,,,\n")) << text;
}

TEST(History, NamesFollowTheStep) {
  EXPECT_EQ(loss_name(LossTerm::reconstruction_a, 1), "L_R_AH");
  EXPECT_EQ(loss_name(LossTerm::reconstruction_a, 3), "L_R_AHB");
  EXPECT_EQ(loss_name(LossTerm::discriminator_total, 3), "L_D2");
  EXPECT_EQ(loss_name(LossTerm::discriminator_total, 0), "L_D");
  EXPECT_EQ(loss_name(LossTerm::feature_matching_b, 1), "L_FM_BH");
}

TEST(History, WhatAStepHasNotHasNoName) {
  EXPECT_EQ(loss_name(LossTerm::geo1, 1), "");
  EXPECT_EQ(loss_name(LossTerm::feature_matching_a, 3), "");
  EXPECT_EQ(loss_name(LossTerm::gan_a, 0), "");
}

TEST(History, ReadsBackWhateverMethodWroteIt) {
  std::vector<HistoryRow> rows;
  for (const std::int64_t step : {1, 3, 0}) {
    HistoryRow row = empty_row(2, step, 10 + step);
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term)
      if (!loss_name(static_cast<LossTerm>(term), step).empty())
        row.terms[term] = 0.1 * static_cast<double>(term) - 0.3;
    rows.push_back(row);
  }
  rows.push_back(empty_row(3, 1, 20));
  const auto read = parse_history(history_csv(rows), "history.csv");
  ASSERT_EQ(read.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(std::tie(read[i].member, read[i].step, read[i].epoch),
              std::tie(rows[i].member, rows[i].step, rows[i].epoch));
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term) {
      if (std::isnan(rows[i].terms[term]))
        EXPECT_TRUE(std::isnan(read[i].terms[term])) << i << " " << term;
      else
        EXPECT_EQ(read[i].terms[term], rows[i].terms[term]) << i << " " << term;
    }
  }
  EXPECT_THROW(parse_history("member,step\n0,1\n", "history.csv"), ParseError);
  EXPECT_THROW(parse_history("member,step,epoch\n0,7,1\n", "history.csv"), ParseError);
}

}  // namespace
}  // namespace crystalgan
