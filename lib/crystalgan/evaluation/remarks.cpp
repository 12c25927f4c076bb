#include "crystalgan/evaluation/remarks.hpp"

#include <fmt/format.h>

#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/volume_rule.hpp"

namespace crystalgan {
namespace {

// Volume over the volume rule outside which a volume is called out. Chosen: twice the width of a good candidate's
// range.
constexpr double kMinVolume = 0.5;
constexpr double kMaxVolume = 2.0;

}  // namespace

Remarks remarks_on(const Structure& structure, const Structure& first) {
  Remarks remarks{{}, structure.volume_per_atom(), std::nullopt, std::nullopt};
  for (const auto& [pair, distance] : shortest_distances(structure)) {
    const double min = radii_limit(pair.first, pair.second);
    if (!(distance >= min)) remarks.clashes.push_back({pair, distance, min});
  }
  const double ratio = structure.lattice().volume() / rule_volume(structure.composition());
  if (!(ratio >= kMinVolume && ratio <= kMaxVolume)) remarks.volume_over_rule = ratio;
  if (elements_of(structure.composition()) != elements_of(first.composition())) remarks.unlike = first.name();
  return remarks;
}

std::vector<std::string> remark_lines(const Remarks& remarks) {
  std::vector<std::string> lines;
  for (const Clash& clash : remarks.clashes)
    lines.push_back(
        fmt::format("{} at {:.2f} A, expected at least {:.2f}", pair_name(clash.pair), clash.distance, clash.min));
  if (remarks.volume_over_rule)
    lines.push_back(fmt::format("{:.2f} A^3 per atom is {:.2f} times the volume rule", remarks.volume_per_atom,
                                *remarks.volume_over_rule));
  if (remarks.unlike) lines.push_back("other elements than " + *remarks.unlike);
  return lines;
}

}  // namespace crystalgan
