#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"

#include <algorithm>
#include <array>

#include "crystalgan/potentials/chgnet/potential.hpp"

namespace crystalgan {
namespace {

// Po, At, Rn, Fr, Ra: their embeddings look untrained (radon is unbound by 3 eV in a cubic crystal).
constexpr std::array kUntrained{84, 85, 86, 87, 88};

class ChgnetCalculator : public Calculator {
 public:
  ChgnetCalculator()
      : identity_{"CHGNet", "0.3.0", "Deng et al., Nature Machine Intelligence 5, 1031 (2023)", Trust::screening} {
    for (int number = 1; number <= chgnet::kMaxAtomicNumber; ++number)
      if (std::ranges::find(kUntrained, number) == kUntrained.end())
        elements_.insert(Element::from_atomic_number(number));
  }

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }

  CellEnergy evaluate(const Structure& structure) override {
    require_known_elements(*this, structure);
    const chgnet::Prediction& prediction = potential_.evaluate(structure);
    return {prediction.energy, prediction.forces, prediction.strain};
  }

  std::unique_ptr<Calculator> another() const override { return make_chgnet_calculator(); }

 private:
  CalculatorIdentity identity_;
  std::set<Element> elements_;
  chgnet::Potential<float> potential_;
};

}  // namespace

std::unique_ptr<Calculator> make_chgnet_calculator() { return std::make_unique<ChgnetCalculator>(); }

}  // namespace crystalgan
