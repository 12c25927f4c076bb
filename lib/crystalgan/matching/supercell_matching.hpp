#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// A crystal in the cell it is given in; what is on its sites is said by the pairs that are allowed.
struct CellSites {
  Lattice lattice;
  std::vector<Fractional> positions;
};

/// How two crystals are laid on each other.
struct SupercellQuestion {
  std::vector<bool> may_pair;  ///< [sites of second, sites of first], row by row, of the cells as given
  std::int64_t size = 1;       ///< cells of one crystal in the supercell that is laid on a cell of the other
  bool of_first = true;        ///< the supercell is of the first crystal, otherwise of the second
  bool min_rms = true;         ///< the best match is that of the least rms distance, otherwise of the least largest one
  bool first_found = false;    ///< ends at the first match below stol
};

/// A supercell of one crystal, moved, beside the other. Sites of a supercell are numbered site by site, and those of one
/// site by the lattice points inside, in lexicographic order: as pymatgen's make_supercell does.
struct SupercellMatch {
  double value;                              ///< the rms or largest distance, in units of (volume/sites)^(1/3)
  std::vector<double> distances;             ///< of every site of the second, likewise
  IntegerMatrix supercell;                   ///< its vectors as multiples of those of the cell that is repeated
  Fractional translation;                    ///< of the second, in the common cell; components from -0.5 to 0.5
  std::vector<std::size_t> first_of_second;  ///< for every site of the second the site of the first
};

/// The best match below `stol` of the sites of `second` with sites of `first`, which may have more, in the way of
/// pymatgen-core 2026.10.16 (`_strict_match`): no cell is reduced and no volume is scaled. Of `settings` the three
/// tolerances and the bound of steps are taken; what was not found until then counts as no match. Throws ShapeError where
/// the second has more sites, or where `may_pair` has another size.
std::optional<SupercellMatch> match_supercells(const CellSites& first, const CellSites& second,
                                               const SupercellQuestion& question, const MatcherSettings& settings);

}  // namespace crystalgan
