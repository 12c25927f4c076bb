#include "crystalgan/methods/discogan.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

#include "crystalgan/features/decode.hpp"
#include "crystalgan/methods/step_settings.hpp"

namespace crystalgan {
namespace {

// All of them from arXiv:1703.05192 and the code its authors published with it.
constexpr double kGanWeight = 0.1;
constexpr double kFeatureMatchingWeight = 0.9;
constexpr double kEarlyReconstruction = 0.01;
constexpr double kLateReconstruction = 0.5;
constexpr std::int64_t kEarlyIterations = 10000;
constexpr std::int64_t kGeneratorUpdates = 2;  // per update of the discriminators
constexpr AdamSettings kAdam{2e-4, 0.5, 0.999, 1e-8, 1e-5};

CrossDomainGan make_networks(const Configuration& configuration, std::int64_t slots, Seed seed) {
  const auto& networks = configuration.networks;
  const GeneratorShape generator{GeneratorForm::plain,    Layout::blocks, slots, networks.layers, networks.width, 0,
                                 engine_of(configuration)};
  const PerceptronShape judge{Layout{slots}.size(), 1, networks.layers, networks.width, engine_of(configuration)};
  const auto named = [&](const char* name) { return std::vector{seed.derive(name)}; };
  return {{Generator(generator, named("weights/generator-a")), Generator(generator, named("weights/generator-b"))},
          {Discriminator(judge, false, named("weights/discriminator-a")),
           Discriminator(judge, false, named("weights/discriminator-b"))}};
}

// L_FM, [M]: hidden layers only, the last one is the logit.
at::Tensor feature_matching(const std::vector<at::Tensor>& real, const std::vector<at::Tensor>& fake) {
  auto sum = at::zeros({real.front().size(0)});
  for (std::size_t layer = 0; layer + 1 < real.size(); ++layer)
    sum = sum + (real[layer].mean(1) - fake[layer].mean(1)).square().mean(1);
  return sum;
}

// The metals of a binary stand in the other metal's block once it is translated.
at::Tensor translated_mask(const at::Tensor& mask) {
  return mask.index_select(0, at::tensor({std::int64_t{0}, std::int64_t{1}, std::int64_t{3}, std::int64_t{2}}));
}

}  // namespace

DiscoGan::DiscoGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
    : BaselineGan(configuration, binaries, member, 1, configuration.training.epochs_step1),
      gan_(make_networks(configuration, layout_of(binaries).slots, seed_)) {
  generator_adam_.emplace(kAdam, gan_.generator_parameters());
  discriminator_adam_.emplace(kAdam, gan_.discriminator_parameters());
}

void DiscoGan::update(const PerDomain<CellBatch>& cells, Random&, HistoryRow& row) {
  const Translation made = translate(gan_, cells);
  const std::int64_t iteration = generator_adam_->steps();
  const DiscriminatorTerms judged = discriminator_terms(gan_, cells, made.fake);
  if (iteration % kGeneratorUpdates == 0)
    discriminator_adam_->step(torch::autograd::grad({judged.total().sum()}, discriminator_adam_->parameters()));
  record(row, LossTerm::discriminator_a, judged.a);
  record(row, LossTerm::discriminator_b, judged.b);
  record(row, LossTerm::discriminator_total, judged.total());
  const GeneratorTerms terms = generator_terms(gan_, cells, made, std::nullopt);
  const auto matching = [](const Discriminator& judge, const CellBatch& real, const CellBatch& fake) {
    return feature_matching(judge.layers(real), judge.layers(fake));
  };
  const auto fm_b = matching(gan_.discriminators.b, cells.b, made.fake.b);
  const auto fm_a = matching(gan_.discriminators.a, cells.a, made.fake.a);
  const double r = iteration < kEarlyIterations ? kEarlyReconstruction : kLateReconstruction;
  const auto total = (1.0 - r) * (kGanWeight * (terms.gan_b + terms.gan_a) + kFeatureMatchingWeight * (fm_b + fm_a)) +
                     r * (terms.reconstruction_a + terms.reconstruction_b);  // [M]
  generator_adam_->step(torch::autograd::grad({total.sum()}, generator_adam_->parameters()));
  record(row, LossTerm::gan_b, terms.gan_b);
  record(row, LossTerm::gan_a, terms.gan_a);
  record(row, LossTerm::reconstruction_a, terms.reconstruction_a);
  record(row, LossTerm::reconstruction_b, terms.reconstruction_b);
  record(row, LossTerm::feature_matching_b, fm_b);
  record(row, LossTerm::feature_matching_a, fm_a);
  record(row, LossTerm::generator_total, total);
}

std::vector<RawStructure> DiscoGan::generate(std::int64_t count) const {
  const at::NoGradGuard no_gradient;
  const Translation made = translate(gan_, binaries_);
  std::vector<RawStructure> raw;
  const std::int64_t longer = std::max(binaries_.a.size(), binaries_.b.size());
  const auto add = [&](const CellBatch& cells, std::int64_t i, const std::string& parent, bool from_a) {
    const std::string origin = from_a ? "AHB1" : "BHA1";
    if (i >= cells.size() || std::ssize(raw) == count) return;
    raw.push_back({decode_cartesian(cells.features[0][i], translated_mask(cells.mask[0][i]), system_, origin), origin,
                   member_, from_a ? parent : "", from_a ? "" : parent});
  };
  for (std::int64_t i = 0; i < longer; ++i) {
    const auto name = [&](const std::vector<std::string>& names) {
      return i < std::ssize(names) ? names[static_cast<std::size_t>(i)] : std::string();
    };
    add(made.fake.b, i, name(names_.a), true);
    add(made.fake.a, i, name(names_.b), false);
  }
  return raw;
}

}  // namespace crystalgan
