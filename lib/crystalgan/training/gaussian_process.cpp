#include "crystalgan/training/gaussian_process.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Chosen: lengths in units of the root of the number of columns (two standardised rows are usually √2 of it apart);
// noise as a share of the variance.
constexpr double kLengths[] = {0.25, 0.5, 1.0, 2.0};
constexpr double kNoises[] = {1e-3, 1e-2, 1e-1, 0.5};

// A column with a smaller deviation is constant.
constexpr double kSmallestDeviation = 1e-12;

MatrixXd table(const std::vector<std::vector<double>>& rows, std::size_t columns) {
  MatrixXd numbers(std::ssize(rows), static_cast<Eigen::Index>(columns));
  for (Eigen::Index i = 0; i < numbers.rows(); ++i) {
    const auto& row = rows[static_cast<std::size_t>(i)];
    if (row.size() != columns)
      throw ShapeError("rows of a Gaussian process: expected " + std::to_string(columns) + " numbers each, got " +
                       std::to_string(row.size()));
    numbers.row(i) = Eigen::Map<const Eigen::RowVectorXd>(row.data(), std::ssize(row));
  }
  return numbers;
}

// exp(-|x - x'|² / (2 length²)) of every row of `one` with every row of `other`.
MatrixXd kernel(const MatrixXd& one, const MatrixXd& other, double length) {
  MatrixXd squares = -2.0 * one * other.transpose();
  squares.colwise() += one.rowwise().squaredNorm();
  squares.rowwise() += other.rowwise().squaredNorm().transpose();
  return (-0.5 / (length * length) * squares.cwiseMax(0.0)).array().exp();
}

double deviation_of(const VectorXd& column) { return std::sqrt((column.array() - column.mean()).square().mean()); }

std::vector<double> plain(const MatrixXd& matrix) { return {matrix.data(), matrix.data() + matrix.size()}; }

Eigen::Map<const MatrixXd> matrix(const std::vector<double>& numbers, std::size_t rows) {
  return {numbers.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(numbers.size() / rows)};
}

MatrixXd standardised(MatrixXd rows, const std::vector<double>& mean, const std::vector<double>& deviation) {
  for (Eigen::Index i = 0; i < rows.cols(); ++i) {
    const auto column = static_cast<std::size_t>(i);
    rows.col(i) = (rows.col(i).array() - mean[column]) / deviation[column];
  }
  return rows;
}

}  // namespace

GaussianProcess::GaussianProcess(const std::vector<std::vector<double>>& rows, const std::vector<double>& values) {
  if (rows.size() < 2 || rows.size() != values.size())
    throw ShapeError("a Gaussian process: expected two rows or more and a value each, got " +
                     std::to_string(rows.size()) + " rows and " + std::to_string(values.size()) + " values");
  const MatrixXd raw = table(rows, rows.front().size());
  for (Eigen::Index i = 0; i < raw.cols(); ++i) {
    const double deviation = deviation_of(raw.col(i));
    column_mean_.push_back(raw.col(i).mean());
    // a constant column has no effect
    column_deviation_.push_back(deviation < kSmallestDeviation ? std::numeric_limits<double>::infinity() : deviation);
  }
  const MatrixXd learned = standardised(raw, column_mean_, column_deviation_);
  VectorXd targets = Eigen::Map<const VectorXd>(values.data(), std::ssize(values));
  value_mean_ = targets.mean();
  value_deviation_ = std::max(deviation_of(targets), kSmallestDeviation);
  targets = (targets.array() - value_mean_) / value_deviation_;

  double best = -std::numeric_limits<double>::infinity();
  const double unit = std::sqrt(static_cast<double>(learned.cols()));
  for (const double share : kLengths)
    for (const double noise : kNoises) {
      MatrixXd covariance = kernel(learned, learned, share * unit);
      covariance.diagonal().array() += noise;
      const Eigen::LLT<MatrixXd> factor(covariance);
      if (factor.info() != Eigen::Success) continue;
      const VectorXd weights = factor.solve(targets);
      const MatrixXd lower = factor.matrixL();
      const double likelihood = -0.5 * targets.dot(weights) - lower.diagonal().array().log().sum();
      if (!(likelihood > best)) continue;
      best = likelihood;
      length_ = share * unit;
      cholesky_ = plain(lower);
      weights_ = plain(weights);
    }
  if (cholesky_.empty()) throw NumericalError("a Gaussian process: expected finite rows and values, got others");
  rows_ = plain(learned);
}

std::vector<Expectation> GaussianProcess::expected(const std::vector<std::vector<double>>& rows) const {
  if (rows.empty()) return {};
  const std::size_t count = weights_.size();
  const MatrixXd asked = standardised(table(rows, column_mean_.size()), column_mean_, column_deviation_);
  const MatrixXd near = kernel(matrix(rows_, count), asked, length_);                                     // [N, Q]
  const VectorXd means = near.transpose() * matrix(weights_, count);                                      // [Q]
  const MatrixXd explained = matrix(cholesky_, count).triangularView<Eigen::Lower>().solve(near);         // [N, Q]
  const VectorXd left = (1.0 - explained.colwise().squaredNorm().array()).cwiseMax(0.0).sqrt().matrix();  // [Q]
  std::vector<Expectation> found;
  for (Eigen::Index i = 0; i < means.size(); ++i)
    found.push_back({value_mean_ + value_deviation_ * means[i], value_deviation_ * left[i]});
  return found;
}

}  // namespace crystalgan
