#include "crystalgan/methods/method.hpp"

#include <array>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/baselines.hpp"
#include "crystalgan/methods/crystalgan_published.hpp"
#include "crystalgan/methods/discogan.hpp"
#include "crystalgan/methods/gan.hpp"

namespace crystalgan {
namespace {

template <class Learned>
std::unique_ptr<Method> make(const Configuration& configuration, const Binaries& binaries, std::int64_t member) {
  return std::make_unique<Learned>(configuration, binaries, member);
}

constexpr std::array kMethods{
    MethodEntry{"crystalgan", "the paper's three steps (arXiv:1810.11203)", make<PublishedCrystalGan>},
    MethodEntry{"discogan", "a cross-domain GAN between the binaries alone (arXiv:1703.05192)", make<DiscoGan>},
    MethodEntry{"gan", "one generator from noise, one discriminator", make<Gan>},
    MethodEntry{"random", "atoms anywhere in the cells of the inputs", make_random},
    MethodEntry{"random-symmetric", "atoms on orbits of a random space group", make_random_symmetric},
    MethodEntry{"overlay", "the metals of one binary in another, as they are", make_overlay},
    MethodEntry{"interleave", "the same, shifted rigidly to the clearest place", make_interleave},
    MethodEntry{"relabel", "some metals of a binary renamed", make_relabel},
    MethodEntry{"substitute", "known ternaries of other systems with their elements replaced", make_substitute},
};

}  // namespace

bool Method::train(const TrainingObserver& observer) {
  while (const auto step = next_step())
    if (!step->training->run(step->sets, observer)) return false;
  return true;
}

std::span<const MethodEntry> method_table() { return kMethods; }

std::unique_ptr<Method> make_method(const Configuration& configuration, const Binaries& binaries, std::int64_t member) {
  for (const MethodEntry& entry : kMethods)
    if (entry.name == configuration.method.name) return entry.make(configuration, binaries, member);
  throw ConfigError("method.name", "expected a known method, got '" + configuration.method.name + "'");
}

Seed member_seed(const Configuration& configuration, std::int64_t member) {
  return Seed(static_cast<std::uint64_t>(configuration.seed)).derive("member-" + std::to_string(member));
}

}  // namespace crystalgan
