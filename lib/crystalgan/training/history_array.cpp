#include "crystalgan/training/history_array.hpp"

#include "crystalgan/core/check_shape.hpp"

namespace crystalgan {
namespace {

// Member, step and epoch, then the terms.
constexpr std::int64_t kHistoryColumns = 3 + static_cast<std::int64_t>(HistoryRow::kTerms);

}  // namespace

NamedArray history_array(const std::vector<HistoryRow>& rows) {
  std::vector<double> table;
  for (const HistoryRow& row : rows) {
    table.push_back(static_cast<double>(row.member));
    table.push_back(static_cast<double>(row.step));
    table.push_back(static_cast<double>(row.epoch));
    table.insert(table.end(), row.terms.begin(), row.terms.end());
  }
  return {{std::ssize(rows), kHistoryColumns}, table};
}

std::vector<HistoryRow> history_of(const NamedArrays& arrays, const std::string& name) {
  const auto table = numbers_named<double>(arrays, name, {kAnySize, kHistoryColumns});
  std::vector<HistoryRow> rows(table.size() / static_cast<std::size_t>(kHistoryColumns));
  auto cell = table.begin();
  for (HistoryRow& row : rows) {
    row.member = static_cast<std::int64_t>(*cell++);
    row.step = static_cast<std::int64_t>(*cell++);
    row.epoch = static_cast<std::int64_t>(*cell++);
    for (double& term : row.terms) term = *cell++;
  }
  return rows;
}

}  // namespace crystalgan
