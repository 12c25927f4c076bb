#include "crystalgan/dft/vasp_input.hpp"

#include <fmt/format.h>

#include "crystalgan/core/text.hpp"
#include "crystalgan/dft/magnetic_start.hpp"
#include "crystalgan/dft/potcar_setup.hpp"

namespace crystalgan {
namespace {

std::string kpoints_text(const KPoints& points) {
  return fmt::format("{}, centred on Gamma\n0\nGamma\n{} {} {}\n0 0 0\n", k_points_name(points), points[0], points[1],
                     points[2]);
}

std::string potcar_list(const WrittenCell& cell) {
  std::string text;
  for (const SpeciesCount& species : cell.species) text += potcar_setup(species.element) + "\n";
  return text;
}

// Chosen to compare energies of metal hydrides; reasons: docs/reference/dft.md, "export".
constexpr const char* kRelaxation = R"(
# A relaxation of atoms and cell by PBE
GGA = PE
IBRION = 2          # conjugate gradients
ISIF = 3            # atoms, shape and volume
NSW = 100
EDIFF = 1E-6        # eV per cell
EDIFFG = -0.01      # eV/A, the largest force

# Basis. 520 eV is 1.3 times 400 eV, the ENMAX that few set-ups exceed; a cell that changes needs that much (Pulay
# stress). Where ENMAX in POTCAR is above 400 (Li_sv), raise it for all structures that are compared.
ENCUT = 520
PREC = Accurate
LREAL = .FALSE.     # Auto is faster above some 30 atoms, but then for all structures
LASPH = .TRUE.

# Occupations of a metal: the term T*S in OUTCAR should stay below 1 meV per atom. For a hydride with a gap, such as
# MgH2, take ISMEAR = 0 and SIGMA = 0.05. Never -5 while atoms move in a metal.
ISMEAR = 1
SIGMA = 0.2

ALGO = Normal
NELM = 120
LMAXMIX = 4         # d electrons; 6 with f
LWAVE = .FALSE.
LCHARG = .FALSE.
# NCORE and KPAR are those of your machine.

# Afterwards: copy CONTCAR to POSCAR and run once more with IBRION = -1, NSW = 0, ISMEAR = -5 for the energy: the basis
# of a relaxation is that of its first cell.
)";

std::string incar_spin(const WrittenCell& cell) {
  if (!is_magnetic(cell)) return "\n# No magnetic element: no moments\nISPIN = 1\n";
  std::string order;
  std::string moments;
  for (const SpeciesCount& species : cell.species) {
    order += " " + std::string(species.element.symbol());
    const double moment = starting_moment(species.element);
    moments += fmt::format(" {}*{:.1f}", species.count, moment == 0.0 ? kOtherMoment : moment);
  }
  return "\n# A ferromagnetic start (moments of MPRelaxSet), atoms as in POSCAR:" + order +
         ". Try antiferromagnetic ones too.\nISPIN = 2\nMAGMOM =" + moments + "\n";
}

}  // namespace

std::map<std::string, std::string> vasp_input(const WrittenCell& cell, const KPoints& points) {
  return {{"POSCAR", cell.poscar},
          {"KPOINTS", kpoints_text(points)},
          {"INCAR", "SYSTEM = " + cell.title + "\n" + kRelaxation + incar_spin(cell)},
          {"POTCAR.spec", potcar_list(cell)}};
}

}  // namespace crystalgan
