#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The name of this calculator, and the Debian packages that have it.
inline constexpr std::string_view kGpawName = "GPAW plane waves, PBE";
inline constexpr std::string_view kGpawPackages = "gpaw, gpaw-data";

/// How GPAW is asked. The defaults were measured: docs/reference/dft.md.
struct GpawSettings {
  double cutoff = 400.0;               ///< eV, of the plane waves of the final point; 300 is too coarse to rank
  double k_spacing = 0.32;             ///< 1/Å, 2π included, of the final point: 5 x 5 x 5 k-points for 4 Å
  double relaxation_cutoff = 350.0;    ///< eV. Pd a0 3.93 to 3.95 Å with the estimated correction of Pulay stress
  double relaxation_k_spacing = 0.42;  ///< 1/Å: 4 x 4 x 4 for 4 Å
  double smearing = 0.1;               ///< eV, of the Fermi-Dirac occupations; GPAW's own for plane waves
  double largest_force = 0.05;         ///< eV/Å: relaxed below it
  double largest_stress = 0.005;       ///< eV/Å^3: the same; 0.16 % of the lattice constant of Pd
  int max_steps = 15;                  ///< of the relaxation; chosen: 3 to 8 are common
  bool spin = true;                    ///< two spins where Cr, Mn, Fe, Co or Ni may have a moment; false: never
  double timeout = 7200.0;             ///< seconds per task, by the clock; chosen
  std::filesystem::path python = "/usr/bin/python3";  ///< Debian's own, which sees its packages
};

/// A structure to be result.
struct GpawTask {
  enum class Kind {
    crystal,   ///< atoms and cell are relaxed
    molecule,  ///< alone in its cell, which stays: atoms are relaxed, the gamma point is all k-points
  };
  std::string name;  ///< of its folder: letters, digits, '.', '_', '-', not '.' first
  Structure structure;
  Kind kind = Kind::crystal;
};

/// What came of a task. Without a failure all numbers hold; with one only `name`, `failure` and `structure`.
struct GpawResult {
  std::string name;
  std::string failure;  ///< one line; empty: done
  Structure structure;  ///< as it ended; the start where it failed
  double energy =
      0.0;  ///< eV per cell of the final point, smearing extrapolated to zero; formation energies alone mean anything
  double magnetic_moment = 0.0;  ///< Bohr magnetons per cell
  bool converged = false;        ///< whether the relaxation came below its limits
  double largest_force = 0.0;    ///< eV/Å at the end of the relaxation
  double largest_stress = 0.0;   ///< eV/Å^3, of the components, there
  int steps = 0;                 ///< of the relaxation, its start counted
  double seconds = 0.0;          ///< of processor time
  std::string program{};         ///< "GPAW 22.8.0"
};

/// Progress of a run, and how it is stopped.
struct GpawObserver {
  std::function<void(const GpawResult& result, bool from_before)> finished;  ///< from any thread, one call at a time
  std::function<bool()> stop_requested;  ///< may be called from several threads at once
};

/// One line that names what is missing to run GPAW with this Python, or nothing.
std::optional<std::string> missing_gpaw(const std::filesystem::path& python = GpawSettings{}.python);

/// Computes every task in a process of its own, `threads` of them at once; in the order of the tasks, or nothing when asked
/// to stop. Task NAME works in folder/NAME: input.json, result.json (which appears whole), gpaw.txt, output.txt. What is
/// done there already for the same input and the same program is read, not computed again; what failed is. The outcome
/// does not depend on `threads`. What goes wrong with one task is its failure. Throws ConfigError for names that are no
/// names of folders or not distinct and for settings out of range, IoError where Python cannot be run, OutputError where
/// the folder cannot be written.
std::optional<std::vector<GpawResult>> run_gpaw(const std::vector<GpawTask>& tasks, const GpawSettings& settings,
                                                const std::filesystem::path& folder, std::size_t threads,
                                                const GpawObserver& observer);

/// H2 alone in a cube: the reference of hydrogen, as a molecule.
Structure hydrogen_molecule();

}  // namespace crystalgan
