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
  double rattle =
      0.02;  ///< Å: Gaussian displacement of every atom first, or symmetric structures stay on saddle points
  std::size_t max_evaluations = 500;  ///< of the calculator; chosen: 50 to 250 are common
  bool variable_cell = true;
  bool keep_symmetry = false;  ///< no rattle; every step keeps the space group of the initial structure
  double symmetry_tolerance = kSymmetryTolerance;  ///< Å: for finding that group
  // Limits, because a model may lack repulsion at short distances or let a crystal fall apart. All chosen.
  double min_radii_share = 0.6;   ///< of the radii limit: no two atoms closer
  double min_volume_share = 0.4;  ///< of the initial volume
  double max_volume_share = 2.5;
};

enum class RelaxationEnd {
  converged,
  out_of_evaluations,
  stuck,      ///< no step lowers the energy any more, forces above the limit
  forbidden,  ///< the initial structure or a step is outside the limits above
  failed,     ///< the calculator gave up
};

/// "converged", "out of evaluations", ...
std::string end_name(RelaxationEnd end);

struct Relaxation {
  Structure structure;          ///< the last accepted one; the initial one where nothing could be evaluated
  double energy = 0.0;          ///< eV per cell
  double largest_force = 0.0;   ///< eV/Å
  double largest_stress = 0.0;  ///< eV/Å^3, of the components; 0 where the cell is fixed
  std::size_t evaluations = 0;
  RelaxationEnd end;
  std::string reason;             ///< why it did not converge, where there is more to say than its end
  std::vector<double> moments{};  ///< µB, one per site of `structure`; empty where the calculator gives none
};

/// Minimises the energy over the atoms and the cell, F = exp(U) with U symmetric: by L-BFGS (libLBFGS), then by FIRE where
/// L-BFGS stops too early. Steps outside the limits of the settings are refused. Where symmetry is kept, the first structure is
/// exactly_symmetric(initial), also in a fixed cell, and forces and stress are averaged over its operations. Does not throw
/// for what a structure or a model does: `end` and `reason` say it.
Relaxation relaxed(const Structure& initial, Calculator& calculator, const RelaxationSettings& settings, Seed seed);

/// How far relax_all() is.
using RelaxationObserver = std::function<void(std::size_t done, std::size_t total)>;

/// The same for many structures on `threads` threads, each with its own calculator. Structure i draws from
/// seed.derive("relax/<first + i>"): a part of a longer list relaxes as in the whole. The result does not depend on `threads`. `observer` is called after each structure, by one
/// thread at a time.
std::vector<Relaxation> relax_all(const std::vector<Structure>& initial, const Calculator& calculator,
                                  const RelaxationSettings& settings, Seed seed, std::size_t threads,
                                  const RelaxationObserver& observer = {}, std::size_t first = 0);

}  // namespace crystalgan
