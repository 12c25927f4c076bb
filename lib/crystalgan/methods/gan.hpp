#pragma once

#include <vector>

#include "crystalgan/methods/baseline_gan.hpp"

namespace crystalgan {

// Paper:   the baseline "GAN" of arXiv:1810.11203, section 4: Gaussian noise in, a crystal tensor out
// Symbols: L_G = -E[log D(G(z))], L_D = -E[log D(x)] - E[log(1 - D(G(z)))], z Gaussian
// Here:    one generator, one discriminator; the real ones are the binaries of both domains
// Differs: the paper does not say how many atoms such a tensor holds: a made one carries the atoms of a drawn pair of
//          inputs, A from one, B from the other, X from either
// Test:    gan_update_test.cpp; learned_methods_test.cpp
/// One member of the plain GAN, on Cartesian features.
class Gan : public BaselineGan {
 public:
  Gan(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

  std::vector<RawStructure> generate(std::int64_t count) const override;

 private:
  void update(const PerDomain<CellBatch<float>>& cells, Random& random, LossRecord& losses) override;
  double update_discriminator(const std::vector<float>& real, std::int64_t structures);
  double update_generator(const std::vector<float>& noise, std::int64_t structures);
  NamedArrays weights() const override;
  void restore_weights(const NamedArrays& arrays) override;

  Network<float> generator_;
  Network<float> discriminator_;
  Perceptron<float> generator_pass_;
  Perceptron<float> discriminator_pass_;
  Adam generator_adam_;
  Adam discriminator_adam_;
  std::vector<float> generator_hidden_;  // of the fakes of this update
  std::vector<float> fake_;              // [B, K, S, 3]
};

}  // namespace crystalgan
