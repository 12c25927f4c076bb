#include "crystalgan/core/seed.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace crystalgan {
namespace {

TEST(Seed, DeriveGivesTheValuesOfTheFirstRelease) {
  // Computed apart from this code, in Python, from the published SplitMix64; its first output from state 0 is
  // 0xe220a8397b1dcdaf. A change here changes every run that was ever recorded.
  EXPECT_EQ(Seed(0).derive("").value(), 0xe220a8397b1dcdafU);
  EXPECT_EQ(Seed(1).derive("weights/G_AHB1/member-3").value(), 0xeaf9c1d5274a0855U);
  EXPECT_EQ(Seed(1).derive("weights/G_AHB1/member-4").value(), 0x5b960f7f00bd2f55U);
  EXPECT_EQ(Seed(0xffffffffffffffffU).derive("batches").value(), 0xb3f09d2552622c77U);
  EXPECT_EQ(Seed(1).derive("\xc3\xa9").value(), 0x299b30b5368a74cbU);  // bytes above 127
}

TEST(Seed, KeepsItsValue) { EXPECT_EQ(Seed(20181026).value(), 20181026U); }

TEST(Seed, NamesMatterToTheLastByte) {
  const Seed seed(1);
  const std::set<std::uint64_t> values{seed.derive("").value(),         seed.derive("a").value(),
                                       seed.derive("b").value(),        seed.derive("ab").value(),
                                       seed.derive("ba").value(),       seed.derive(std::string("a\0", 2)).value(),
                                       seed.derive("member-1").value(), seed.derive("member-10").value()};
  EXPECT_EQ(values.size(), 8U);
}

TEST(Seed, DerivingTwiceIsNotDerivingTheJoinedName) {
  EXPECT_NE(Seed(1).derive("a").derive("b").value(), Seed(1).derive("ab").value());
}

TEST(Seed, TheParentMatters) { EXPECT_NE(Seed(1).derive("batches").value(), Seed(2).derive("batches").value()); }

TEST(Seed, AThousandMembersGetAThousandSeeds) {
  std::set<std::uint64_t> values;
  for (int member = 0; member < 1000; ++member)
    values.insert(Seed(1).derive("weights/member-" + std::to_string(member)).value());
  EXPECT_EQ(values.size(), 1000U);
}

}  // namespace
}  // namespace crystalgan
