#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/cell_choice.hpp"
#include "crystalgan/crystal/standard_cell.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/symmetric_cif.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

const std::map<std::string, CellChoice> kCells{{"given", CellChoice::given},
                                               {"primitive", CellChoice::primitive},
                                               {"conventional", CellChoice::conventional},
                                               {"niggli", CellChoice::niggli}};

struct ConvertOptions {
  std::string input, output;
  std::optional<std::string> cell;
  double symmetry_tolerance = kExactTolerance;
};

/// In the chosen cell. A CIF with symmetry is that of the conventional cell; other cells are written without.
void write_in_cell(const std::vector<Structure>& structures, const ConvertOptions& options) {
  const bool is_cif = format_of(options.output) == format_of("x.cif");
  const CellChoice choice = options.cell ? kCells.at(*options.cell)
                            : is_cif     ? CellChoice::conventional
                                         : CellChoice::given;
  if (is_cif && choice == CellChoice::conventional) {
    for (const Structure& structure : structures) {
      if (options.cell)
        in_cell(structure, choice, options.symmetry_tolerance);  // throws where there is none
      else if (!standard_cell(structure, options.symmetry_tolerance))
        print_error("crystalgan: remark: {}: no space group within {} A: written as P 1\n", structure.name(),
                    options.symmetry_tolerance);
    }
    write_structure_text(options.output, symmetric_cif_text(structures, options.symmetry_tolerance));
    return;
  }
  std::vector<Structure> in_cells;
  for (const Structure& structure : structures)
    in_cells.push_back(in_cell(structure, choice, options.symmetry_tolerance));
  if (is_cif)
    write_structure_text(options.output, cif_text(in_cells));
  else
    write_structures(options.output, in_cells);
}

}  // namespace

Action add_convert(CLI::App& command) {
  auto options = std::make_shared<ConvertOptions>();
  command
      .add_option("IN", options->input,
                  "file of structures: " + structure_format_names() + "; also compressed (.gz, .bz2, .xz, .zst)")
      ->required();
  command
      .add_option("OUT", options->output,
                  "new file; its name chooses the format: " + structure_file_patterns() +
                      "; with a further .gz, .bz2, .xz or .zst it is compressed")
      ->required();
  command
      .add_option(
          "--cell", options->cell,
          "cell to write: given, primitive, conventional (standard cells of the International Tables, by spglib) or "
          "niggli; default: conventional for CIF, which then has its symmetry, given for the others")
      ->check(CLI::IsMember(kCells));
  command
      .add_option("--symmetry-tolerance", options->symmetry_tolerance,
                  "distance in angstrom by which atoms may move to be symmetric in a standard cell")
      ->check(CLI::Range(1e-5, 1.0))
      ->capture_default_str();
  return [options] {
    if (!format_of(options->output))
      throw ConfigError("OUT", "expected the name of a structure file (" + structure_file_patterns() +
                                   ", each also as *.gz, *.bz2, *.xz or *.zst), got " + options->output);
    std::error_code failure;
    if (std::filesystem::exists(options->output, failure))
      throw ConfigError("OUT", "expected a new file, got " + options->output + ", which exists");
    ReadNotes notes;
    const auto structures = read_structures(options->input, notes);
    if (!notes.refusals.empty()) throw StructureError(notes.refusals.front());
    for (const std::string& remark : notes.remarks) print_error("crystalgan: remark: {}\n", remark);
    write_in_cell(structures, *options);
    print("{} structure{} written to {}\n", structures.size(), structures.size() == 1 ? "" : "s", options->output);
    return kDone;
  };
}

}  // namespace crystalgan
