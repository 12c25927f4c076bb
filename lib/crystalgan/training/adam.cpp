#include "crystalgan/training/adam.hpp"

#include <array>
#include <cmath>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/vectorised.hpp"

namespace crystalgan {
namespace {

// The constants of one step.
struct StepFactors {
  float beta1;
  float beta2;
  float rest1;  // 1 - β1, rounded once: 1.0F - 0.999F is off by 1.3e-5, which does not cancel in the correction
  float rest2;
  float rate;    // α / (1 - β1^t)
  float scale2;  // 1 / sqrt(1 - β2^t)
  float epsilon;
  float decay;

  StepFactors(const AdamSettings& settings, double t)
      : beta1(static_cast<float>(settings.beta1)),
        beta2(static_cast<float>(settings.beta2)),
        rest1(static_cast<float>(1.0 - settings.beta1)),
        rest2(static_cast<float>(1.0 - settings.beta2)),
        rate(static_cast<float>(settings.learning_rate / (1.0 - std::pow(settings.beta1, t)))),
        scale2(static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(settings.beta2, t)))),
        epsilon(static_cast<float>(settings.epsilon)),
        decay(static_cast<float>(settings.weight_decay)) {}
};

CRYSTALGAN_VECTORISED void move_all(const StepFactors& f, std::int64_t count, const float* __restrict gradient,
                                    float* __restrict first, float* __restrict second, float* __restrict parameter) {
  for (std::int64_t k = 0; k < count; ++k) {
    const float slope = gradient[k] + f.decay * parameter[k];
    first[k] = f.beta1 * first[k] + f.rest1 * slope;
    second[k] = f.beta2 * second[k] + f.rest2 * slope * slope;
    parameter[k] -= f.rate * first[k] / (std::sqrt(second[k]) * f.scale2 + f.epsilon);
  }
}

}  // namespace

Adam::Adam(const AdamSettings& settings, std::size_t parameters)
    : settings_(settings), first_(parameters), second_(parameters) {}

void Adam::step(std::span<float> parameters, std::span<const float> gradient) {
  if (gradient.empty()) return;
  const std::array expected{std::ssize(first_)};
  check_shape("parameters", expected, std::array{std::ssize(parameters)});
  check_shape("gradient", expected, std::array{std::ssize(gradient)});
  ++steps_;
  move_all(StepFactors(settings_, static_cast<double>(steps_)), std::ssize(parameters), gradient.data(), first_.data(),
           second_.data(), parameters.data());
}

void Adam::save(const std::string& prefix, NamedArrays& arrays) const {
  arrays[prefix + "/first-moment"] = array_of(first_);
  arrays[prefix + "/second-moment"] = array_of(second_);
  arrays[prefix + "/steps"] = array_of(std::vector{steps_});
}

void Adam::restore(const std::string& prefix, const NamedArrays& arrays) {
  const std::vector expected{std::ssize(first_)};
  first_ = numbers_named<float>(arrays, prefix + "/first-moment", expected);
  second_ = numbers_named<float>(arrays, prefix + "/second-moment", expected);
  steps_ = numbers_named<std::int64_t>(arrays, prefix + "/steps", {1}).front();
}

}  // namespace crystalgan
