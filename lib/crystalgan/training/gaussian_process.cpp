#include "crystalgan/training/gaussian_process.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Chosen: lengths in units of the root of the number of columns, the usual distance of two standardised rows being √2 of
// it; noise as a share of the variance of the values.
constexpr double kLengths[] = {0.25, 0.5, 1.0, 2.0};
constexpr double kNoises[] = {1e-3, 1e-2, 1e-1, 0.5};

at::Tensor table(const std::vector<std::vector<double>>& rows) {
  const auto count = static_cast<std::int64_t>(rows.size());
  const auto columns = static_cast<std::int64_t>(rows.empty() ? 0 : rows.front().size());
  at::Tensor numbers = at::empty({count, columns}, at::kDouble);
  double* next = numbers.data_ptr<double>();
  for (const auto& row : rows) {
    if (std::ssize(row) != columns)
      throw ShapeError("rows of a Gaussian process: expected " + std::to_string(columns) + " numbers each, got " +
                       std::to_string(row.size()));
    next = std::copy(row.begin(), row.end(), next);
  }
  return numbers;
}

at::Tensor kernel(const at::Tensor& one, const at::Tensor& other, double length) {
  const at::Tensor squares = (one * one).sum(1).unsqueeze(1) + (other * other).sum(1).unsqueeze(0) -
                             2.0 * at::matmul(one, other.transpose(0, 1));
  return at::exp(-0.5 / (length * length) * squares.clamp_min(0.0));
}

}  // namespace

GaussianProcess::GaussianProcess(const std::vector<std::vector<double>>& rows, const std::vector<double>& values) {
  if (rows.size() < 2 || rows.size() != values.size())
    throw ShapeError("a Gaussian process: expected two rows or more and a value each, got " +
                     std::to_string(rows.size()) + " rows and " + std::to_string(values.size()) + " values");
  const at::NoGradGuard no_gradient;
  const at::Tensor raw = table(rows);
  mean_ = raw.mean(0);
  deviation_ = raw.std(0, false);
  // a column that never changes says nothing, whatever is asked later on
  deviation_.masked_fill_(deviation_ < 1e-12, std::numeric_limits<double>::infinity());
  rows_ = standardised(rows);
  at::Tensor targets = at::empty({std::ssize(values)}, at::kDouble);  // [N]
  std::copy(values.begin(), values.end(), targets.data_ptr<double>());
  value_mean_ = targets.mean().item<double>();
  value_deviation_ = std::max(targets.std(false).item<double>(), 1e-12);
  targets = (targets - value_mean_) / value_deviation_;

  double best = -std::numeric_limits<double>::infinity();
  const double unit = std::sqrt(static_cast<double>(rows_.size(1)));
  for (const double share : kLengths)
    for (const double noise : kNoises) {
      const at::Tensor covariance =
          kernel(rows_, rows_, share * unit) + noise * at::eye(rows_.size(0), rows_.options());
      const auto [factor, failed] = at::linalg_cholesky_ex(covariance);
      if (failed.item<int>() != 0) continue;
      const at::Tensor weights = at::cholesky_solve(targets.unsqueeze(1), factor).squeeze(1);
      const double likelihood =
          -0.5 * at::dot(targets, weights).item<double>() - factor.diagonal().log().sum().item<double>();
      if (!(likelihood > best)) continue;
      best = likelihood;
      length_ = share * unit;
      cholesky_ = factor;
      weights_ = weights;
    }
  if (!cholesky_.defined()) throw NumericalError("a Gaussian process: expected finite rows and values, got others");
}

at::Tensor GaussianProcess::standardised(const std::vector<std::vector<double>>& rows) const {
  const at::Tensor raw = table(rows);
  if (raw.size(1) != mean_.size(0))
    throw ShapeError("rows of a Gaussian process: expected " + std::to_string(mean_.size(0)) + " numbers each, got " +
                     std::to_string(raw.size(1)));
  return (raw - mean_) / deviation_;
}

std::vector<Expectation> GaussianProcess::expected(const std::vector<std::vector<double>>& rows) const {
  if (rows.empty()) return {};
  const at::NoGradGuard no_gradient;
  const at::Tensor near = kernel(rows_, standardised(rows), length_);                                 // [N, Q]
  const at::Tensor means = at::matmul(near.transpose(0, 1), weights_).contiguous();                   // [Q]
  const at::Tensor explained = at::linalg_solve_triangular(cholesky_, near, false);                   // [N, Q]
  const at::Tensor left = (1.0 - (explained * explained).sum(0)).clamp_min(0.0).sqrt().contiguous();  // [Q]
  std::vector<Expectation> found;
  for (std::int64_t i = 0; i < means.size(0); ++i)
    found.push_back(
        {value_mean_ + value_deviation_ * means.data_ptr<double>()[i], value_deviation_ * left.data_ptr<double>()[i]});
  return found;
}

}  // namespace crystalgan
