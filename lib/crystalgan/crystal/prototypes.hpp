#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Whether a site of a prototype holds the metal M or the shared element X.
enum class Role { metal, x };

/// One occupied Wyckoff position by a representative point (fractional, standard setting).
struct PrototypeSite {
  Role role;
  Fractional position;
};

/// A structure type of binaries M-X, written from crystallographic facts.
struct Prototype {
  std::string_view id;           ///< "MX-NaCl": unique, fit for a file name
  std::string_view space_group;  ///< Hermann-Mauguin symbol, with ":1" or ":2" where the origin has a choice
  double b_over_a;
  double c_over_a;
  double beta;  ///< degrees; 90 but for monoclinic types. γ follows from the crystal system
  std::vector<PrototypeSite> sites;
  std::string_view source;  ///< where the facts come from
};

/// The built-in table, M4X first, MX3 last.
std::span<const Prototype> prototypes();

/// The prototype with this metal and this X in its primitive cell, scaled to rule_volume(); named "PdH-NaCl".
Structure build(const Prototype& prototype, Element metal, Element x);

/// All of the table, built: the binaries of `crystalgan discover` when no files are given.
std::vector<Structure> built_in_binaries(Element metal, Element x);

}  // namespace crystalgan
