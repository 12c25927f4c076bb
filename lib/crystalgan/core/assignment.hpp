#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace crystalgan {

/// The pairing of n rows with n columns whose costs add up to least: shortest augmenting paths with potentials
/// (Jonker & Volgenant, Computing 38, 325 (1987)), O(n^3). Keeps its memory between calls: one object per thread.
class LeastCostAssignment {
 public:
  /// `costs` is n x n, row by row; infinity forbids a pair. Returns the column of every row, valid until the next call;
  /// empty where no pairing does without a forbidden pair, and where more than `max_steps` steps would be needed.
  std::span<const std::size_t> solve(std::span<const double> costs, std::size_t n,
                                     std::int64_t max_steps = std::numeric_limits<std::int64_t>::max());

  /// Of the last call: pairs that were looked at. Each takes about a nanosecond.
  std::int64_t steps() const { return steps_; }

 private:
  bool extend(std::span<const double> costs, std::size_t n, std::size_t row);

  // Columns 0 to n - 1 are those of the costs; column n stands for "not paired yet".
  std::vector<double> row_potentials_;
  std::vector<double> column_potentials_;
  std::vector<double> shortest_;         // least reduced cost of a path to each column
  std::vector<std::size_t> row_of_;      // row paired with each column, n where none is
  std::vector<std::size_t> before_;      // column before each one on its shortest path
  std::vector<unsigned char> finished_;  // the shortest path to this column is known
  std::vector<std::size_t> columns_;
  std::int64_t steps_ = 0;
  std::int64_t max_steps_ = 0;
};

}  // namespace crystalgan
