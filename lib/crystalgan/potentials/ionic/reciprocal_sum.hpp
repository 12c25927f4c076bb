#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crystalgan/potentials/ionic/ionic_model.hpp"
#include "crystalgan/potentials/ionic/ionic_terms.hpp"
#include "crystalgan/potentials/ionic/lanes.hpp"

namespace crystalgan {

/// The sum over reciprocal lattice vectors G of an Ewald sum. Lists the integers h, k, l once and serves every cell near
/// the listed one.
class ReciprocalSum {
 public:
  /// All G with |G| <= cutoff (1/Å, with 2π) in the cell of `rows`, one of each ±G. `screening` is α in 1/Å.
  void list(const Basis& rows, double screening, double cutoff);

  /// Adds the energy, forces and the strain derivative of the listed G. `charges` in e, one per atom.
  void add(const Basis& rows, std::span<const Cartesian> positions, std::span<const double> charges, IonicTerms& terms);

 private:
  // All G of one h and k: l from first_l up, entries begin to end of the arrays below.
  struct Line {
    std::int32_t h, k, first_l;
    std::uint32_t begin, end;
  };

  void write_phases(const Basis& reciprocal, std::span<const Cartesian> positions);

  std::vector<Line> lines_;
  LaneArray indices_[3];  // h, k, l; whole vectors, the rest repeats the last
  LaneArray weights_;     // A(G) of E = Σ A |S|², eV/e²
  LaneArray squares_;     // |S(G)|²
  std::size_t count_ = 0;
  int largest_[3] = {0, 0, 0};  // |h|, |k|, |l|
  LaneArray phases_[3];         // per axis and integer from -largest: cosines, sines of all atoms, [2, padded atoms]
  LaneArray charges_;           // padded
  LaneArray work_;              // of one line: see the source
  std::size_t padded_ = 0;      // atoms, in whole vectors
  double screening_ = 0.0;
};

}  // namespace crystalgan
