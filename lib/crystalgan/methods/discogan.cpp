#include "crystalgan/methods/discogan.hpp"

#include <algorithm>

#include "crystalgan/features/decode.hpp"

namespace crystalgan {
namespace {

// From arXiv:1703.05192 and its authors' code.
constexpr double kGanWeight = 0.1;
constexpr double kFeatureMatchingWeight = 0.9;
constexpr double kEarlyReconstruction = 0.01;
constexpr double kLateReconstruction = 0.5;
constexpr std::int64_t kEarlyIterations = 10000;
constexpr std::int64_t kGeneratorUpdates = 2;  // per update of the discriminators
constexpr AdamSettings kAdam{2e-4, 0.5, 0.999, 1e-8, 1e-5};

GeneratorObjective objective_at(std::int64_t iteration) {
  const double r = iteration < kEarlyIterations ? kEarlyReconstruction : kLateReconstruction;
  const double gan = (1.0 - r) * kGanWeight;
  return {{gan, r, gan, r, 0.0, 0.0, (1.0 - r) * kFeatureMatchingWeight}, std::nullopt};
}

// After translation the metals of a binary are in the other metal's block.
CellBatch<float> with_metal_masks_exchanged(CellBatch<float> cells) {
  for (std::int64_t structure = 0; structure < cells.size; ++structure)
    for (std::int64_t slot = 0; slot < cells.slots; ++slot)
      std::swap(cells.mask[cells.row(structure, Block::a, slot)], cells.mask[cells.row(structure, Block::b, slot)]);
  return cells;
}

}  // namespace

DiscoGan::DiscoGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
    : BaselineGan(configuration, binaries, member, 1, configuration.training.epochs_step1),
      gan_(make_cross_domain_gan(layout_of(binaries).slots, configuration.networks.layers, configuration.networks.width,
                                 seed_, "")),
      game_(gan_),
      adam_(kAdam, gan_) {}

void DiscoGan::update(const PerDomain<CellBatch<float>>& cells, Random&, LossRecord& losses) {
  const std::int64_t iteration = adam_.generators.a.steps();
  game_.translate(gan_, cells);
  losses.add(game_.derive_discriminators(gan_, gradients_));
  if (iteration % kGeneratorUpdates == 0) {
    adam_.discriminators.a.step(gan_.discriminators.a.parameters, gradients_.a);
    adam_.discriminators.b.step(gan_.discriminators.b.parameters, gradients_.b);
  }
  const GeneratorObjective objective = objective_at(iteration);
  const GeneratorTerms terms = game_.derive_generators(gan_, objective, gradients_);
  adam_.generators.a.step(gan_.generators.a.parameters, gradients_.a);
  adam_.generators.b.step(gan_.generators.b.parameters, gradients_.b);
  losses.add(terms, generator_total(terms, objective.weights));
}

std::vector<RawStructure> DiscoGan::generate(std::int64_t count) const {
  const auto fake_b = with_metal_masks_exchanged(translated(gan_.generators.a, binaries_.a));
  const auto fake_a = with_metal_masks_exchanged(translated(gan_.generators.b, binaries_.b));
  std::vector<RawStructure> raw;
  const auto add = [&](const CellBatch<float>& cells, std::int64_t i, const std::string& origin,
                       const std::string& parent_a, const std::string& parent_b) {
    if (std::ssize(raw) < count)
      raw.push_back({decode_cartesian(cells, i, system_, origin), origin, member_, parent_a, parent_b});
  };
  for (std::int64_t i = 0; i < std::max(binaries_.a.size, binaries_.b.size); ++i) {
    const auto place = static_cast<std::size_t>(i);
    if (i < binaries_.a.size) add(fake_b, i, "AHB1", names_.a[place], "");
    if (i < binaries_.b.size) add(fake_a, i, "BHA1", "", names_.b[place]);
  }
  return raw;
}

NamedArrays DiscoGan::weights() const { return networks_state(gan_, adam_, ""); }

void DiscoGan::restore_weights(const NamedArrays& arrays) { restore_networks(gan_, adam_, "", arrays); }

std::unique_ptr<Method> make_discogan(const Configuration& configuration, const Binaries& binaries,
                                      std::int64_t member) {
  return std::make_unique<DiscoGan>(configuration, binaries, member);
}

}  // namespace crystalgan
