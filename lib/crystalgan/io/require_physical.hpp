#pragma once

#include <cstddef>
#include <string>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Throws StructureError, beginning with the structure's name, for a cell or a content beyond the limits of reading
/// (record/read_limits.hpp): vectors, angles and volume, before any symmetry search sees them, atoms and elements.
void require_within_limits(const Structure& structure);

/// The same, and for atoms closer than 0.01 Å to each other or to their own images, which no format forbids and no crystal
/// has.
void require_physical(const Structure& structure);

/// The atoms and structures that one file gave so far.
class ReadCounts {
 public:
  /// Counts a structure. Throws ParseError naming `file` beyond the limits of structures and of their atoms in all.
  void add(std::size_t atoms, const std::string& file);

 private:
  std::size_t structures_ = 0;
  std::size_t atoms_ = 0;
};

}  // namespace crystalgan
