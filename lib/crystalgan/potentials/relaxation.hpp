#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

struct RelaxationSettings {
  double largest_force = 0.01;    ///< eV/Å: converged below it
  double largest_stress = 0.001;  ///< eV/Å^3: the same
  double rattle = 0.02;  ///< Å: Gaussian displacement of every atom first, or symmetric starts stick on saddle points
  std::size_t most_evaluations = 500;  ///< of the calculator; chosen: 50 to 250 are common
  bool variable_cell = true;
  bool keep_symmetry = false;                      ///< no rattle, and every step keeps the space group of the start
  double symmetry_tolerance = kSymmetryTolerance;  ///< Å: within it the start has that group
  // Guards: models may have no core, or fall apart. All chosen.
  double least_radii_share = 0.6;   ///< of the radii limit: no two atoms closer
  double least_volume_share = 0.4;  ///< of the volume at the start
  double most_volume_share = 2.5;
};

enum class RelaxationEnd {
  converged,
  out_of_evaluations,
  stuck,      ///< no step lowers the energy any more, forces above the limit
  forbidden,  ///< the start, or the way down, leaves the guards
  failed,     ///< the calculator gave up
};

/// "converged", "out of evaluations", ...
std::string end_name(RelaxationEnd end);

struct Relaxation {
  Structure structure;          ///< where it ended; the start where nothing could be evaluated
  double energy = 0.0;          ///< eV per cell
  double largest_force = 0.0;   ///< eV/Å
  double largest_stress = 0.0;  ///< eV/Å^3, of the components; 0 where the cell is fixed
  std::size_t evaluations = 0;
  RelaxationEnd end;
  std::string reason;  ///< why it did not converge, where there is more to say than its end
};

/// Lets atoms and cell go downhill: F = exp(U) with U symmetric; L-BFGS (libLBFGS), from where that sticks FIRE; steps that
/// would leave the guards are refused. Where symmetry is kept, the way begins at exactly_symmetric(start), also in a fixed
/// cell, and the forces and stress told are the averaged ones. Never throws for what a structure or model does on the way.
Relaxation relaxed(const Structure& start, Calculator& calculator, const RelaxationSettings& settings, Seed seed);

/// How far relax_all() is.
using RelaxationObserver = std::function<void(std::size_t done, std::size_t total)>;

/// The same for many on `threads` threads, each with a calculator of its own; structure i draws from
/// seed.derive("relax/<i>"). The outcome does not depend on `threads`. `observer` is told after each how many of how many
/// are done, by one thread at a time.
std::vector<Relaxation> relax_all(const std::vector<Structure>& starts, const Calculator& calculator,
                                  const RelaxationSettings& settings, Seed seed, std::size_t threads,
                                  const RelaxationObserver& observer = {});

}  // namespace crystalgan
