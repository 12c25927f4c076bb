#pragma once

#include <vector>

#include "crystalgan/methods/baseline_gan.hpp"

namespace crystalgan {

// Paper:   DiscoGAN (Kim et al., arXiv:1703.05192), the second baseline of arXiv:1810.11203
// Symbols: L_G = (1 - r) (0.1 L_GAN + 0.9 L_FM) + r L_R summed over both directions; L_FM = Σ over the hidden layers of
//          the discriminator of the mean of (batch mean of real - batch mean of fake)²; r = 0.01, after 10,000
//          iterations 0.5
// Here:    CrossDomainGan on Cartesian features, Adam 2e-4, β (0.5, 0.999), weight decay 1e-5, one update of the
//          discriminators per two of the generators
// Differs: fully connected networks of the configuration's size in place of convolutions on images
// Test:    learned_methods_test.cpp
/// DiscoGAN between the two binary domains, one member of it. What it makes are pseudo-binaries, never ternaries.
class DiscoGan : public BaselineGan {
 public:
  DiscoGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

  /// x_AHB1 and y_BHA1 in turn, of every input once.
  std::vector<RawStructure> generate(std::int64_t count) const override;
  std::int64_t max_samples() const override { return binaries_.a.size + binaries_.b.size; }

 private:
  void update(const PerDomain<CellBatch<float>>& cells, Random& random, LossRecord& losses) override;
  NamedArrays weights() const override;
  void restore_weights(const NamedArrays& arrays) override;

  CrossDomainGan<float> gan_;
  CrossDomainGame<float> game_;
  CrossDomainAdam adam_;
  PerDomain<std::vector<float>> gradients_;
};

}  // namespace crystalgan
