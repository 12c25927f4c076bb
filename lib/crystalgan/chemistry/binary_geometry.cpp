#include "crystalgan/chemistry/binary_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/chemistry/pair_estimate.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"

namespace crystalgan {
namespace {

constexpr int kReweightings = 30;
constexpr double kLeastResidual = 0.3;  // Å^3 per atom: smaller ones weigh alike; chosen
constexpr double kNearHull = 0.1;       // eV/atom, chosen
// Limits of V_M, chosen: the regression says nonsense of a metal with one odd binary.
constexpr double kLeastMetalVolume = 3.0;       // Å^3
constexpr double kMostOfElement = 1.6;          // of the volume of the element
constexpr double kUnknownElementVolume = 41.5;  // Å^3, as of a molar volume of 25 cm³
constexpr double kLimitShare = 0.8;             // of the shortest distances; chosen
constexpr double kLeastAnionVolume = 1.0;       // Å^3

// One binary in the regression.
struct VolumeRow {
  double metal_share, anion_share;  // of the atoms
  double volume;                    // Å^3 per atom
  double weight;
};

// Sums of one metal in the normal equations.
struct MetalSums {
  double metal_metal = 0.0, metal_anion = 0.0, metal_volume = 0.0, anion_anion = 0.0, anion_volume = 0.0;
};

MetalSums sums_of(const std::vector<VolumeRow>& rows) {
  MetalSums sums;
  for (const VolumeRow& row : rows) {
    sums.metal_metal += row.weight * row.metal_share * row.metal_share;
    sums.metal_anion += row.weight * row.metal_share * row.anion_share;
    sums.metal_volume += row.weight * row.metal_share * row.volume;
    sums.anion_anion += row.weight * row.anion_share * row.anion_share;
    sums.anion_volume += row.weight * row.anion_share * row.volume;
  }
  return sums;
}

// Least squares over all metals: the volume of each metal is eliminated. Nothing where no metal has two formulas.
std::optional<double> solved_anion_volume(const std::vector<std::vector<VolumeRow>>& metals) {
  double numerator = 0.0, denominator = 0.0;
  for (const auto& rows : metals) {
    const MetalSums sums = sums_of(rows);
    numerator += sums.anion_volume - sums.metal_anion * sums.metal_volume / sums.metal_metal;
    denominator += sums.anion_anion - sums.metal_anion * sums.metal_anion / sums.metal_metal;
  }
  if (!(denominator > 1e-9)) return std::nullopt;
  return numerator / denominator;
}

void reweight(double anion_volume, std::vector<VolumeRow>& rows) {
  const MetalSums sums = sums_of(rows);
  const double metal_volume = (sums.metal_volume - anion_volume * sums.metal_anion) / sums.metal_metal;
  for (VolumeRow& row : rows) {
    const double residual = row.metal_share * metal_volume + row.anion_share * anion_volume - row.volume;
    row.weight = 1.0 / std::max(std::abs(residual), kLeastResidual);
  }
}

double mean_volume(const std::vector<std::vector<VolumeRow>>& metals) {
  double sum = 0.0, count = 0.0;
  for (const auto& rows : metals)
    for (const VolumeRow& row : rows) sum += row.volume, count += 1.0;
  return sum / count;
}

double element_volume(Element metal) { return metal.atomic_volume().value_or(kUnknownElementVolume); }

double within_limits(double metal_volume, Element metal) {
  return std::min(std::max(metal_volume, kLeastMetalVolume), kMostOfElement * element_volume(metal));
}

// The geometries of all pairs of a pool.
std::map<std::pair<Element, Element>, BinaryGeometry> all_geometries(const BinaryPool& pool) {
  std::map<std::pair<Element, Element>, BinaryGeometry> found;
  for (const Anion& anion : known_anions()) {
    std::optional<double> of_anion;
    for (const Element metal : pool.metals()) {
      if (!is_electropositive(metal) || pool.of(metal, anion.element).empty()) continue;
      if (!of_anion) of_anion = anion_volume(pool, anion.element);
      found.emplace(std::pair(metal, anion.element), binary_geometry(pool, metal, anion.element, *of_anion));
    }
  }
  return found;
}

}  // namespace

// Paper:   none
// Symbols: V/N volume per atom, c_M and c_X shares of the atoms, v_M of each metal
// Here:    V/N = c_M v_M + c_X C_X; least squares, 30 times weighted anew by 1 / max(|residual|, 0.3 Å^3): nearly the least sum
//          of absolute residuals. The mean volume per atom where no metal has two formulas.
// Differs: -
// Test:    binary_geometry_test.cpp
double anion_volume(const BinaryPool& pool, Element anion) {
  std::vector<std::vector<VolumeRow>> metals;
  for (const Element metal : pool.metals()) {
    std::vector<VolumeRow> rows;
    for (const BinaryEntry& entry : pool.of(metal, anion)) {
      const double atoms = entry.metals + entry.anions;
      rows.push_back({entry.metals / atoms, entry.anions / atoms, pool.structure_of(entry).volume_per_atom(), 1.0});
    }
    if (!rows.empty()) metals.push_back(std::move(rows));
  }
  if (metals.empty())
    throw StructureError("volume of " + std::string(anion.symbol()) + ": expected a binary with it, found none");
  std::optional<double> volume;
  for (int time = 0; time < kReweightings; ++time) {
    volume = solved_anion_volume(metals);
    if (!volume) return mean_volume(metals);
    for (auto& rows : metals) reweight(*volume, rows);
  }
  return std::max(*volume, kLeastAnionVolume);
}

BinaryGeometry binary_geometry(const BinaryPool& pool, Element metal, Element anion, double anion_volume) {
  const auto entries = pool.of(metal, anion);
  if (entries.empty())
    throw StructureError("expected at least one binary of " + std::string(metal.symbol()) + " and " +
                         std::string(anion.symbol()) + ", found none");
  const bool any_near = std::any_of(entries.begin(), entries.end(),
                                    [](const BinaryEntry& entry) { return entry.hull_energy < kNearHull; });
  std::vector<double> volumes, metal_anion, metal_metal, anion_anion;
  for (const BinaryEntry& entry : entries) {
    if (any_near && !(entry.hull_energy < kNearHull)) continue;
    const Structure& structure = pool.structure_of(entry);
    const double unit = structure.volume_per_atom() * (entry.metals + entry.anions);
    volumes.push_back((unit - entry.anions * anion_volume) / entry.metals);
    const auto shortest = shortest_distances(structure);
    metal_anion.push_back(shortest.at(element_pair(metal, anion)));
    metal_metal.push_back(shortest.at(element_pair(metal, metal)));
    anion_anion.push_back(shortest.at(element_pair(anion, anion)));
  }
  return {within_limits(median(std::move(volumes)), metal), median(std::move(metal_anion)),
          median(std::move(metal_metal)), median(std::move(anion_anion))};
}

BinaryGeometry estimated_geometry(const BinaryPool& pool, Element metal, Element anion) {
  const auto geometries = all_geometries(pool);
  const auto estimate = [&](double BinaryGeometry::*field, const SizeOfPair& size) {
    const KnownOfPair known = [&](Element one, Element other) {
      const auto found = geometries.find({one, other});
      return found == geometries.end() ? std::nullopt : std::optional(found->second.*field);
    };
    const auto value = estimate_of_pair(pool, metal, anion, known, size);
    if (!value)
      throw StructureError("size of " + std::string(metal.symbol()) + " beside " + std::string(anion.symbol()) +
                           ": expected a binary of a metal and " + std::string(anion.symbol()) + ", found none");
    return *value;
  };
  const SizeOfPair volume = [](Element one, Element) { return element_volume(one); };
  const SizeOfPair metals = [](Element one, Element) { return sum_of_radii(one, one); };
  const SizeOfPair anions = [](Element, Element other) { return sum_of_radii(other, other); };
  return {within_limits(estimate(&BinaryGeometry::metal_volume, volume), metal),
          estimate(&BinaryGeometry::metal_anion, sum_of_radii), estimate(&BinaryGeometry::metal_metal, metals),
          estimate(&BinaryGeometry::anion_anion, anions)};
}

TernaryGeometry ternary_geometry(const BinaryPool& pool, const ChemicalSystem& system) {
  const double of_anion = anion_volume(pool, system.x);
  const auto geometry_of = [&](Element metal) {
    return pool.of(metal, system.x).empty() ? estimated_geometry(pool, metal, system.x)
                                            : binary_geometry(pool, metal, system.x, of_anion);
  };
  const BinaryGeometry a = geometry_of(system.a), b = geometry_of(system.b);
  const double mixed = 0.5 * (a.metal_metal + b.metal_metal);
  TernaryGeometry geometry;
  geometry.volumes = {a.metal_volume, b.metal_volume, of_anion};
  geometry.distances = {{{a.metal_metal, mixed, a.metal_anion},
                         {mixed, b.metal_metal, b.metal_anion},
                         {a.metal_anion, b.metal_anion, std::min(a.anion_anion, b.anion_anion)}}};
  geometry.limits = geometry.distances;
  for (auto& row : geometry.limits)
    for (double& limit : row) limit *= kLimitShare;
  return geometry;
}

}  // namespace crystalgan
