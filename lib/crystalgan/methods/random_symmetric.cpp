#include <optional>
#include <utility>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/space_group_orbits.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/methods/drawn_method.hpp"

namespace crystalgan {
namespace {

constexpr int kFirstGroup = 2;  // P1 has no symmetry
constexpr int kLastGroup = 230;

// Share of radii_limit() that distances keep. Chosen: a tenth less allows dense cells; the certificate requires all of
// it.
constexpr double kLimitShare = 0.9;

// Attempts at each random choice: space groups, positions for a composition, cells, points of an orbit. Chosen, not
// derived: of 1000 draws from the built-in binaries none fails for Pd-Ni-H, thirteen for La-Ni-C.
constexpr int kGroupTries = 500;
constexpr int kOccupationTries = 20;
constexpr int kCellTries = 5;
constexpr int kPointTries = 20;

// An element on a Wyckoff position.
struct Occupied {
  Element element;
  const WyckoffPosition& position;
};

/// Draws positions until each element has its atoms; those without a degree of freedom hold one orbit. Nothing if the
/// remainder fits no position.
std::optional<std::vector<Occupied>> try_occupation(const SpaceGroupOrbits& group, const Composition& primitive,
                                                    Random& random) {
  const std::vector<std::pair<Element, int>> parts(primitive.begin(), primitive.end());
  std::vector<bool> taken(group.positions.size(), false);
  std::vector<Occupied> occupied;
  for (const std::size_t part : random.permutation(parts.size())) {
    const auto& [element, count] = parts[part];
    std::size_t left = static_cast<std::size_t>(count) * group.lattice_points;
    while (left > 0) {
      std::vector<std::size_t> fitting;
      for (std::size_t i = 0; i < group.positions.size(); ++i)
        if (group.positions[i].multiplicity <= left && !taken[i]) fitting.push_back(i);
      if (fitting.empty()) return std::nullopt;
      const std::size_t chosen = fitting[random.below(fitting.size())];
      const WyckoffPosition& position = group.positions[chosen];
      taken[chosen] = position.degrees_of_freedom == 0;
      left -= position.multiplicity;
      occupied.push_back({element, position});
    }
  }
  return occupied;
}

/// Fills a conventional cell orbit by orbit, within the limits.
class Packing {
 public:
  explicit Packing(const Lattice& lattice) : lattice_(lattice), images_(lattice_.rows()) {}

  bool add(const Occupied& occupied, Random& random) {
    // a position without freedom has one orbit
    const int tries = occupied.position.degrees_of_freedom == 0 ? 1 : kPointTries;
    for (int i = 0; i < tries; ++i)
      if (add(occupied.element, occupied.position.orbit(occupied.position.random_point(random)))) return true;
    return false;
  }

  Structure structure(std::string name) const { return {lattice_, sites_, std::move(name)}; }

 private:
  bool add(Element element, const std::vector<Fractional>& orbit) {
    // all points of the orbit are equivalent
    const double limit = kLimitShare * radii_limit(element, element);
    if (length(images_.reduced()[0]) < limit) return false;
    for (std::size_t i = 1; i < orbit.size(); ++i)
      if (distance(orbit[0], orbit[i]) < limit) return false;
    for (const Site& site : sites_)
      if (distance(orbit[0], site.position) < kLimitShare * radii_limit(element, site.element)) return false;
    for (const Fractional& point : orbit) sites_.push_back({element, point});
    return true;
  }

  double distance(const Fractional& one, const Fractional& other) const {
    const Fractional apart = other - one;
    const ImageIndex n = images_.nearest(lattice_.cartesian(apart));
    return length(lattice_.cartesian(
        apart + Fractional{static_cast<double>(n[0]), static_cast<double>(n[1]), static_cast<double>(n[2])}));
  }

  Lattice lattice_;
  ClosestImage images_;
  std::vector<Site> sites_;
};

std::optional<Structure> try_packing(const Lattice& lattice, const std::vector<Occupied>& occupation,
                                     const std::string& name, Random& random) {
  Packing packing(lattice);
  for (const Occupied& occupied : occupation)
    if (!packing.add(occupied, random)) return std::nullopt;
  return packing.structure(name);
}

/// A random space group, atoms on its orbits, a random cell of the rule volume.
class RandomSymmetric final : public DrawnMethod {
 public:
  using DrawnMethod::DrawnMethod;

 private:
  Drawn draw(Random& random) const override {
    const DrawnPair pair = draw_pair(binaries(), random);
    Composition composition = composition_of(pair, binaries().system);
    if (random.below(2) == 0) composition = reduced(composition);
    for (int i = 0; i < kGroupTries; ++i) {
      const int number = kFirstGroup + static_cast<int>(random.below(kLastGroup - kFirstGroup + 1));
      if (auto found = try_group(number, composition, random))
        return {primitive_cell(*found, kExactTolerance).value_or(*found), pair.a.name(), pair.b.name()};
    }
    return {Rejection{"no symmetric packing found",
                      formula(composition) + ": expected a fit in " + std::to_string(kGroupTries) + " space groups"},
            pair.a.name(), pair.b.name()};
  }

  /// A conventional cell with `composition` per primitive cell.
  std::optional<Structure> try_group(int number, const Composition& composition, Random& random) const {
    const SpaceGroupOrbits& group = space_group_orbits(number);
    std::optional<std::vector<Occupied>> occupation;
    for (int i = 0; i < kOccupationTries && !occupation; ++i) occupation = try_occupation(group, composition, random);
    if (!occupation) return std::nullopt;
    const double volume = static_cast<double>(group.lattice_points) * rule_volume(composition);
    for (int i = 0; i < kCellTries; ++i)
      if (auto found = try_packing(random_lattice(number, volume, random), *occupation, origin(), random)) return found;
    return std::nullopt;
  }
};

}  // namespace

std::unique_ptr<Method> make_random_symmetric(const Configuration& configuration, const Binaries& binaries,
                                              std::int64_t member) {
  return std::make_unique<RandomSymmetric>("random-symmetric", configuration, binaries, member);
}

}  // namespace crystalgan
