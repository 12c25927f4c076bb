#pragma once

#include <span>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// An element X whose valence and size in ionic crystals are known.
struct Anion {
  Element element;
  int charge;      ///< q_X, above 0: 2 for O
  double contact;  ///< σ_XX of the ionic potential, Å
};

/// O, S, H, N, F, Cl, P, Si.
std::span<const Anion> known_anions();

/// Null where the element is none of them.
const Anion* find_anion(Element element);

/// Throws ConfigError that names the known ones.
const Anion& require_anion(Element element);

}  // namespace crystalgan
