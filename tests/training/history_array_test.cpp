#include "crystalgan/training/history_array.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/core/error.hpp"

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

TEST(HistoryArray, ComesBackToTheBit) {
  expect_equal(history_of({{"history", history_array(example())}}, "history"), example());
}

TEST(HistoryArray, ComesBackThroughACheckpoint) {
  const NamedArrays stored{{"step1/history", history_array(example())}, {"step3/history", history_array({})}};
  const NamedArrays read = parse_checkpoint(checkpoint_bytes(stored), "file");
  expect_equal(history_of(read, "step1/history"), example());
  EXPECT_TRUE(history_of(read, "step3/history").empty());
}

TEST(HistoryArray, HasARowForEachAndThreeColumnsBeforeTheTerms) {
  const auto rows = example();
  const NamedArray array = history_array(rows);
  EXPECT_EQ(array.shape, (std::vector<std::int64_t>{5, 15}));
  const auto& table = std::get<std::vector<double>>(array.numbers);
  ASSERT_EQ(table.size(), 75U);
  EXPECT_EQ(table[3 * 15], 43.0);
  EXPECT_EQ(table[3 * 15 + 1], 3.0);
  EXPECT_EQ(table[3 * 15 + 2], 4000.0);
  EXPECT_EQ(table[3 * 15 + 3 + 7], rows[3].terms[7]);
  EXPECT_EQ(history_array({}).shape, (std::vector<std::int64_t>{0, 15}));
}

TEST(HistoryArray, RefusesWhatIsNoHistoryAndNamesIt) {
  const std::vector<double> numbers(5 * 15);
  for (const NamedArray& other :
       {NamedArray{{15, 5}, numbers}, NamedArray{{75}, numbers}, NamedArray{{1, 5, 15}, numbers},
        NamedArray{{5, 14}, std::vector<double>(5 * 14)}, NamedArray{{0}, std::vector<double>{}},
        NamedArray{{}, std::vector<double>{0.0}}, NamedArray{{5, 15}, std::vector<float>(5 * 15)}})
    EXPECT_THROW(history_of({{"history", other}}, "history"), ShapeError);
  try {
    history_of({{"history", history_array(example())}}, "step3/history");
    ADD_FAILURE() << "no error";
  } catch (const ShapeError& error) {
    EXPECT_NE(std::string(error.what()).find("step3/history"), std::string::npos);
  }
}

}  // namespace
}  // namespace crystalgan
