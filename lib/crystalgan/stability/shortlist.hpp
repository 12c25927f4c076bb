#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A candidate that may be handed on.
struct Contestant {
  std::string id;
  Structure structure;
  std::int64_t space_group;          ///< 1 to 230; 0 where spglib finds none
  std::optional<double> above_hull;  ///< eV per atom, where a calculator gave it
};

/// At most `most` of them, for whom every further one is dear: in order of energy above the hull, without energies the
/// more symmetric first (space group numbers descend, then the smaller cell, then the order given); one of each
/// composition before a second of any; none whose primitive cell holds more than `most_atoms`. The structures are
/// primitive cells, exactly as symmetric as they are within kSymmetryTolerance,
/// with the most symmetric site at the origin.
std::vector<Contestant> shortlisted(const std::vector<Contestant>& contestants, std::size_t most,
                                    std::size_t most_atoms);

}  // namespace crystalgan
