#include "crystalgan/dft/export.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/cell_choice.hpp"
#include "crystalgan/dft/magnetic_start.hpp"
#include "interrupt.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

struct ExportOptions {
  std::string run, program;
  std::size_t top = 20;
  double k_spacing = kDefaultKSpacing;
  std::optional<std::string> pseudopotentials, output, cell;
};

const std::map<std::string, CellChoice> kExportedCells{{"primitive", CellChoice::primitive},
                                                       {"conventional", CellChoice::conventional}};

const std::map<std::string, ExportProgram> kPrograms{
    {"vasp", ExportProgram::vasp}, {"qe", ExportProgram::qe}, {"gpaw", ExportProgram::gpaw}};

int write_export(const ExportOptions& options) {
  ExportSettings settings{kPrograms.at(options.program), options.k_spacing, std::nullopt};
  if (options.pseudopotentials && settings.program != ExportProgram::qe)
    throw ConfigError("--pseudopotentials", "expected --for qe, got --for " + options.program);
  const RunDirectory run = RunDirectory::open(options.run);
  const RunLock lock = run.lock();
  const std::string folder = run_files::exported(options.program);
  const std::string output = options.output.value_or(run.name_of(folder));
  RunDirectory::require_new(output);
  auto structures = ranked_structures(run, options.top);
  if (options.cell)
    for (RankedStructure& one : structures) one.structure = in_cell(one.structure, kExportedCells.at(*options.cell));
  if (options.pseudopotentials)
    settings.pseudopotentials = find_pseudopotentials(*options.pseudopotentials, elements_of(structures));
  const auto files = export_files(structures, settings);
  make_whole([&] {
    if (options.output)
      RunDirectory::create(output, files);
    else
      run.write_new_folder(folder, files);
  });
  print("{} structure{} for {} in {}; README.txt there gives the next steps.\n{}\n", structures.size(),
        structures.size() == 1 ? "" : "s", options.program, output, spin_summary(structures));
  return kDone;
}

}  // namespace

Action add_export(CLI::App& command) {
  auto options = std::make_shared<ExportOptions>();
  command.add_option("RUN", options->run, "finished run directory")->required();
  command.add_option("--for", options->program, "program that will compute the structures")
      ->required()
      ->check(CLI::IsMember(kPrograms));
  command.add_option("--top", options->top, "number of structures, best first; by energy if the run is ranked")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      .add_option("--cell", options->cell,
                  "standard cell of the International Tables (spglib): primitive or conventional (default: the cell of "
                  "the run)")
      ->check(CLI::IsMember(kExportedCells));
  command
      .add_option("--k-spacing", options->k_spacing, "largest distance between k-points, in 1/angstrom, 2 pi included")
      ->check(CLI::Range(kMinKSpacing, kMaxKSpacing))
      ->capture_default_str();
  command.add_option("--pseudopotentials", options->pseudopotentials,
                     "with --for qe: folder with one UPF file per element, named like Ni.pbe.UPF or ni_pbe.upf");
  command.add_option("-o,--output", options->output, "new folder (default RUN/export-PROGRAM)");
  return [options] { return write_export(*options); };
}

}  // namespace crystalgan
