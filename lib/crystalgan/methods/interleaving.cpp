#include "crystalgan/methods/interleaving.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/volume_rule.hpp"

namespace crystalgan {
namespace {

// A guest as seen from an atom of the host, before any shift.
struct Encounter {
  Cartesian apart;
  double min;  // Å, the radii limit of the pair
};

std::vector<Encounter> encounters(const Structure& host, const std::vector<Site>& guests) {
  std::vector<Encounter> all;
  for (const Site& guest : guests)
    for (const Site& site : host.sites())
      all.push_back(
          {host.lattice().cartesian(guest.position - site.position), radii_limit(guest.element, site.element)});
  return all;
}

// The least of distance over limit, over all encounters.
double clearance(const std::vector<Encounter>& all, const Cartesian& shift, const ClosestImage& images,
                 const Basis& basis) {
  double smallest = std::numeric_limits<double>::infinity();
  for (const Encounter& encounter : all) {
    const Cartesian apart = encounter.apart + shift;
    const ImageIndex n = images.nearest(apart);
    const Cartesian nearest = apart + static_cast<double>(n[0]) * basis[0] + static_cast<double>(n[1]) * basis[1] +
                              static_cast<double>(n[2]) * basis[2];
    smallest = std::min(smallest, length(nearest) / encounter.min);
  }
  return smallest;
}

std::vector<Fractional> shifts_of(std::span<const double> grid) {
  std::vector<Fractional> shifts;
  for (const double i : grid)
    for (const double j : grid)
      for (const double k : grid) shifts.push_back({i, j, k});
  return shifts;
}

}  // namespace

std::vector<Site> metals_of(const Structure& binary, const ChemicalSystem& system) {
  std::vector<Site> metals;
  std::ranges::copy_if(binary.sites(), std::back_inserter(metals),
                       [&](const Site& site) { return site.element != system.x; });
  return metals;
}

Structure with_room_for(const Structure& host, const std::vector<Site>& guests) {
  return {at_rule_volume(interleaved(host, guests, {})).lattice(), host.sites(), host.name()};
}

std::vector<Placement> placements(const Structure& host, const std::vector<Site>& guests,
                                  std::span<const double> grid) {
  const auto all = encounters(host, guests);
  const ClosestImage images(host.lattice().rows());
  std::vector<Placement> tried;
  for (const Fractional& shift : shifts_of(grid))
    tried.push_back({shift, clearance(all, host.lattice().cartesian(shift), images, host.lattice().rows())});
  // Symmetry makes many equal: rounding must not decide between them.
  constexpr double kEqual = 1e-6;
  std::stable_sort(tried.begin(), tried.end(),
                   [](const Placement& one, const Placement& other) { return one.clearance > other.clearance; });
  const auto order = [](const Placement& p) { return p.shift.components; };
  const auto best_end = std::find_if(
      tried.begin(), tried.end(), [&](const Placement& p) { return p.clearance < tried.front().clearance - kEqual; });
  std::sort(tried.begin(), best_end,
            [&](const Placement& one, const Placement& other) { return order(one) < order(other); });
  return tried;
}

Structure interleaved(const Structure& host, const std::vector<Site>& guests, const Fractional& shift) {
  std::vector<Site> sites = host.sites();
  for (const Site& guest : guests) sites.push_back({guest.element, wrapped(guest.position + shift)});
  return {host.lattice(), std::move(sites), host.name()};
}

}  // namespace crystalgan
