#include <utility>

#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/methods/drawn_method.hpp"

namespace crystalgan {
namespace {

/// The metals of one binary added to another binary, unchanged.
class Overlay final : public DrawnMethod {
 public:
  using DrawnMethod::DrawnMethod;

 private:
  Drawn draw(Random& random) const override {
    const DrawnPair pair = draw_pair(binaries(), random);
    std::vector<Site> sites = pair.host().sites();
    for (const Site& site : pair.guest().sites())
      if (site.element != binaries().system.x) sites.push_back(site);  // same fractional coordinates
    return {at_rule_volume({pair.host().lattice(), std::move(sites), origin()}), pair.a.name(), pair.b.name()};
  }
};

}  // namespace

std::unique_ptr<Method> make_overlay(const Configuration& configuration, const Binaries& binaries,
                                     std::int64_t member) {
  return std::make_unique<Overlay>("overlay", configuration, binaries, member);
}

}  // namespace crystalgan
