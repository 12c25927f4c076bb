#include <utility>

#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/methods/drawn_method.hpp"

namespace crystalgan {
namespace {

/// Atoms at uniformly random positions in the cells of the inputs.
class RandomPositions final : public DrawnMethod {
 public:
  using DrawnMethod::DrawnMethod;

 private:
  Drawn draw(Random& random) const override {
    const DrawnPair pair = draw_pair(binaries(), random);
    std::vector<Site> sites;
    for (const auto& [element, count] : composition_of(pair, binaries().system))
      for (int i = 0; i < count; ++i)
        sites.push_back({element, {random.uniform(), random.uniform(), random.uniform()}});
    return {at_rule_volume({pair.host().lattice(), std::move(sites), origin()}), pair.a.name(), pair.b.name()};
  }
};

}  // namespace

std::unique_ptr<Method> make_random(const Configuration& configuration, const Binaries& binaries, std::int64_t member) {
  return std::make_unique<RandomPositions>("random", configuration, binaries, member);
}

}  // namespace crystalgan
