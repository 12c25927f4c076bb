#include "crystalgan/core/unused_names.hpp"

#include <gtest/gtest.h>

namespace crystalgan {
namespace {

TEST(UnusedNames, GiveEveryNameOnce) {
  UnusedNames names;
  EXPECT_EQ(names.take("PdH"), "PdH");
  EXPECT_EQ(names.take("PdH"), "PdH_2");
  EXPECT_EQ(names.take("PdH_2"), "PdH_2_2");
  EXPECT_EQ(names.take("PdH_3"), "PdH_3");
  EXPECT_EQ(names.take("PdH"), "PdH_4");
  EXPECT_EQ(names.take("pdh"), "pdh");
}

TEST(UnusedNames, MayIgnoreCaseAndKeepTheSpelling) {
  UnusedNames names(".", UnusedNames::Case::ignored);
  EXPECT_EQ(names.take("cubic"), "cubic");
  EXPECT_EQ(names.take("CUBIC"), "CUBIC.2");
  EXPECT_EQ(names.take("cubic.2"), "cubic.2.2");
  EXPECT_EQ(names.take("Cubic"), "Cubic.3");
}

}  // namespace
}  // namespace crystalgan
