#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "crystalgan/potentials/ionic/ionic_energy.hpp"

namespace crystalgan {

enum class IonicEnd {
  out_of_steps,
  converged,    ///< the largest gradient is below 0.02 eV/Å
  flat,         ///< a step lowered the energy by less than 2e-5 eV per atom
  stuck,        ///< no step lowers the energy
  out_of_range  ///< the volume per atom left 2 to 200 Å^3, or the energy is not finite
};

struct IonicRelaxed {
  double energy;     ///< eV per cell
  double coulomb;    ///< eV per cell
  double repulsion;  ///< eV per cell
  int steps;         ///< evaluations after the first
  IonicEnd end;
};

/// Relaxes atoms and cell in the ionic potential, by L-BFGS: forces keep the symmetry of the initial cell. Where this is
/// given, only the moves that keep it are unknowns and only one pair of each kind is summed, with the same result. Holds the
/// memory of its work, so one object serves many relaxations without allocating. Not thread-safe.
class IonicRelaxation {
 public:
  explicit IonicRelaxation(double accuracy = kScreeningAccuracy) : energy_(accuracy) {}

  /// Changes `cell` to the last accepted one. At most `steps` steps; may be called again for more. Throws as
  /// IonicEnergy::prepare.
  IonicRelaxed relax(const IonicModel& model, IonicCell& cell, int steps, const IonicSymmetry* symmetry = nullptr);

 private:
  static constexpr std::size_t kMemory = 8;

  const std::vector<double>& expanded(const std::vector<double>& unknowns);
  void project(const std::vector<double>& full, std::vector<double>& unknowns) const;
  void prepare(const IonicCell& cell);
  void place(const std::vector<double>& moves, IonicCell& cell) const;
  double evaluate(const std::vector<double>& unknowns, IonicCell& cell, std::vector<double>& gradient);
  void begin(const IonicModel& model, const IonicCell& cell, const IonicSymmetry* symmetry);
  bool choose_direction();
  int search(IonicCell& cell, double& energy);
  void remember();

  IonicEnergy energy_;
  IonicModel model_;
  double coulomb_ = 0.0, repulsion_ = 0.0;
  // the initial cell, to which displacements and strain refer
  IonicCell initial_;
  double strain_length_ = 0.0;               // Å: a strain times this has the size of a displacement
  const IonicSymmetry* symmetry_ = nullptr;  // during a relaxation
  // 3 N displacements (Å), then the nine components of a symmetric strain times strain_length_: the unknowns, or what the
  // unknowns give along the directions of the symmetry
  std::vector<double> moves_of_atoms_, gradient_of_atoms_;
  std::vector<double> unknowns_, gradient_, last_unknowns_, last_gradient_, direction_;
  std::array<std::vector<double>, kMemory> moves_, changes_;  // of the unknowns, of the gradient; a ring
  std::array<double, kMemory> inverse_products_{};
  std::size_t oldest_ = 0, remembered_ = 0;
};

}  // namespace crystalgan
