#include "crystalgan/core/assignment.hpp"

#include <limits>

namespace crystalgan {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

std::span<const std::size_t> LeastCostAssignment::solve(std::span<const double> costs, std::size_t n,
                                                        std::int64_t max_steps) {
  steps_ = 0;
  max_steps_ = max_steps;
  row_potentials_.assign(n, 0.0);
  column_potentials_.assign(n + 1, 0.0);
  row_of_.assign(n + 1, n);
  columns_.assign(n, n);
  for (std::size_t row = 0; row < n; ++row)
    if (!extend(costs, n, row)) return {};
  for (std::size_t column = 0; column < n; ++column) columns_[row_of_[column]] = column;
  return columns_;
}

// Pairs one more row: Dijkstra's search from it to the nearest free column, in costs that the potentials keep from
// being negative; then every row along the path moves on by one column.
bool LeastCostAssignment::extend(std::span<const double> costs, std::size_t n, std::size_t row) {
  shortest_.assign(n, kInfinity);
  before_.assign(n, n);
  finished_.assign(n + 1, 0);
  row_of_[n] = row;
  std::size_t at = n;
  do {
    steps_ += static_cast<std::int64_t>(n);
    if (steps_ > max_steps_) return false;
    finished_[at] = 1;
    const std::size_t from = row_of_[at];
    std::size_t next = n;
    double step = kInfinity;
    for (std::size_t column = 0; column < n; ++column) {
      if (finished_[column]) continue;
      const double reduced = costs[from * n + column] - row_potentials_[from] - column_potentials_[column];
      if (reduced < shortest_[column]) {
        shortest_[column] = reduced;
        before_[column] = at;
      }
      if (shortest_[column] < step) {
        step = shortest_[column];
        next = column;
      }
    }
    if (next == n) return false;
    for (std::size_t column = 0; column <= n; ++column) {
      if (finished_[column]) {
        row_potentials_[row_of_[column]] += step;
        column_potentials_[column] -= step;
      } else {
        shortest_[column] -= step;
      }
    }
    at = next;
  } while (row_of_[at] != n);
  for (; at != n; at = before_[at]) row_of_[at] = row_of_[before_[at]];
  return true;
}

}  // namespace crystalgan
