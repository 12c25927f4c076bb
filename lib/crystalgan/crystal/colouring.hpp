#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crystalgan/crystal/site_symmetry.hpp"
#include "crystalgan/crystal/supercell.hpp"

namespace crystalgan {

/// Some of the sites of a cell: bit i stands for site i.
using SiteSet = std::uint32_t;

/// More sites than this are not coloured: an answer would take seconds.
inline constexpr std::size_t kMaxColouredSites = 24;

/// A supercell some of whose sites get one of two colours, and what its symmetry does to these sites. The copies of a site
/// follow each other, as in supercell().
class ColouredSupercell {
 public:
  /// `operations` and `sites` (indices) are those of the smaller cell. Throws StructureError for more than
  /// kMaxColouredSites sites in the larger one.
  ColouredSupercell(const std::vector<SiteOperation>& operations, const std::vector<std::size_t>& sites,
                    const CellChange& change);

  struct Colouring {
    SiteSet second;   ///< the sites of the second colour
    int equivalents;  ///< colourings of this supercell that are equal by its symmetry, this one among them
  };

  /// All ways to give `count` sites the second colour: of those that are equal by symmetry one, the smallest number. Those
  /// that a translation of the smaller cell leaves unchanged are left out: they belong to a smaller supercell.
  std::vector<Colouring> colourings(std::size_t count) const;

  const CellChange& change() const { return change_; }
  std::size_t sites() const { return sites_; }

 private:
  using Images = std::array<std::uint8_t, kMaxColouredSites>;
  static SiteSet image(SiteSet set, const Images& images);

  CellChange change_;
  std::size_t sites_;
  std::vector<Images> symmetry_, translations_;  // without repeats; translations_ without the identity
};

/// One of each class of supercells of `multiple` cells that are equal by symmetry.
std::vector<CellChange> inequivalent_sublattices(const std::vector<SiteOperation>& operations, int multiple);

}  // namespace crystalgan
