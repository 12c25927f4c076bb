#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crystalgan/potentials/ionic/ionic_model.hpp"
#include "crystalgan/potentials/ionic/ionic_symmetry.hpp"
#include "crystalgan/potentials/ionic/ionic_terms.hpp"
#include "crystalgan/potentials/ionic/lanes.hpp"

namespace crystalgan {

/// The images of one pair of atoms: places in the arrays of PairSum, whole vectors. Those that may repel stand first.
struct PairSegment {
  std::uint32_t first, second, begin, near_end, end;
  double count;  // of AtomPair
};

/// One image: multiples of the lattice vectors, and the squared distance (Å²).
struct PairImage {
  double n[3];
  double square;
};

/// The sum over pairs of atoms, images included: screened Coulomb and repulsion. Lists the pairs once and serves every
/// cell near the listed one.
class PairSum {
 public:
  /// The images of `pairs` within `reach` (Å) or the end of their repulsion, and `skin` (Å) beyond. `screening` is α in 1/Å.
  void list(const IonicModel& model, const Basis& rows, std::span<const Cartesian> positions,
            std::span<const std::uint8_t> kinds, std::span<const AtomPair> pairs, double screening, double reach,
            double skin);

  /// Whether the list has every pair within the reach, when the atoms have moved there.
  bool covers(const Basis& rows, std::span<const Cartesian> positions) const;

  /// Adds the energies, forces and the strain derivative of the listed pairs.
  void add(const Basis& rows, std::span<const Cartesian> positions, IonicTerms& terms) const;

 private:
  void store(const AtomPair& pair, std::size_t count, double charges, double contact, double near);

  std::vector<PairSegment> segments_;
  LaneArray images_[3];  // multiples of the lattice vectors
  LaneArray charges_;    // product of two charges times the Coulomb constant; 0 of what fills a vector
  LaneArray contacts_;   // σ
  std::vector<PairImage> found_;
  double screening_ = 0.0;
  double skin_ = 0.0;
  double widest_ = 0.0;  // Å: the reach of the pair that reaches furthest
  std::vector<Cartesian> listed_positions_;
  Basis listed_rows_;
};

}  // namespace crystalgan
