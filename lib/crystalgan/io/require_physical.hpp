#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Throws StructureError, beginning with the structure's name, for a cell or a content beyond the limits of reading
/// (record/read_limits.hpp): vectors, angles and volume, before any symmetry search sees them, atoms and elements.
void require_within_limits(const Structure& structure);

/// The same, and for atoms closer than 0.01 Å to each other or to their own images, which no format forbids and no crystal
/// has.
void require_physical(const Structure& structure);

/// How many words or values `text` may have before it is parsed, which takes some 80 bytes of memory for each: the limit,
/// and up to ten times as many where the text has 6 bytes for each. Chosen: JSON of pymatgen has 15 bytes for a value, a CIF
/// of many blocks 8 for a word.
std::size_t max_values(std::string_view text);

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
