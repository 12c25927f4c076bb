#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/potentials/chgnet/potential.hpp"

namespace crystalgan {
namespace {

// Po, At, Rn, Fr, Ra: their embeddings look untrained (radon is unbound by 3 eV in a cubic crystal).
constexpr std::array kUntrained{84, 85, 86, 87, 88};

// Å, of the symmetry that an energy alone uses. Chosen: no file is less precise, and atoms moved by it onto their symmetric
// places, where no force is along the move, change the energy by the square of it, 1e-7 eV.
constexpr double kExactSymmetry = 1e-4;

// Chosen: in larger cells, of hundreds of operations where they are supercells, finding symmetry takes longer than it saves.
constexpr std::size_t kMaxSitesForSymmetry = 40;

std::set<Element> trained_elements() {
  std::set<Element> elements;
  for (int number = 1; number <= chgnet::kMaxAtomicNumber; ++number)
    if (std::ranges::find(kUntrained, number) == kUntrained.end()) elements.insert(Element::from_atomic_number(number));
  return elements;
}

const std::set<Element>& known_to_chgnet() {
  static const std::set<Element> elements = trained_elements();
  return elements;
}

class ChgnetCalculator : public Calculator {
 public:
  ChgnetCalculator()
      : identity_{"CHGNet", "0.3.0",
                  "Deng et al., Nature Machine Intelligence 5, 1031 (2023); MP2020-corrected, ±30 meV/atom, trained on "
                  "the Materials Project",
                  Trust::universal} {}

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return known_to_chgnet(); }

  CellEnergy evaluate(const Structure& structure) override {
    require_predictable(structure);
    const chgnet::Prediction& prediction = potential_.evaluate(structure);
    return {prediction.energy, prediction.forces, prediction.strain, prediction.moments};
  }

  CellEnergy evaluate_symmetric(const SymmetricCrystal& crystal) override {
    require_predictable(crystal.structure);
    const chgnet::Prediction& prediction = potential_.evaluate(crystal);
    return averaged({prediction.energy, prediction.forces, prediction.strain, prediction.moments},
                    crystal.structure.lattice(), crystal.operations);
  }

  double energy_of(const Structure& structure) override {
    require_predictable(structure);
    if (structure.size() > kMaxSitesForSymmetry) return potential_.evaluate(structure, chgnet::Wanted::energy).energy;
    return potential_.evaluate(exactly_symmetric(structure, kExactSymmetry), chgnet::Wanted::energy).energy;
  }

  std::unique_ptr<Calculator> another() const override { return make_chgnet_calculator(); }

 private:
  CalculatorIdentity identity_;
  chgnet::Potential<float> potential_;
};

}  // namespace

std::unique_ptr<Calculator> make_chgnet_calculator() { return std::make_unique<ChgnetCalculator>(); }

void require_predictable(const Structure& structure) {
  for (const Site& site : structure.sites())
    if (!known_to_chgnet().contains(site.element))
      throw StructureError(structure.name() +
                           ": expected elements that CHGNet knows (H to Pu without Po, At, Rn, Fr, Ra), got " +
                           std::string(site.element.symbol()));
  const double shortest = shortest_distance(structure);
  if (!(shortest >= kChgnetMinDistance))
    throw StructureError(structure.name() + ": atoms too close: expected at least " + exact_text(kChgnetMinDistance) +
                         " Å, below which CHGNet has no repulsion, got " + exact_text(shortest));
}

}  // namespace crystalgan
