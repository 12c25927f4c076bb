#include "crystalgan/repair/certificate.hpp"

#include <algorithm>
#include <limits>

#include "crystalgan/core/text.hpp"

namespace crystalgan {

Certificate certify(const Structure& structure, Element x, const DistanceLimits& limits) {
  Certificate certificate{limits.policy, {}, std::nullopt};
  for (const auto& [pair, shortest] : shortest_distances(structure)) {
    const auto limit = limits.pairs.find(pair);
    if (limit == limits.pairs.end())
      certificate.pairs.push_back({pair_name(pair), shortest, std::nullopt, "free under this policy"});
    else
      certificate.pairs.push_back({pair_name(pair), shortest, limit->second.min, limit->second.source});
  }
  if (limits.metals) {
    NearestMetalWindow window{std::numeric_limits<double>::infinity(), 0.0, limits.metals->min, limits.metals->max,
                              limits.metals->source};
    for (const Neighbor& nearest : nearest_metals(structure, x)) {
      window.shortest = std::min(window.shortest, nearest.distance);
      window.longest = std::max(window.longest, nearest.distance);
    }
    certificate.nearest_metal = window;
  }
  return certificate;
}

std::optional<Rejection> broken_limit(const Certificate& certificate) {
  for (const PairDistance& pair : certificate.pairs)
    if (pair.min && !(pair.shortest >= *pair.min))
      return Rejection{"atoms too close: " + pair.pair, "shortest " + pair.pair + " distance: expected at least " +
                                                            exact_text(*pair.min) + " A, got " +
                                                            exact_text(pair.shortest)};
  if (const auto& metal = certificate.nearest_metal; metal && !(metal->shortest >= metal->min))
    return Rejection{"metals too close", "smallest nearest-metal distance: expected at least " +
                                             exact_text(metal->min) + " A, got " + exact_text(metal->shortest)};
  if (const auto& metal = certificate.nearest_metal; metal && !(metal->longest <= metal->max))
    return Rejection{"a metal without a metal nearby", "largest nearest-metal distance: expected at most " +
                                                           exact_text(metal->max) + " A, got " +
                                                           exact_text(metal->longest)};
  return std::nullopt;
}

}  // namespace crystalgan
