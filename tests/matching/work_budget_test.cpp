#include "crystalgan/matching/work_budget.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace crystalgan {
namespace {

TEST(WorkBudget, IsSpentWithTheFirstStepTooMany) {
  WorkBudget budget(10);
  EXPECT_TRUE(budget.spend(4));
  EXPECT_TRUE(budget.spend(6));
  EXPECT_FALSE(budget.is_spent());
  EXPECT_EQ(budget.left(), 0);
  EXPECT_FALSE(budget.spend(1));
  EXPECT_TRUE(budget.is_spent());
  EXPECT_FALSE(budget.spend(0));
  EXPECT_EQ(budget.left(), 0);
}

TEST(WorkBudget, TakesAnyNumberOfSteps) {
  WorkBudget budget(10);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(budget.spend(std::numeric_limits<std::int64_t>::max()));
  WorkBudget other(10);
  other.spend_all();
  EXPECT_TRUE(other.is_spent());
}

}  // namespace
}  // namespace crystalgan
