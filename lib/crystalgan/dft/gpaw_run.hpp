#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/directory.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// The name of this calculator, and its Debian packages.
inline constexpr std::string_view kGpawName = "GPAW plane waves, PBE";
inline constexpr std::string_view kGpawPackages = "gpaw, gpaw-data";

/// A structure to compute.
struct GpawTask {
  enum class Kind {
    crystal,   ///< atoms and cell are relaxed
    molecule,  ///< in a fixed cell: atoms are relaxed, gamma point only
  };
  std::string name;  ///< of its folder: letters, digits, '.', '_', '-', not '.' first
  Structure structure;
  Kind kind = Kind::crystal;
};

/// The result of a task. After a failure only `name`, `failure` and `structure` hold.
struct GpawResult {
  std::string name;
  std::string failure;           ///< one line; empty: done
  Structure structure;           ///< at the end; the start after a failure
  double energy = 0.0;           ///< eV per cell, smearing extrapolated to zero; only formation energies have a meaning
  double magnetic_moment = 0.0;  ///< Bohr magnetons per cell
  bool converged = false;        ///< whether forces and stress are below the limits
  double largest_force = 0.0;    ///< eV/Å at the end of the relaxation
  double largest_stress = 0.0;   ///< eV/Å^3, largest component, at the end
  int steps = 0;                 ///< of the relaxation, with the start
  double seconds = 0.0;          ///< of processor time
  std::string program{};         ///< "GPAW 22.8.0"
};

/// Callbacks of a run.
struct GpawObserver {
  std::function<void(const GpawResult& result, bool from_before)> finished;  ///< from any thread, one call at a time
  std::function<bool()> stop_requested;                                      ///< called from several threads at once
};

/// What this Python lacks to run GPAW, in one line, or nothing.
std::optional<std::string> missing_gpaw(const std::filesystem::path& python = Configuration::Dft{}.python);

/// Computes every task in its own process, `threads` at once; in the order of the tasks, or nothing when stopped. Task
/// NAME works in a new folder beside folder/NAME, which takes that place when it ends: input.json, result.json, gpaw.txt,
/// output.txt. Python is isolated (-I). Finished results of the same input and program are read, failed ones computed again.
/// The result does not depend on `threads`. An error in one task is its failure. Throws ConfigError for invalid or repeated
/// names and settings out of range, IoError where Python cannot run or a result cannot be read, OutputError where the folder
/// cannot be written.
std::optional<std::vector<GpawResult>> run_gpaw(const std::vector<GpawTask>& tasks, const Configuration::Dft& settings,
                                                const Directory& folder, std::size_t threads,
                                                const GpawObserver& observer);

/// H2 in a cube: the molecular reference of hydrogen.
Structure hydrogen_molecule();

}  // namespace crystalgan
