#include "crystalgan/methods/method.hpp"

#include <stdexcept>
#include <string>

#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/methods/symmetry_method.hpp"

namespace crystalgan {

bool train(Method& method, const TrainingObserver& observer) {
  auto* learned = dynamic_cast<LearnedMethod*>(&method);
  return learned == nullptr || learned->train(observer);
}

std::unique_ptr<Method> make_method(const Configuration& configuration, const Binaries& binaries, std::int64_t member) {
  if (is_symmetry_mode(configuration)) return make_symmetry(configuration, binaries);
  switch (configuration.method.name) {
#define CRYSTALGAN_CASE(value, name) \
  case MethodName::value:            \
    return make_##value(configuration, binaries, member);
    CRYSTALGAN_METHODS(CRYSTALGAN_CASE)
#undef CRYSTALGAN_CASE
  }
  throw std::logic_error("method.name: no such method");
}

Seed member_seed(const Configuration& configuration, std::int64_t member) {
  return Seed(static_cast<std::uint64_t>(configuration.seed)).derive("member-" + std::to_string(member));
}

}  // namespace crystalgan
