#include "crystalgan/evaluation/structure_validity.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "crystalgan/crystal/neighbors.hpp"

namespace crystalgan {
namespace {

// scripts/eval_utils.py of CDVAE, structure_validity.
constexpr double kCdvaeMinDistance = 0.5;  // Å
constexpr double kCdvaeMinVolume = 0.1;    // Å^3

// src/lemat_genbench/metrics/validity_metrics.py of LeMat-GenBench, the default arguments.
constexpr double kLematScale = 0.5;
constexpr double kLematOffset = 0.7;  // Å
constexpr double kLematMinDensity = 0.01;
constexpr double kLematMaxDensity = 25.0;  // g/cm^3
constexpr double kLematMinNumberDensity = 1e-5;
constexpr double kLematMaxNumberDensity = 0.5;  // atoms/Å^3
constexpr double kLematMinVolume = 1.0;         // Å^3
constexpr double kLematMinLength = 1.0;
constexpr double kLematMaxLength = 100.0;  // Å

// Å: its default where pymatgen has no atomic radius.
constexpr double kUnknownRadius = 1.0;

constexpr double kAtomicMassUnit = 1.66053906660;  // 1e-24 g; CODATA 2018

bool within(double low, double value, double high) { return low <= value && value <= high; }

std::map<ElementPair, double> shortest_distances(const Structure& structure, OwnImages own_images) {
  return own_images == OwnImages::counted ? shortest_distances(structure)
                                          : shortest_distances_of_different_atoms(structure);
}

double radius_of(Element element) { return element.atomic_radius().value_or(kUnknownRadius); }

bool lemat_distances(const Structure& structure, OwnImages own_images) {
  return std::ranges::all_of(shortest_distances(structure, own_images), [](const auto& of_pair) {
    const auto& [pair, distance] = of_pair;
    return distance >= kLematScale * (kLematOffset + (radius_of(pair.first) + radius_of(pair.second)));
  });
}

}  // namespace

double shortest_site_distance(const Structure& structure, OwnImages own_images) {
  double shortest = std::numeric_limits<double>::infinity();
  for (const auto& [pair, distance] : shortest_distances(structure, own_images))
    shortest = std::min(shortest, distance);
  return shortest;
}

double mass_density(const Structure& structure) {
  double mass = 0.0;  // u
  for (const Site& site : structure.sites()) mass += site.element.mass();
  return mass * kAtomicMassUnit / structure.lattice().volume();
}

bool cdvae_valid(const Structure& structure, OwnImages own_images) {
  return structure.lattice().volume() >= kCdvaeMinVolume &&
         shortest_site_distance(structure, own_images) >= kCdvaeMinDistance;
}

LematChecks lemat_checks(const Structure& structure, OwnImages own_images) {
  const double volume = structure.lattice().volume();
  const auto lengths = structure.lattice().lengths();
  return {
      .distances = lemat_distances(structure, own_images),
      .density = within(kLematMinDensity, mass_density(structure), kLematMaxDensity),
      .number_density = within(kLematMinNumberDensity, 1.0 / structure.volume_per_atom(), kLematMaxNumberDensity),
      .volume = volume > kLematMinVolume,
      .lengths = std::all_of(lengths.begin(), lengths.end(),
                             [](double length) { return within(kLematMinLength, length, kLematMaxLength); }),
  };
}

}  // namespace crystalgan
