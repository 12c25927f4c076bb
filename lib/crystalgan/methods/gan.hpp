#pragma once

#include <string>
#include <vector>

#include "crystalgan/features/encode.hpp"
#include "crystalgan/gan/generator.hpp"
#include "crystalgan/methods/method.hpp"
#include "crystalgan/training/adam.hpp"

namespace crystalgan {

// Paper:   the baseline "GAN" of arXiv:1810.11203, section 4: Gaussian noise in, a crystal tensor out
// Symbols: L_G = -E[log D(G(z))], L_D = -E[log D(x)] - E[log(1 - D(G(z)))], z Gaussian
// Here:    one generator, one discriminator; the real ones are the binaries of both domains
// Differs: the paper does not say how many atoms such a tensor holds: a made one carries the atoms of a drawn pair of
//          inputs, A from one, B from the other, X from either
// Test:    learned_methods_test.cpp
/// The plain GAN, one member of it, on Cartesian features.
class Gan : public Method {
 public:
  Gan(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

  bool train(const TrainingObserver& observer) override;
  std::int64_t epochs() const override { return epochs_; }
  std::int64_t epochs_done() const override { return epoch_; }
  std::vector<RawStructure> generate(std::int64_t count) const override;

  std::vector<HistoryRow> history() const override { return history_; }
  NamedTensors state() const override;
  void restore(const NamedTensors& tensors) override;

 private:
  void update(const CellBatch& real, Random& random, HistoryRow& row);

  ChemicalSystem system_;
  std::int64_t member_;
  std::int64_t epochs_;
  std::int64_t batch_size_;
  std::int64_t record_every_;
  Seed seed_;
  PerDomain<std::vector<std::string>> names_;
  PerDomain<CellBatch> binaries_;
  Perceptron generator_;
  Discriminator discriminator_;
  Adam generator_adam_;
  Adam discriminator_adam_;
  std::int64_t epoch_ = 0;
  std::vector<HistoryRow> history_;
};

}  // namespace crystalgan
