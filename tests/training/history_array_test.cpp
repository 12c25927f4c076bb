#include "crystalgan/training/history_tensor.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/training/checkpoint.hpp"

namespace crystalgan {
namespace {

// Rows in which no two numbers are alike, some terms absent.
std::vector<HistoryRow> example() {
  std::vector<HistoryRow> rows;
  for (std::int64_t i = 0; i < 5; ++i) {
    HistoryRow row = empty_row(40 + i, i % 2 == 0 ? 1 : 3, 1000 * (i + 1));
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term)
      if (static_cast<std::int64_t>(term) % 5 != i)
        row.terms[term] = std::sin(static_cast<double>(100 * i) + static_cast<double>(term)) / 3.0;
    rows.push_back(row);
  }
  rows[1].terms[0] = std::numeric_limits<double>::infinity();
  rows[2].terms[0] = std::numeric_limits<double>::denorm_min();
  rows[3].terms[0] = -0.0;
  return rows;
}

void expect_equal(const std::vector<HistoryRow>& got, const std::vector<HistoryRow>& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].member, expected[i].member);
    EXPECT_EQ(got[i].step, expected[i].step);
    EXPECT_EQ(got[i].epoch, expected[i].epoch);
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term)  // to the bit, nan too
      EXPECT_EQ(std::bit_cast<std::uint64_t>(got[i].terms[term]), std::bit_cast<std::uint64_t>(expected[i].terms[term]))
          << i << ", " << term;
  }
}

TEST(HistoryTensor, ComesBackToTheBit) {
  expect_equal(history_of({{"history", history_tensor(example())}}, "history"), example());
}

TEST(HistoryTensor, ComesBackThroughACheckpoint) {
  const NamedTensors stored{{"step1/history", history_tensor(example())}, {"step3/history", history_tensor({})}};
  const NamedTensors read = parse_checkpoint(checkpoint_bytes(stored), "file");
  expect_equal(history_of(read, "step1/history"), example());
  EXPECT_TRUE(history_of(read, "step3/history").empty());
}

TEST(HistoryTensor, HasARowForEachAndThreeColumnsBeforeTheTerms) {
  const auto rows = example();
  const auto table = history_tensor(rows);
  EXPECT_EQ(table.scalar_type(), at::kDouble);
  ASSERT_EQ(table.sizes(), at::IntArrayRef({5, 15}));
  EXPECT_EQ(table[3][0].item<double>(), 43.0);
  EXPECT_EQ(table[3][1].item<double>(), 3.0);
  EXPECT_EQ(table[3][2].item<double>(), 4000.0);
  EXPECT_EQ(table[3][3 + 7].item<double>(), rows[3].terms[7]);
  EXPECT_EQ(history_tensor({}).sizes(), at::IntArrayRef({0, 15}));
}

TEST(HistoryTensor, ReadsATableThatIsNotContiguous) {
  const auto table = history_tensor(example()).t().contiguous().t();
  ASSERT_FALSE(table.is_contiguous());
  expect_equal(history_of({{"history", table}}, "history"), example());
}

TEST(HistoryTensor, RefusesWhatIsNoHistoryAndNamesIt) {
  const auto table = history_tensor(example());
  for (const at::Tensor& other : {table.slice(1, 1), table.to(at::kFloat), table[0], at::zeros({}, at::kDouble),
                                  table.unsqueeze(0), at::zeros({0}, at::kDouble)})
    EXPECT_THROW(history_of({{"history", other}}, "history"), ShapeError) << other.sizes();
  try {
    history_of({{"history", table}}, "step3/history");
    ADD_FAILURE() << "no error";
  } catch (const ShapeError& error) {
    EXPECT_NE(std::string(error.what()).find("step3/history"), std::string::npos);
  }
}

}  // namespace
}  // namespace crystalgan
