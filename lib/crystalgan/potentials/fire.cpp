#include "crystalgan/potentials/fire.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace crystalgan {
namespace {

// The numbers of the paper; the time steps are those of FIRE in ASE (ase.optimize.fire, 3.22).
constexpr double kInitialMixing = 0.1;
constexpr double kMixingDecrease = 0.99;
constexpr int kMinDownhillSteps = 5;
constexpr double kTimeStepIncrease = 1.1;
constexpr double kTimeStepDecrease = 0.5;
constexpr double kInitialTimeStep = 0.1;
constexpr double kMaxTimeStep = 1.0;

// Å, the length of the vector of all numbers. From ASE too.
constexpr double kMaxStep = 0.2;

// Chosen: a shorter time step changes nothing.
constexpr double kMinTimeStep = 1e-8;

double product(std::span<const double> one, std::span<const double> other) {
  double sum = 0.0;
  for (std::size_t i = 0; i < one.size(); ++i) sum += one[i] * other[i];
  return sum;
}

// The dynamics: velocity, time step, mixing.
class Dynamics {
 public:
  explicit Dynamics(std::size_t size) : velocity_(size, 0.0) {}

  bool is_alive() const { return time_ > kMinTimeStep; }

  void stop() {
    std::ranges::fill(velocity_, 0.0);
    time_ *= kTimeStepDecrease;
    mixing_ = kInitialMixing;
    downhill_ = 0;
  }

  // One step along the force, which is the negative gradient.
  void move(std::span<double> numbers, std::span<const double> gradient) {
    const double power = -product(gradient, velocity_);
    if (power < 0.0) stop();
    if (power > 0.0) {
      const double turn = mixing_ * std::sqrt(product(velocity_, velocity_) / product(gradient, gradient));
      for (std::size_t i = 0; i < numbers.size(); ++i)
        velocity_[i] = (1.0 - mixing_) * velocity_[i] - turn * gradient[i];
      if (++downhill_ > kMinDownhillSteps) {
        time_ = std::min(kTimeStepIncrease * time_, kMaxTimeStep);
        mixing_ *= kMixingDecrease;
      }
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) velocity_[i] -= time_ * gradient[i];
    const double length = time_ * std::sqrt(product(velocity_, velocity_));
    const double share = length > kMaxStep ? kMaxStep / length : 1.0;
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] += share * time_ * velocity_[i];
  }

 private:
  std::vector<double> velocity_;
  double time_ = kInitialTimeStep;
  double mixing_ = kInitialMixing;
  int downhill_ = 0;
};

}  // namespace

void fire(std::span<double> numbers, const Landscape& landscape) {
  std::vector<double> gradient(numbers.size());
  std::vector<double> next_gradient(numbers.size());
  std::vector<double> next(numbers.begin(), numbers.end());
  Dynamics dynamics(numbers.size());
  if (!std::isfinite(landscape.energy(numbers, gradient)) || landscape.accept()) return;
  while (dynamics.is_alive()) {
    std::ranges::copy(numbers, next.begin());
    dynamics.move(next, gradient);
    if (!std::isfinite(landscape.energy(next, next_gradient))) {
      dynamics.stop();
      continue;
    }
    std::ranges::copy(next, numbers.begin());
    std::swap(gradient, next_gradient);
    if (landscape.accept()) return;
  }
}

}  // namespace crystalgan
