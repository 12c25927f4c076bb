#include "crystalgan/methods/method.hpp"

#include <array>
#include <stdexcept>
#include <string>

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
    MethodEntry{MethodName::crystalgan, "the paper's three steps (arXiv:1810.11203)", make<PublishedCrystalGan>},
    MethodEntry{MethodName::discogan, "a cross-domain GAN between the binaries alone (arXiv:1703.05192)",
                make<DiscoGan>},
    MethodEntry{MethodName::gan, "one generator from noise, one discriminator", make<Gan>},
    MethodEntry{MethodName::random, "atoms anywhere in the cells of the inputs", make_random},
    MethodEntry{MethodName::random_symmetric, "atoms on orbits of a random space group", make_random_symmetric},
    MethodEntry{MethodName::overlay, "the metals of one binary in another, as they are", make_overlay},
    MethodEntry{MethodName::interleave, "the same, shifted rigidly to the clearest place", make_interleave},
    MethodEntry{MethodName::relabel, "some metals of a binary renamed", make_relabel},
    MethodEntry{MethodName::substitute, "known ternaries of other systems with their elements replaced",
                make_substitute},
};

}  // namespace

bool train(Method& method, const TrainingObserver& observer) {
  auto* learned = dynamic_cast<LearnedMethod*>(&method);
  return learned == nullptr || learned->train(observer);
}

std::span<const MethodEntry> method_table() { return kMethods; }

std::unique_ptr<Method> make_method(const Configuration& configuration, const Binaries& binaries, std::int64_t member) {
  for (const MethodEntry& entry : kMethods)
    if (entry.name == configuration.method.name) return entry.make(configuration, binaries, member);
  throw std::logic_error(std::string(name_of(configuration.method.name)) + ": no such row in the table of methods");
}

Seed member_seed(const Configuration& configuration, std::int64_t member) {
  return Seed(static_cast<std::uint64_t>(configuration.seed)).derive("member-" + std::to_string(member));
}

}  // namespace crystalgan
