#include "crystalgan/dft/gpaw_input.hpp"

#include <fmt/format.h>

#include "crystalgan/dft/magnetic_start.hpp"

namespace crystalgan {
namespace {

std::string settings_of(const WrittenCell& cell, const KPoints& points) {
  std::string moments;
  for (const SpeciesCount& species : cell.species)
    if (const double moment = starting_moment(species.element); moment != 0.0)
      moments += fmt::format("{}\"{}\": {:.1f}", moments.empty() ? "" : ", ", species.element.symbol(), moment);
  return fmt::format(
      "K_POINTS = ({}, {}, {})\n"
      "MOMENTS = {{{}}}  # Bohr magnetons at the start, ferromagnetic; try others too\n",
      points[0], points[1], points[2], moments);
}

constexpr const char* kSettings = R"(CUTOFF = 500  # eV; the same for all structures that are compared
WIDTH = 0.1  # eV, of the Fermi-Dirac distribution
FORCE = 0.02  # eV/A, the largest force at the end, that on the cell included
STEPS = 100
)";

constexpr const char* kImports = R"(import json
import sys

from ase.io import read, write
from ase.optimize import BFGS
from ase.parallel import paropen
from gpaw import GPAW, PW, FermiDirac

try:
    from ase.filters import FrechetCellFilter as CellFilter  # ASE 3.23
except ImportError:
    from ase.constraints import ExpCellFilter as CellFilter

)";

constexpr const char* kWork = R"(

def calculator(report):
    return GPAW(mode=PW(CUTOFF), xc="PBE", kpts={"size": K_POINTS, "gamma": True},
                occupations=FermiDirac(WIDTH), txt=report)


atoms = read("structure.vasp", format="vasp")
if MOMENTS:
    atoms.set_initial_magnetic_moments([MOMENTS.get(symbol, 0.0) for symbol in atoms.get_chemical_symbols()])
atoms.calc = calculator("relax.txt")
converged = bool(BFGS(CellFilter(atoms), logfile="relax.log").run(fmax=FORCE, steps=STEPS))
write("relaxed.vasp", atoms, format="vasp", direct=True)

# Once more from the start: the plane waves of a relaxation are those of its first cell.
magnetic_moments = atoms.get_magnetic_moments() if MOMENTS else None
atoms = atoms.copy()
if MOMENTS:
    atoms.set_initial_magnetic_moments(magnetic_moments)
atoms.calc = calculator("energy.txt")
result = {
    "formula": atoms.get_chemical_formula(),
    "atoms": len(atoms),
    "converged": converged,
    "energy_ev": float(atoms.get_potential_energy()),
    "volume_angstrom3": float(atoms.get_volume()),
    "magnetic_moment": float(atoms.get_magnetic_moment()) if MOMENTS else 0.0,
}
with paropen("result.json", "w") as file:
    json.dump(result, file, indent=2)
    file.write("\n")
if not converged:
    sys.exit(f"not relaxed to {FORCE} eV/A in {STEPS} steps; relaxed.vasp is the last of them")
)";

}  // namespace

std::map<std::string, std::string> gpaw_input(const WrittenCell& cell, const KPoints& points) {
  const std::string words =
      "\"\"\"" + cell.title +
      ": a relaxation by PBE with GPAW.\n\n"
      "    gpaw python relax.py        (in parallel: mpirun -n 8 gpaw python relax.py)\n\n"
      "Reads structure.vasp; writes relaxed.vasp and result.json, its course to relax.log, relax.txt and energy.txt.\n"
      "\"\"\"\n";
  return {{"structure.vasp", cell.poscar},
          {"relax.py", words + kImports + settings_of(cell, points) + kSettings + kWork}};
}

}  // namespace crystalgan
