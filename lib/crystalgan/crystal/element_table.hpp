#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace crystalgan {

/// One row of the element table; 0 stands for "not known" in every column of numbers.
struct TabulatedElement {
  std::string_view symbol;
  double mass;               // u
  double covalent_radius;    // Å
  double metallic_radius;    // Å
  double electronegativity;  // Pauling
  double atomic_volume;      // Å^3
  int mendeleev_number;
  std::array<std::int8_t, 10> oxidation_states;
  std::int8_t oxidation_state_count;
  std::array<std::int8_t, 5> common_positive_states;
  std::int8_t common_positive_state_count;
  double atomic_radius;  // Å
};

/// Row i is atomic number i + 1.
extern const std::array<TabulatedElement, 118> kElementTable;

}  // namespace crystalgan
