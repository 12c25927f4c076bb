#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A known crystal of two elements.
struct PooledBinary {
  Structure structure;
  std::optional<double> hull_energy;  ///< above the hull, eV/atom, where known
};

/// A binary read as a compound of a metal M and an anion X. Phosphorus oxide is one of P-O and one of O-P.
struct BinaryEntry {
  std::size_t index;  ///< into BinaryPool::binaries()
  Element metal;
  Element anion;
  int metals, anions;  ///< of the reduced formula
  double valence;      ///< of the metal, by the charge of the anion: q_X n_X / n_M
  double hull_energy;  ///< eV/atom, 0 where unknown
};

/// Known binaries of many metals: what is learned from.
class BinaryPool {
 public:
  /// Throws StructureError for a structure that has not two elements. Those without a known anion have no entry.
  explicit BinaryPool(std::vector<PooledBinary> binaries);

  const std::vector<PooledBinary>& binaries() const { return binaries_; }
  const Structure& structure_of(const BinaryEntry& entry) const { return binaries_[entry.index].structure; }

  /// All, by metal, anion and place in binaries().
  std::span<const BinaryEntry> entries() const { return entries_; }
  /// Those of M-X; empty where there are none.
  std::span<const BinaryEntry> of(Element metal, Element anion) const;
  /// All that occur as M, by atomic number.
  const std::vector<Element>& metals() const { return metals_; }

  /// The same pool with these binaries of M-X in place of its own.
  BinaryPool with_own(Element metal, Element anion, std::vector<PooledBinary> own) const;

 private:
  std::vector<PooledBinary> binaries_;
  std::vector<BinaryEntry> entries_;
  std::vector<Element> metals_;
};

/// Whether the element is taken for a metal in a ternary: not H, C, N, O, F, P, S, Cl, Se, Br, I or a noble gas.
bool is_electropositive(Element element);

/// exp(-e / width): the weight of a binary e eV/atom above the hull.
double hull_weight(const BinaryEntry& entry, double width);

}  // namespace crystalgan
