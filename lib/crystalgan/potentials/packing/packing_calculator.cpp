#include "crystalgan/potentials/packing/packing_calculator.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/potentials/padded_cell.hpp"

namespace crystalgan {
namespace {

// Per Å^2 of overlap of a pair. Chosen: the order of a metal-metal bond in eV/Å^2, so that the thresholds of a
// relaxation by eV/Å end it where atoms overlap by some thousandths of an ångström.
constexpr double kRepulsion = 5.0;

// Per atom and square of the logarithm of volume over rule. Chosen: the bulk modulus of a metal times its volume per
// atom is 5 to 20 eV; overlaps of the cell's atoms may still widen it by some per cent.
constexpr double kVolume = 10.0;

std::set<Element> all_elements() {
  std::set<Element> elements;
  for (int number = 1; number <= 118; ++number) elements.insert(Element::from_atomic_number(number));
  return elements;
}

// Paper:   none
// Symbols: d distance of a pair, images included, t where the pair touches; V volume, V0 that of the rule; N atoms
// Here:    E = k/2 Σ_pairs max(0, t - d)^2 + w/2 N ln(V/V0)^2
// Differs: -
// Test:    packing_calculator_test.cpp
class PackingCalculator final : public Calculator {
 public:
  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<PackingCalculator>(); }

  CellEnergy evaluate(const Structure& structure) override {
    CellEnergy found{0.0, std::vector<Cartesian>(structure.size()), {}};
    add_repulsion(structure, found);
    add_volume(structure, found);
    if (!std::isfinite(found.energy))
      throw NumericalError(structure.name() + ", packing: expected a finite objective, got " +
                           std::to_string(found.energy));
    return found;
  }

 private:
  void add_repulsion(const Structure& structure, CellEnergy& found) {
    double reach = 0.0;
    for (const auto& [one, one_count] : structure.composition())
      for (const auto& [other, other_count] : structure.composition())
        reach = std::max(reach, packing_distance(one, other));
    padded_.lay_out(structure, reach, std::array{reach}, PaddedCell::Lists::of_sites);
    for (std::size_t first = 0; first < structure.size(); ++first)
      for (const int second : padded_.neighbors(0, first))
        add_pair(structure, first, static_cast<std::size_t>(second), found);
  }

  /// Each pair comes twice, once from either end: half of it here, and the force on this end alone.
  void add_pair(const Structure& structure, std::size_t first, std::size_t second, CellEnergy& found) {
    const double* const from = &padded_.coordinates()[3 * first];
    const double* const to = &padded_.coordinates()[3 * second];
    const Cartesian apart{to[0] - from[0], to[1] - from[1], to[2] - from[2]};
    const double distance = length(apart);
    const double touching =
        packing_distance(structure.sites()[first].element, structure.sites()[padded_.sites()[second]].element);
    const double overlap = touching - distance;
    if (!(overlap > 0.0)) return;
    found.energy += 0.25 * kRepulsion * overlap * overlap;
    if (!(distance > 0.0)) return;  // on top of each other: no direction is better than another
    const double slope = kRepulsion * overlap / distance;
    found.forces[first] = found.forces[first] + (-slope) * apart;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) found.strain[i][j] -= 0.5 * slope * (apart[i] * apart[j]);
  }

  static void add_volume(const Structure& structure, CellEnergy& found) {
    const double weight = kVolume * static_cast<double>(structure.size());
    const double excess = std::log(structure.lattice().volume() / rule_volume(structure.composition()));
    found.energy += 0.5 * weight * excess * excess;
    for (std::size_t i = 0; i < 3; ++i) found.strain[i][i] += weight * excess;
  }

  CalculatorIdentity identity_{"packing", "1", "soft spheres by radii at the volume of the rule; no energies",
                               Trust::geometry};
  std::set<Element> elements_ = all_elements();
  PaddedCell padded_;
};

}  // namespace

std::unique_ptr<Calculator> make_packing_calculator() { return std::make_unique<PackingCalculator>(); }

double packing_distance(Element one, Element other) {
  return std::max(touching_radius(one) + touching_radius(other), radii_limit(one, other));
}

}  // namespace crystalgan
