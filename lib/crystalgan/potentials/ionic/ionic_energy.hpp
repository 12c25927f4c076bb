#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crystalgan/potentials/ionic/ionic_model.hpp"
#include "crystalgan/potentials/ionic/ionic_terms.hpp"
#include "crystalgan/potentials/ionic/pair_sum.hpp"
#include "crystalgan/potentials/ionic/reciprocal_sum.hpp"

namespace crystalgan {

/// How much the ends of both Ewald sums may leave out, relative to the Coulomb energy.
inline constexpr double kScreeningAccuracy = 1e-5;  ///< to relax candidates: 1e-3 eV of 100 eV
inline constexpr double kExactAccuracy = 1e-10;     ///< to compare with other programs

/// Energy, forces and strain derivative of an ionic crystal: Coulomb by an Ewald sum, and repulsion. prepare() chooses the
/// screening and lists the terms of both sums; evaluate() serves all cells near that one with them, so that forces and strain
/// are derivatives of one function. Evaluates without allocating once the lists have their sizes. Not thread-safe.
class IonicEnergy {
 public:
  explicit IonicEnergy(double accuracy = kScreeningAccuracy);

  /// For this cell and those near it. `pairs`, where given, stand for all pairs of a symmetric cell; then forces and strain
  /// are right only for moves that keep the symmetry: their sum over such a move is the change of the energy. Throws StructureError for a cell without volume, without atoms, or with numbers that are
  /// not finite.
  void prepare(const IonicModel& model, const IonicCell& cell, std::span<const AtomPair> pairs = {});

  /// The same atoms in the cell of `rows` (Å), at `positions` (Å). Pairs are listed anew where atoms have moved far. Energies
  /// that are not finite mean a cell without volume.
  const IonicTerms& evaluate(const Basis& rows, std::span<const Cartesian> positions);

  /// Whether the cell is so far from the prepared one that the sums are no longer as accurate as promised: prepare again.
  bool is_worn(const Basis& rows) const;

 private:
  IonicModel model_;
  std::vector<std::uint8_t> kinds_;
  std::vector<double> charges_;
  std::vector<AtomPair> atom_pairs_;
  Basis prepared_rows_;
  double reach_in_screenings_;  // cut-off times α, |G| over 2α
  double screening_ = 0.0;      // α, 1/Å
  PairSum pairs_;
  ReciprocalSum reciprocal_;
  IonicTerms terms_;
};

/// The same in one call.
IonicTerms ionic_energy(const IonicModel& model, const IonicCell& cell, double accuracy = kExactAccuracy);

}  // namespace crystalgan
