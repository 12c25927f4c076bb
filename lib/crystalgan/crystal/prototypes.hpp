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

/// Structure types of the elements: every site is Role::metal.
std::span<const Prototype> element_prototypes();

/// Structure types of alloys of two metals, M for the more frequent one: orderings of fcc, bcc and hcp, a few others.
std::span<const Prototype> alloy_prototypes();

/// The prototype with this metal and this X in its primitive cell, scaled to rule_volume(); named "PdH-NaCl".
Structure build(const Prototype& prototype, Element metal, Element x);

/// All of the table, built: the binaries of `crystalgan discover` when no files are given.
std::vector<Structure> built_in_binaries(Element metal, Element x);

/// The element in all of element_prototypes().
std::vector<Structure> built_in_elements(Element element);

/// The alloys of two elements in all of alloy_prototypes(): where their counts differ each in either role.
std::vector<Structure> built_in_alloys(Element one, Element other);

}  // namespace crystalgan
