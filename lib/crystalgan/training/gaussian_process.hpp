#pragma once

#include <vector>

namespace crystalgan {

/// A number that is expected, and how sure that is.
struct Expectation {
  double mean;
  double deviation;
};

/// Regression by a Gaussian process with a squared-exponential kernel (Rasmussen & Williams, Gaussian Processes for Machine
/// Learning, MIT Press 2006, chapter 2): rows of numbers to one number. Columns are standardised; length and noise are
/// those of a small grid with the largest marginal likelihood (equation 2.30). Legend: N rows learned from, F columns.
class GaussianProcess {
 public:
  /// Learns at once. Rows of equal length, at least two; one value each. Throws ShapeError otherwise, and NumericalError
  /// for numbers that are not finite.
  GaussianProcess(const std::vector<std::vector<double>>& rows, const std::vector<double>& values);

  /// Equations 2.25 and 2.26. Throws ShapeError for rows of another length.
  std::vector<Expectation> expected(const std::vector<std::vector<double>>& rows) const;

 private:
  // Matrices column by column, as Eigen has them.
  std::vector<double> column_mean_;       // [F]
  std::vector<double> column_deviation_;  // [F]
  std::vector<double> rows_;              // [N, F], standardised
  std::vector<double> cholesky_;          // [N, N] of the kernel with its noise
  std::vector<double> weights_;           // [N]
  double length_ = 1.0;
  double value_mean_ = 0.0;
  double value_deviation_ = 1.0;
};

}  // namespace crystalgan
