#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/methods/drawn_method.hpp"
#include "crystalgan/methods/interleaving.hpp"

namespace crystalgan {
namespace {

/// The metals of one binary in another, shifted as a whole to the largest distance from the host's atoms.
class Interleave final : public DrawnMethod {
 public:
  using DrawnMethod::DrawnMethod;

 private:
  Drawn draw(Random& random) const override {
    const DrawnPair pair = draw_pair(binaries(), random);
    const auto guests = metals_of(pair.guest(), binaries().system);
    // distances in a cell of the rule's volume
    const Structure room = with_room_for(pair.host(), guests);
    const Placement clearest = placements(room, guests, kQuarters).front();
    return {interleaved(room, guests, clearest.shift).named(origin()), pair.a.name(), pair.b.name()};
  }
};

}  // namespace

std::unique_ptr<Method> make_interleave(const Configuration& configuration, const Binaries& binaries,
                                        std::int64_t member) {
  return std::make_unique<Interleave>("interleave", configuration, binaries, member);
}

}  // namespace crystalgan
