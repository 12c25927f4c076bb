#include "crystalgan/evaluation/structure_validity.hpp"

#include <algorithm>
#include <limits>

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

/// Calls `visit(first, second, distance)` for every pair of sites, first < second or, with own images, first = second.
template <class Visit>
void for_each_pair(const Structure& structure, OwnImages own_images, Visit visit) {
  const NearestImages images(structure);
  for (std::size_t first = 0; first < structure.size(); ++first)
    for (std::size_t second = own_images == OwnImages::counted ? first : first + 1; second < structure.size(); ++second)
      visit(first, second, images.between(first, second).distance);
}

double radius_of(Element element) { return element.atomic_radius().value_or(kUnknownRadius); }

bool lemat_distances(const Structure& structure, OwnImages own_images) {
  bool valid = true;
  for_each_pair(structure, own_images, [&](std::size_t first, std::size_t second, double distance) {
    const double radii = radius_of(structure.sites()[first].element) + radius_of(structure.sites()[second].element);
    valid = valid && distance >= kLematScale * (kLematOffset + radii);
  });
  return valid;
}

}  // namespace

double shortest_site_distance(const Structure& structure, OwnImages own_images) {
  double shortest = std::numeric_limits<double>::infinity();
  for_each_pair(structure, own_images,
                [&](std::size_t, std::size_t, double distance) { shortest = std::min(shortest, distance); });
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
