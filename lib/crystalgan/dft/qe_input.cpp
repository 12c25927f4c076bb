#include "crystalgan/dft/qe_input.hpp"

#include <fmt/format.h>

#include "crystalgan/dft/magnetic_start.hpp"

namespace crystalgan {
namespace {

// A Fortran string in single quotes.
std::string in_quotes(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string control(const std::optional<Pseudopotentials>& pseudopotentials) {
  return "&CONTROL\n"
         "  calculation = 'vc-relax'    ! atoms and cell; ends with one more SCF in the basis of the last cell\n"
         "  prefix = 'candidate'\n"
         "  outdir = './out'\n" +
         fmt::format("  pseudo_dir = {}    ! the folder of the files under ATOMIC_SPECIES\n",
                     in_quotes(pseudopotentials ? pseudopotentials->folder : "../pseudo")) +
         "  nstep = 100\n"
         "  etot_conv_thr = 1.0d-5      ! Ry per cell\n"
         "  forc_conv_thr = 4.0d-4      ! Ry/bohr: 0.01 eV/A\n"
         "  disk_io = 'low'\n"
         "/\n";
}

std::string system_spin(const WrittenCell& cell) {
  if (!is_magnetic(cell)) return "  nspin = 1                   ! no magnetic element: no moments\n";
  std::string text = "  nspin = 2                   ! a ferromagnetic start; try others too\n";
  for (std::size_t i = 0; i < cell.species.size(); ++i)
    if (const double share = starting_polarisation(cell.species[i].element); share != 0.0)
      text += fmt::format("  starting_magnetization({}) = {:.3f}\n", i + 1, share);
  return text;
}

std::string system(const WrittenCell& cell) {
  return "&SYSTEM\n" +
         fmt::format("  ibrav = 0\n  nat = {}\n  ntyp = {}\n", cell.structure.size(), cell.species.size()) +
         "  ! For PAW and ultrasoft sets; the files say at their top what they need at least. Norm-conserving: 90 and\n"
         "  ! 360. The same for all structures that are compared.\n"
         "  ecutwfc = 60.0              ! Ry\n"
         "  ecutrho = 480.0             ! Ry\n"
         "  occupations = 'smearing'\n"
         "  smearing = 'mv'             ! Marzari-Vanderbilt: for metals, and harmless where there is a gap\n"
         "  degauss = 0.02              ! Ry\n" +
         system_spin(cell) + "/\n";
}

constexpr const char* kElectronsIonsCell =
    "&ELECTRONS\n"
    "  conv_thr = 1.0d-8           ! Ry per cell\n"
    "  mixing_beta = 0.4\n"
    "  electron_maxstep = 200\n"
    "/\n"
    "&IONS\n"
    "  ion_dynamics = 'bfgs'\n"
    "/\n"
    "&CELL\n"
    "  cell_dynamics = 'bfgs'\n"
    "  press_conv_thr = 0.5        ! kbar\n"
    "/\n";

std::string atomic_species(const WrittenCell& cell, const std::optional<Pseudopotentials>& pseudopotentials) {
  std::string text = "ATOMIC_SPECIES\n";
  for (const auto& [element, count] : cell.species)
    text +=
        fmt::format("  {} {:.4f} {}\n", element.symbol(), element.mass(),
                    pseudopotentials ? pseudopotentials->files.at(element) : std::string(element.symbol()) + ".UPF");
  return text;
}

// No exponents: pw.x would read them as formulae.
std::string line_of(const std::array<double, 3>& numbers) {
  return fmt::format(" {:.16f} {:.16f} {:.16f}\n", numbers[0], numbers[1], numbers[2]);
}

std::string cell_and_atoms(const Structure& structure) {
  std::string text = "CELL_PARAMETERS angstrom\n";
  for (const Cartesian& row : structure.lattice().rows()) text += " " + line_of(row.components);
  text += "ATOMIC_POSITIONS crystal\n";
  for (const Site& site : structure.sites())
    text += "  " + std::string(site.element.symbol()) + line_of(site.position.components);
  return text;
}

}  // namespace

std::map<std::string, std::string> qe_input(const WrittenCell& cell, const KPoints& points,
                                            const std::optional<Pseudopotentials>& pseudopotentials) {
  return {{"pw.in", "! " + cell.title + ": a relaxation by PBE\n" + control(pseudopotentials) + system(cell) +
                        kElectronsIonsCell + atomic_species(cell, pseudopotentials) + cell_and_atoms(cell.structure) +
                        fmt::format("K_POINTS automatic\n  {} {} {} 0 0 0\n", points[0], points[1], points[2])}};
}

}  // namespace crystalgan
