#include "crystalgan/methods/mutation.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/crystal/volume_rule.hpp"

namespace crystalgan {
namespace {

// Å and without unit; chosen: a third of a bond with hydrogen, and a tenth of the cell.
constexpr double kShake = 0.5;
constexpr double kStrain = 0.1;

Fractional anywhere(Random& random) {
  const double x = random.uniform();
  const double y = random.uniform();
  return {x, y, random.uniform()};
}

std::vector<std::size_t> sites_of(const Structure& structure, Element element) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < structure.size(); ++i)
    if (structure.sites()[i].element == element) found.push_back(i);
  return found;
}

Structure with_two_exchanged(const Structure& parent, Random& random) {
  std::vector<Site> sites = parent.sites();
  const std::size_t one = random.below(sites.size());
  std::size_t other = random.below(sites.size());
  while (sites[other].element == sites[one].element) other = random.below(sites.size());
  std::swap(sites[one].element, sites[other].element);
  return {parent.lattice(), std::move(sites), parent.name()};
}

Structure with_x_moved(const Structure& parent, Element x, Random& random) {
  std::vector<Site> sites = parent.sites();
  const auto of_x = sites_of(parent, x);
  sites[of_x[random.below(of_x.size())]].position = anywhere(random);
  return {parent.lattice(), std::move(sites), parent.name()};
}

std::optional<Structure> with_x_added(const Structure& parent, Element x, std::size_t max_atoms, Random& random) {
  if (parent.size() >= max_atoms) return std::nullopt;
  std::vector<Site> sites = parent.sites();
  sites.push_back({x, anywhere(random)});
  return at_rule_volume({parent.lattice(), std::move(sites), parent.name()});
}

std::optional<Structure> with_x_removed(const Structure& parent, Element x, Random& random) {
  const auto of_x = sites_of(parent, x);
  if (of_x.size() < 2) return std::nullopt;
  std::vector<Site> sites = parent.sites();
  sites.erase(sites.begin() + static_cast<std::ptrdiff_t>(of_x[random.below(of_x.size())]));
  return at_rule_volume({parent.lattice(), std::move(sites), parent.name()});
}

Structure shaken(const Structure& parent, Random& random) {
  const auto strain = [&random] { return kStrain * random.normal(); };
  const double xx = strain(), yy = strain(), zz = strain(), yz = strain() / 2, xz = strain() / 2, xy = strain() / 2;
  Basis rows = parent.lattice().rows();
  for (Cartesian& row : rows) {
    const Cartesian by{xx * row[0] + xy * row[1] + xz * row[2], xy * row[0] + yy * row[1] + yz * row[2],
                       xz * row[0] + yz * row[1] + zz * row[2]};
    row = row + by;
  }
  std::vector<Site> sites = parent.sites();
  for (Site& site : sites) {
    const Cartesian by{kShake * random.normal(), kShake * random.normal(), kShake * random.normal()};
    site.position = wrapped(site.position + parent.lattice().fractional(by));
  }
  return {Lattice(rows), std::move(sites), parent.name()};
}

}  // namespace

Structure mutated(const Structure& parent, const ChemicalSystem& system, std::size_t max_atoms, Random& random) {
  for (;;) {
    switch (random.below(5)) {
      case 0:
        return with_two_exchanged(parent, random);
      case 1:
        return with_x_moved(parent, system.x, random);
      case 2:
        if (auto child = with_x_added(parent, system.x, max_atoms, random)) return *child;
        break;
      case 3:
        if (auto child = with_x_removed(parent, system.x, random)) return *child;
        break;
      default:
        return shaken(parent, random);
    }
  }
}

}  // namespace crystalgan
