#include "crystalgan/run/history.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace crystalgan {
namespace {

TEST(History, EveryTermHasAColumnUnderItsNameOfThePaper) {
  EXPECT_EQ(history_csv({}),
            "member,step,epoch,L_GAN_BH,L_R_AH,L_GAN_AH,L_R_BH,L_G1,L_D_AH,L_D_BH,L_D1,"
            "L_GAN_BHA,L_R_AHB,L_GAN_AHB,L_R_BHA,L_geo1,L_geo2,L_G2,L_D_AHB,L_D_BHA,L_D2\n");
}

TEST(History, ARowFillsTheColumnsOfItsStepOnly) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::string text = history_csv(
      {{0, 1, 10, {1, 2, 3, 4, none, none, 5, 6, 7, 8}}, {0, 3, 20, {1.5, 2, 3, 4, 0.25, 0.5, 5, 6, 7, 8}}});
  EXPECT_NE(text.find("\n0,1,10,1,2,3,4,5,6,7,8,,,,,,,,,,\n"), std::string::npos);
  EXPECT_NE(text.find("\n0,3,20,,,,,,,,,1.5,2,3,4,0.25,0.5,5,6,7,8\n"), std::string::npos);
}

TEST(History, NamesFollowTheStep) {
  EXPECT_EQ(loss_name(LossTerm::reconstruction_a, 1), "L_R_AH");
  EXPECT_EQ(loss_name(LossTerm::reconstruction_a, 3), "L_R_AHB");
  EXPECT_EQ(loss_name(LossTerm::discriminator_total, 3), "L_D2");
}

}  // namespace
}  // namespace crystalgan
