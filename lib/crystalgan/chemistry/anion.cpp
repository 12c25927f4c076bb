#include "crystalgan/chemistry/anion.hpp"

#include <array>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Contacts of O, S and H: chosen, with them most known binaries stay what they are when relaxed. The others are set by
// hand.
const std::array<Anion, 8>& anion_table() {
  static const std::array<Anion, 8> table{{{Element::from_symbol("O"), 2, 2.0},
                                           {Element::from_symbol("S"), 2, 2.6},
                                           {Element::from_symbol("H"), 1, 1.4},
                                           {Element::from_symbol("N"), 3, 2.0},
                                           {Element::from_symbol("F"), 1, 1.9},
                                           {Element::from_symbol("Cl"), 1, 2.5},
                                           {Element::from_symbol("P"), 3, 2.6},
                                           {Element::from_symbol("Si"), 4, 2.6}}};
  return table;
}

}  // namespace

std::span<const Anion> known_anions() { return anion_table(); }

const Anion* find_anion(Element element) {
  for (const Anion& anion : anion_table())
    if (anion.element == element) return &anion;
  return nullptr;
}

const Anion& require_anion(Element element) {
  if (const Anion* anion = find_anion(element)) return *anion;
  throw ConfigError(
      "X", "expected an element of known valence (O, S, H, N, F, Cl, P or Si), got " + std::string(element.symbol()));
}

}  // namespace crystalgan
