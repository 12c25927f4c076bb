#include "crystalgan/repair/distance_limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/element_pairs.hpp"

namespace crystalgan {
namespace {

// Slack on the largest nearest-metal distance of the training structures. Chosen: a second metal may be that much
// larger.
constexpr double kMetalSlack = 1.15;

// Quantiles of the training policy. Chosen: one structure in twenty may be odd.
constexpr double kMinQuantile = 0.05;
constexpr double kMaxQuantile = 0.95;

// Share of the shortest distance in binaries. Chosen: 2,018 of 2,024 known ternaries keep it
// (docs/decisions/0034-limits-from-binaries.md).
constexpr double kBinaryShare = 0.8;

// The value below which this share of the values lies; `values` must not be empty.
double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

// Å, from every atom of one kind to its nearest of the other kind, over all structures.
std::vector<double> nearest_of_kind(const std::vector<Structure>& structures, Element one, Element other) {
  std::vector<double> distances;
  for (const Structure& structure : structures) {
    const auto& sites = structure.sites();
    const auto counts = [&](std::size_t i, std::size_t j) {
      return sites[i].element == one && sites[j].element == other;
    };
    for (const Neighbor& nearest : nearest_neighbors(structure, counts)) distances.push_back(nearest.distance);
  }
  return distances;
}

double largest_nearest_metal_distance(const std::vector<Structure>& structures, Element x) {
  double largest = 0.0;
  for (const Structure& structure : structures)
    for (const Neighbor& nearest : nearest_metals(structure, x)) largest = std::max(largest, nearest.distance);
  return largest;
}

// The binary in which a pair is shortest.
struct ShortestPair {
  double distance;  // Å
  std::string structure;
};

void keep_shortest(const Structure& structure, const ElementPair& pair, std::optional<ShortestPair>& shortest) {
  const auto distances = shortest_distances(structure);
  const auto found = distances.find(pair);
  if (found != distances.end() && (!shortest || found->second < shortest->distance))
    shortest = {found->second, structure.name()};
}

DistanceLimits::Pair limit_from(const std::optional<ShortestPair>& shortest, const ElementPair& pair) {
  if (!shortest) return {radii_limit(pair.first, pair.second), "0.8 (r_i + r_j): not in the known binaries"};
  return {kBinaryShare * shortest->distance, "0.8 of the shortest distance in known binaries, " +
                                                 exact_text(std::round(shortest->distance * 1e4) / 1e4) + " A in " +
                                                 printable(shortest->structure)};
}

// "mean of Ba-Ba and Ti-Ti"
DistanceLimits::Pair mean_of_metals(const DistanceLimits& limits, const ChemicalSystem& system) {
  const auto of = [&](Element metal) { return limits.pairs.at(element_pair(metal, metal)).min; };
  const auto name = [](Element metal) { return std::string(metal.symbol()) + "-" + std::string(metal.symbol()); };
  return {(of(system.a) + of(system.b)) / 2.0, "mean of " + name(system.a) + " and " + name(system.b)};
}

}  // namespace

std::vector<Neighbor> nearest_metals(const Structure& structure, Element x) {
  const auto is_metal = [&](std::size_t i) { return structure.sites()[i].element != x; };
  return nearest_neighbors(structure, [&](std::size_t i, std::size_t j) { return is_metal(i) && is_metal(j); });
}

DistanceLimits published_limits(const ChemicalSystem& system, double d1, double d2, bool constrain_x) {
  const std::string source = "arXiv:1810.11203, section 3: nearest metal of every metal";
  DistanceLimits limits{"published", {}, MetalWindow{d1, d2, source}};
  for (const auto& [one, other] :
       {std::pair{system.a, system.a}, std::pair{system.a, system.b}, std::pair{system.b, system.b}})
    limits.pairs[element_pair(one, other)] = {d1, source};
  if (constrain_x) limits.pairs[element_pair(system.x, system.x)] = {d1, "arXiv:1810.11203, the figure: H-H too"};
  return limits;
}

DistanceLimits radii_limits(const ChemicalSystem& system, const std::vector<Structure>& training) {
  DistanceLimits limits{"radii", {}, std::nullopt};
  for (const ElementPair& pair : element_pairs(system)) {
    const double min = radii_limit(pair.first, pair.second);
    const bool floor = min > radii_share(pair.first, pair.second);
    limits.pairs[pair] = {min, floor ? "least distance kept from hydrogen" : "0.8 (r_i + r_j), contact radii"};
  }
  const double largest = largest_nearest_metal_distance(training, system.x);
  limits.metals = MetalWindow{
      0.0, kMetalSlack * largest,
      "1.15 times the largest nearest-metal distance of the training structures, " + exact_text(largest) + " A"};
  return limits;
}

DistanceLimits training_limits(const ChemicalSystem& system, const std::vector<Structure>& training) {
  DistanceLimits limits{"training", {}, std::nullopt};
  const auto hold = [&](Element one, Element other) {
    const auto distances = nearest_of_kind(training, one, other);
    limits.pairs[element_pair(one, other)] =
        distances.empty() ? DistanceLimits::Pair{radii_limit(one, other), "0.8 (r_i + r_j): not in the inputs"}
                          : DistanceLimits::Pair{quantile(distances, kMinQuantile),
                                                 "5 % quantile of the nearest distances in the inputs"};
  };
  for (const Element metal : {system.a, system.b}) {
    hold(metal, metal);
    hold(metal, system.x);
  }
  hold(system.x, system.x);
  limits.pairs[element_pair(system.a, system.b)] = mean_of_metals(limits, system);
  std::vector<double> metals;
  for (const Structure& structure : training)
    for (const Neighbor& nearest : nearest_metals(structure, system.x)) metals.push_back(nearest.distance);
  if (!metals.empty())
    limits.metals =
        MetalWindow{0.0, quantile(metals, kMaxQuantile), "95 % quantile of the nearest-metal distances in the inputs"};
  return limits;
}

DistanceLimits binaries_limits(const ChemicalSystem& system, const std::vector<Structure>& training,
                               const std::vector<Structure>& known) {
  DistanceLimits limits{"binaries", {}, std::nullopt};
  const auto hold = [&](Element one, Element other) {
    const ElementPair pair = element_pair(one, other);
    std::optional<ShortestPair> shortest;
    for (const Structure& structure : training) keep_shortest(structure, pair, shortest);
    if (one == other && one != system.x)
      for (const Structure& structure : known) keep_shortest(structure, pair, shortest);
    limits.pairs[pair] = limit_from(shortest, pair);
  };
  for (const Element metal : {system.a, system.b}) {
    hold(metal, metal);
    hold(metal, system.x);
  }
  hold(system.x, system.x);
  limits.pairs[element_pair(system.a, system.b)] = mean_of_metals(limits, system);
  return limits;
}

std::optional<std::string> contradiction(const DistanceLimits& limits, const ChemicalSystem& system) {
  if (!limits.metals) return std::nullopt;
  const MetalWindow& window = *limits.metals;
  if (window.min > window.max)
    return "the nearest metal of a metal: expected at least " + exact_text(window.min) + " and at most " +
           exact_text(window.max) + " A";
  // Every metal of a ternary has some metal as its nearest: where even the least of its pairs is too far, none serves.
  for (const Element metal : {system.a, system.b}) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const Element other : {system.a, system.b}) {
      const auto pair = limits.pairs.find(element_pair(metal, other));
      nearest = std::min(nearest, pair == limits.pairs.end() ? 0.0 : pair->second.min);
    }
    if (nearest > window.max)
      return "the nearest metal of " + std::string(metal.symbol()) + ": expected at most " + exact_text(window.max) +
             " A, but no pair of metals may be nearer than " + exact_text(nearest) + " A";
  }
  return std::nullopt;
}

}  // namespace crystalgan
