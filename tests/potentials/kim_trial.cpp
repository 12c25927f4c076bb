// Asks every installed model what it covers and uses one of them, between two lines of output: for kim_models_test.cpp,
// which looks at what else was printed and written.
#include <dlfcn.h>

#include <iostream>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"
#include "tests/support/crystals.hpp"

namespace {

bool is_loaded() { return ::dlopen("libkim-api.so.2", RTLD_LAZY | RTLD_NOLOAD) != nullptr; }

int without_models() {
  std::cout << crystalgan::kim_models(std::nullopt).size() << " models\n" << crystalgan::kim_absence() << "\n";
  try {
    crystalgan::make_kim_calculator("EAM_of_somebody");
    return 1;
  } catch (const crystalgan::ConfigError& error) {
    std::cout << error.what() << "\n";
    return 0;
  }
}

}  // namespace

int main() {
  std::cout << (is_loaded() ? "loaded too early\n" : "before\n");
  if (!crystalgan::kim_absence().empty()) return without_models();
  const auto models = crystalgan::kim_models(std::nullopt);
  const auto names = crystalgan::models_covering({crystalgan::Element::from_symbol("Pd")}, models);
  const auto calculator = crystalgan::make_kim_calculator(names.at(0));
  const auto energy = calculator->another()->evaluate(crystalgan::test::rocksalt()).energy;
  const bool met = ::dlsym(RTLD_DEFAULT, "KIM_Model_Create") != nullptr;  // its names meet those of the program
  std::cout << (models.size() > 10 && energy < 0.0 && is_loaded() && !met ? "after\n" : "failed\n");
}
