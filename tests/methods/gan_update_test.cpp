// One update of the plain GAN against the slopes of its losses, computed in float64.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/features/encode.hpp"
#include "crystalgan/methods/gan.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kNoise = 100;

const Binaries& inputs() { return test::small_binaries(); }

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }

// A network of a state, in float64.
Network<double> network_in(const NamedArrays& state, const std::string& name, std::int64_t from, std::int64_t to,
                           const Configuration& configuration) {
  const PerceptronShape shape{from, to, configuration.networks.layers, configuration.networks.width};
  const auto numbers = numbers_named<float>(state, name, {parameter_count(shape)});
  return {shape, {numbers.begin(), numbers.end()}};
}

std::vector<double> real_cells() {
  std::vector<double> cells;
  for (const auto* set : {&inputs().structures.a, &inputs().structures.b}) {
    const auto encoded = encode_cartesian(*set, inputs().system, layout_of(inputs()));
    cells.insert(cells.end(), encoded.features.begin(), encoded.features.end());
  }
  return cells;
}

std::vector<double> noise_of_first_epoch(const Configuration& configuration, std::int64_t structures) {
  Random random(member_seed(configuration, 0).derive("noise/epoch-1"));
  std::vector<double> noise(static_cast<std::size_t>(structures * kNoise));
  for (double& number : noise) number = static_cast<double>(static_cast<float>(random.normal()));
  return noise;
}

// Adam's first step is the learning rate against the sign of the slope; checked where the slope is clearly not 0.
void expect_first_step(Network<double> network, const Network<double>& after,
                       const std::function<double(const Network<double>&)>& loss) {
  Random random(Seed(5));
  int checked = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t k = random.below(network.parameters.size());
    const double kept = network.parameters[k];
    constexpr double kStep = 1e-5;
    network.parameters[k] = kept + kStep;
    const double above = loss(network);
    network.parameters[k] = kept - kStep;
    const double below = loss(network);
    network.parameters[k] = kept;
    const double slope = (above - below) / (2 * kStep);
    if (std::fabs(slope) < 1e-5) continue;
    ++checked;
    EXPECT_GT((kept - after.parameters[k]) * slope, 0.0) << "parameter " << k << ", slope " << slope;
  }
  EXPECT_GT(checked, 20);
}

TEST(Gan, AnUpdateGoesDownTheSlopesOfItsLosses) {
  Configuration configuration = test::small_configuration();
  configuration.method.name = MethodName::gan;
  configuration.networks.layers = 3;
  configuration.networks.width = 20;
  Gan gan(configuration, inputs(), 0);
  const NamedArrays before = gan.state();
  EXPECT_FALSE(gan.train({{}, [] { return true; }}));
  const NamedArrays after = gan.state();

  const std::int64_t cell = layout_of(inputs()).size();
  const auto generator = [&](const NamedArrays& state) {
    return network_in(state, "generator", kNoise, cell, configuration);
  };
  const auto discriminator = [&](const NamedArrays& state) {
    return network_in(state, "discriminator", cell, 1, configuration);
  };
  const std::vector<double> real = real_cells();
  const auto structures = static_cast<std::int64_t>(real.size()) / cell;
  ASSERT_EQ(structures, 10);
  const std::vector<double> noise = noise_of_first_epoch(configuration, structures);
  const std::vector<double> fake = outputs_of(generator(before), noise, structures);
  const auto mean_softplus = [&](const std::vector<double>& logits, double sign) {
    double sum = 0.0;
    for (const double logit : logits) sum += softplus(sign * logit);
    return sum / static_cast<double>(logits.size());
  };

  // L_D = -E[log D(x)] - E[log(1 - D(G(z)))]
  expect_first_step(discriminator(before), discriminator(after), [&](const Network<double>& network) {
    return mean_softplus(outputs_of(network, real, structures), -1.0) +
           mean_softplus(outputs_of(network, fake, structures), 1.0);
  });
  // L_G = -E[log D(G(z))], against the new discriminator
  expect_first_step(generator(before), generator(after), [&](const Network<double>& network) {
    return mean_softplus(outputs_of(discriminator(after), outputs_of(network, noise, structures), structures), -1.0);
  });
}

}  // namespace
}  // namespace crystalgan
