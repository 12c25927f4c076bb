#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The shortest distance of two elements, where it is below radii_limit().
struct Clash {
  ElementPair pair;
  double distance;  ///< Å, own images included
  double min;       ///< Å

  friend bool operator==(const Clash&, const Clash&) = default;
};

/// What is odd about a structure, by itself and beside the first of its set. Remarks exclude nothing.
struct Remarks {
  std::vector<Clash> clashes;
  double volume_per_atom;                  ///< Å^3
  std::optional<double> volume_over_rule;  ///< volume over rule_volume(), where that is below 0.5 or above 2
  std::optional<std::string> unlike;       ///< the name of the first structure, where that holds other elements

  bool any() const { return !clashes.empty() || volume_over_rule || unlike; }
};

Remarks remarks_on(const Structure& structure, const Structure& first);

/// One line each: "H-H at 0.89 A, expected at least 1.00".
std::vector<std::string> remark_lines(const Remarks& remarks);

}  // namespace crystalgan
