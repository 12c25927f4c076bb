#pragma once

#include <vector>

namespace crystalgan {

/// An expected value and its standard deviation.
struct Expectation {
  double mean;
  double deviation;
};

/// Gaussian process regression with a squared-exponential kernel (Rasmussen & Williams, Gaussian Processes for Machine
/// Learning, MIT Press 2006, chapter 2), from rows of numbers to one number. Columns are standardised; length and noise
/// maximise the marginal likelihood (equation 2.30) over a small grid. Legend: N training rows, F columns.
class GaussianProcess {
 public:
  /// Fits at once. Rows of equal length, at least two; one value each. Throws ShapeError otherwise, NumericalError for
  /// non-finite numbers.
  GaussianProcess(const std::vector<std::vector<double>>& rows, const std::vector<double>& values);

  /// Equations 2.25 and 2.26. Throws ShapeError for rows of another length.
  std::vector<Expectation> expected(const std::vector<std::vector<double>>& rows) const;

 private:
  // Column-major, as in Eigen.
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
