// Asks every installed model what it covers and uses one of them, between two lines of output: for kim_models_test.cpp,
// which looks at what else was printed and written.
#include <iostream>

#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"
#include "tests/support/crystals.hpp"

int main() {
  std::cout << "before\n";
  const auto models = crystalgan::kim_models(std::nullopt);
  const auto names = crystalgan::models_covering({crystalgan::Element::from_symbol("Pd")}, models);
  const auto calculator = crystalgan::make_kim_calculator(names.at(0));
  const auto energy = calculator->another()->evaluate(crystalgan::test::rocksalt()).energy;
  std::cout << (models.size() > 10 && energy < 0.0 ? "after\n" : "failed\n");
}
