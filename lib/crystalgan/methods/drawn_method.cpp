#include "crystalgan/methods/drawn_method.hpp"

#include <utility>

namespace crystalgan {

DrawnMethod::DrawnMethod(std::string origin, const Configuration& configuration, Binaries binaries, std::int64_t member)
    : origin_(std::move(origin)),
      binaries_(std::move(binaries)),
      member_(member),
      seed_(member_seed(configuration, member)) {}

std::vector<RawStructure> DrawnMethod::generate(std::int64_t count) const {
  std::vector<RawStructure> made;
  for (std::int64_t k = 0; k < count; ++k) {
    Random random(seed_.derive("generate/" + std::to_string(k)));
    Drawn drawn = draw(random);
    made.push_back(
        {std::move(drawn.structure), origin_, member_, std::move(drawn.parent_a), std::move(drawn.parent_b)});
  }
  return made;
}

DrawnPair draw_pair(const Binaries& binaries, Random& random) {
  const auto& [of_a, of_b] = binaries.structures;
  const std::size_t i = random.below(of_a.size());
  const std::size_t j = random.below(of_b.size());
  return {of_a[i], of_b[j], random.below(2) == 0};
}

Composition composition_of(const DrawnPair& pair, const ChemicalSystem& system) {
  return {{system.a, pair.a.composition().at(system.a)},
          {system.b, pair.b.composition().at(system.b)},
          {system.x, pair.host().composition().at(system.x)}};
}

}  // namespace crystalgan
