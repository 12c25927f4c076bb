#include "crystalgan/record/single_point_record.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

std::vector<SinglePointRow> three_points() {
  return {{"0001", "NiPdH2", -1.0 / 3.0, -2.5, 1, true, ""},
          {"0002", "NiPdH2", -0.25, -3.0, 2, false, "the same crystal as 0001"},
          {"0003", "NiPdH", std::nullopt, std::nullopt, std::nullopt, false, "0003: H-H, too \"close\""}};
}

TEST(SinglePointRecord, TheTableIsOneRowPerCandidate) {
  EXPECT_EQ(single_points_csv(three_points()),
            "id,formula,energy_ev_per_atom,score,place,relaxed,reason\n"
            "0001,NiPdH2,-0.3333333333333333,-2.5,1,yes,\n"
            "0002,NiPdH2,-0.25,-3,2,no,the same crystal as 0001\n"
            "0003,NiPdH,,,,no,\"0003: H-H, too \"\"close\"\"\"\n");
}

TEST(SinglePointRecord, TheTableReadsBack) {
  const std::string text = single_points_csv(three_points());
  const auto read = parse_single_points(text, "single-points.csv");
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(single_points_csv(read), text);
  EXPECT_EQ(read[0].energy, -1.0 / 3.0);
  EXPECT_EQ(read[1].place, 2);
  EXPECT_EQ(read[2].reason, three_points()[2].reason);
  EXPECT_EQ(read[2].score, std::nullopt);
}

TEST(SinglePointRecord, ATableCutInsideARowIsRefused) {
  const std::string text = single_points_csv(three_points());
  for (std::size_t length = 0; length < text.size(); ++length) {
    try {
      EXPECT_LT(parse_single_points(text.substr(0, length), "single-points.csv").size(), 3U) << length;
    } catch (const ParseError&) {
    }
  }
}

}  // namespace
}  // namespace crystalgan
