#include "crystalgan/gan/losses.hpp"

#include <array>
#include <cmath>
#include <cstdint>

#include "crystalgan/core/check_shape.hpp"

namespace crystalgan {
namespace {

double softplus(double x) { return (x < 0.0 ? 0.0 : x) + std::log1p(std::exp(-std::fabs(x))); }

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// Mean of softplus(sign logit), and its derivative times `weight`.
template <class Number>
double mean_softplus(std::span<const Number> logits, double sign, double weight, std::span<Number> gradient) {
  const auto count = static_cast<double>(logits.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double x = sign * static_cast<double>(logits[i]);
    sum += softplus(x);
    gradient[i] = static_cast<Number>(weight * sign * sigmoid(x) / count);
  }
  return sum / count;
}

void check_size(const char* name, std::size_t expected, std::size_t got) {
  check_shape(name, std::array{static_cast<std::int64_t>(expected)}, std::array{static_cast<std::int64_t>(got)});
}

}  // namespace

template <class Number>
double reconstruction_loss(std::span<const Number> cycle, std::span<const Number> original, double weight,
                           std::span<Number> gradient) {
  check_size("cycle", original.size(), cycle.size());
  check_size("gradient by the cycle", cycle.size(), gradient.size());
  const std::size_t count = cycle.size();
  const auto factor = static_cast<Number>(2.0 * weight / static_cast<double>(count));
  Number sum[8] = {};  // fills a vector register and reduces rounding
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (std::size_t lane = 0; lane < 8; ++lane) {
      const Number difference = cycle[i + lane] - original[i + lane];
      sum[lane] += difference * difference;
      gradient[i + lane] = factor * difference;
    }
  double total = 0.0;
  for (const Number part : sum) total += static_cast<double>(part);
  for (; i < count; ++i) {
    const Number difference = cycle[i] - original[i];
    total += static_cast<double>(difference * difference);
    gradient[i] = factor * difference;
  }
  return total / static_cast<double>(count);
}

template <class Number>
double generator_adversarial_loss(std::span<const Number> fake_logits, double weight, std::span<Number> gradient) {
  check_size("gradient by the logits", fake_logits.size(), gradient.size());
  return mean_softplus(fake_logits, -1.0, weight, gradient);
}

template <class Number>
double discriminator_loss(std::span<const Number> logits, std::size_t real, std::span<Number> gradient) {
  check_size("gradient by the logits", logits.size(), gradient.size());
  return mean_softplus(logits.first(real), -1.0, 1.0, gradient.first(real)) +
         mean_softplus(logits.subspan(real), 1.0, 1.0, gradient.subspan(real));
}

template <class Number>
double feature_matching_loss(std::span<const Number> real, std::span<const Number> fake, std::size_t units,
                             double weight, std::span<Number> gradient) {
  check_size("gradient by the features", fake.size(), gradient.size());
  const std::size_t rows_real = real.size() / units;
  const std::size_t rows_fake = fake.size() / units;
  const auto mean = [units](std::span<const Number> features, std::size_t rows, std::size_t unit) {
    double sum = 0.0;
    for (std::size_t row = 0; row < rows; ++row) sum += static_cast<double>(features[row * units + unit]);
    return sum / static_cast<double>(rows);
  };
  double loss = 0.0;
  for (std::size_t unit = 0; unit < units; ++unit) {
    const double difference = mean(real, rows_real, unit) - mean(fake, rows_fake, unit);
    loss += difference * difference / static_cast<double>(units);
    const double slope = -2.0 * weight * difference / static_cast<double>(units * rows_fake);
    for (std::size_t row = 0; row < rows_fake; ++row) gradient[row * units + unit] = static_cast<Number>(slope);
  }
  return loss;
}

double generator_total(const GeneratorTerms& terms, const LossWeights& weights) {
  double total = 0.0;
  const auto add = [&total](double lambda, double term) {
    if (lambda != 0.0) total += lambda * term;
  };
  add(weights.lambda1, terms.gan_b);
  add(weights.lambda2, terms.reconstruction_a);
  add(weights.lambda3, terms.gan_a);
  add(weights.lambda4, terms.reconstruction_b);
  if (terms.geometry) {
    add(weights.lambda5, terms.geometry->geo1);
    add(weights.lambda6, terms.geometry->geo2);
  }
  if (terms.feature_matching) add(weights.feature_matching, terms.feature_matching->a + terms.feature_matching->b);
  return total;
}

template double reconstruction_loss(std::span<const float>, std::span<const float>, double, std::span<float>);
template double reconstruction_loss(std::span<const double>, std::span<const double>, double, std::span<double>);
template double generator_adversarial_loss(std::span<const float>, double, std::span<float>);
template double generator_adversarial_loss(std::span<const double>, double, std::span<double>);
template double discriminator_loss(std::span<const float>, std::size_t, std::span<float>);
template double discriminator_loss(std::span<const double>, std::size_t, std::span<double>);
template double feature_matching_loss(std::span<const float>, std::span<const float>, std::size_t, double,
                                      std::span<float>);
template double feature_matching_loss(std::span<const double>, std::span<const double>, std::size_t, double,
                                      std::span<double>);

}  // namespace crystalgan
