#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "crystalgan/crystal/structure.hpp"

// Crystals from bytes, for targets that need no file.
namespace crystalgan::fuzz {

/// Hands out bytes one after the other; zeros after the last.
class ByteReader {
 public:
  ByteReader(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), left_(size) {}

  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *bytes_++;
  }

  bool ended() const { return left_ == 0; }

 private:
  const std::uint8_t* bytes_;
  std::size_t left_;
};

/// A crystal of up to `max_atoms` atoms of three elements in a cell of any shape: 2 to 10 Å, 30 to 150 degrees, now and then
/// skewed by whole vectors. Positions are multiples of 1/24 with small steps beside them, so that symmetry is common. Nothing
/// where no reader would take it: no volume, atoms on each other.
std::optional<Structure> decoded_crystal(ByteReader& bytes, std::size_t max_atoms);

/// Whether no two atoms are closer than 0.7 Å (H2: 0.74): closer ones of one element may be copies of each other or not,
/// as tolerances say, and a crystal of them need not stay the same.
bool has_distances(const Structure& structure);

/// The same crystal from another origin, its atoms in another order, in another cell of its lattice.
Structure described_anew(const Structure& structure, ByteReader& bytes);

}  // namespace crystalgan::fuzz
