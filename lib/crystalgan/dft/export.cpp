#include "crystalgan/dft/export.hpp"

#include <fmt/format.h>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/dft/gpaw_input.hpp"
#include "crystalgan/dft/magnetic_start.hpp"
#include "crystalgan/dft/qe_input.hpp"
#include "crystalgan/dft/slurm_script.hpp"
#include "crystalgan/dft/vasp_input.hpp"
#include "crystalgan/dft/written_cell.hpp"

namespace crystalgan {
namespace {

std::map<std::string, std::string> input_of(const WrittenCell& cell, const KPoints& points,
                                            const ExportSettings& settings) {
  switch (settings.program) {
    case ExportProgram::vasp:
      return vasp_input(cell, points);
    case ExportProgram::qe:
      return qe_input(cell, points, settings.pseudopotentials);
    case ExportProgram::gpaw:
      return gpaw_input(cell, points);
  }
  throw ConfigError("program", "expected one of this library's");
}

Launch launch_of(ExportProgram program) {
  switch (program) {
    case ExportProgram::vasp:
      return {"vasp", "POTCAR", "module load vasp", "srun vasp_std", "> vasp.out"};
    case ExportProgram::qe:
      return {"qe", "", "module load quantum-espresso", "srun pw.x", "-in pw.in > pw.out"};
    case ExportProgram::gpaw:
      return {"gpaw", "", "module load gpaw", "srun gpaw python", "relax.py > relax.out"};
  }
  throw ConfigError("program", "expected one of this library's");
}

// Lines that differ between steps 1 and 2.
std::string first_steps(const ExportSettings& settings) {
  switch (settings.program) {
    case ExportProgram::vasp:
      return "1. Every folder has POSCAR, KPOINTS and INCAR of a relaxation by PBE; POTCAR is yours to make. The "
             "set-ups, in\n"
             "   the order of POSCAR, are in POTCAR.spec (recommended by the Materials Project). With their PBE folder "
             "as P:\n"
             "   for d in */; do (cd \"$d\" && while read -r s; do cat \"$P/$s/POTCAR\"; done < POTCAR.spec > POTCAR); "
             "done\n"
             "2. Read one INCAR: its comments say what to look at (ENCUT, ISMEAR, moments).\n";
    case ExportProgram::qe:
      return std::string("1. Every folder has pw.in, a relaxation by PBE. Pseudopotentials are not part of this: ") +
             (settings.pseudopotentials
                  ? "pw.in names those\n   of the folder that was given (pseudo_dir); where the calculations run "
                    "elsewhere, "
                    "change pseudo_dir.\n"
                  : "put one UPF\n   file per element into pseudo/ here, called ELEMENT.UPF; all of one set, PBE.\n") +
             "2. Read one pw.in: its comments say what to look at (ecutwfc, ecutrho, moments).\n";
    case ExportProgram::gpaw:
      return "1. Every folder has structure.vasp and relax.py, a relaxation by PBE; GPAW needs its PAW set-ups (gpaw\n"
             "   install-data, or Debian's gpaw-data).\n"
             "2. Read one relax.py: its settings stand at the top.\n";
  }
  return {};
}

std::string readme(const std::vector<RankedStructure>& entries, const ExportSettings& settings) {
  return first_steps(settings) + "   " + spin_summary(entries) + "\n" +
         "3. Put the modules, partition and account of your cluster into run-array.sh.\n"
         "4. Try one: sbatch --array=1 run-array.sh; then all: sbatch run-array.sh. Task N works in row N of "
         "index.csv.\n"
         "   Without Slurm: SLURM_ARRAY_TASK_ID=1 PROGRAM=\"mpirun -n 4 ...\" bash run-array.sh\n"
         "5. Energies above the hull need the elements, binaries and alloys by the same settings, too. Those in "
         "index.csv\n"
         "   are of the run's own calculator (its ranking.json says which), and empty where nothing was ranked.\n";
}

// Task and folder come first: the script reads them, and later fields may be quoted.
std::string index_row(std::size_t task, const std::string& folder, const RankedStructure& entry,
                      const KPoints& points) {
  return fmt::format("{},{},{},{},{},{},{},{}\n", task, folder, csv_field(entry.id),
                     formula(entry.structure.composition()), entry.space_group, entry.structure.size(),
                     k_points_name(points), entry.above_hull ? exact_text(*entry.above_hull) : std::string());
}

}  // namespace

std::map<std::string, std::string> export_files(const std::vector<RankedStructure>& entries,
                                                const ExportSettings& settings) {
  if (entries.empty()) throw ConfigError("export", "expected at least one structure, got none");
  std::map<std::string, std::string> files;
  std::string index = "task,folder,id,formula,space_group,atoms,k_points,above_hull_ev_per_atom\n";
  UnusedNames folders;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const WrittenCell cell = written_cell(entries[i]);
    const KPoints points = k_points(cell.structure.lattice(), settings.k_spacing);
    const std::string folder = folders.take(folder_name(entries[i].id));
    for (auto& [name, text] : input_of(cell, points, settings)) files[folder + "/" + name] = std::move(text);
    index += index_row(i + 1, folder, entries[i], points);
  }
  files["index.csv"] = std::move(index);
  files["run-array.sh"] = slurm_script(launch_of(settings.program), entries.size());
  files["README.txt"] = readme(entries, settings);
  return files;
}

}  // namespace crystalgan
