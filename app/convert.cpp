#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/io/structure_file.hpp"

namespace crystalgan {

Action add_convert(CLI::App& command) {
  struct Options {
    std::string input, output;
  };
  auto options = std::make_shared<Options>();
  command.add_option("IN", options->input, "POSCAR, CIF or extended XYZ file")->required();
  command.add_option("OUT", options->output, "new file; its ending chooses the format: .vasp, .cif, .xyz, .extxyz")
      ->required();
  return [options] {
    const auto format = format_of(options->output);
    if (!format)
      throw ConfigError("OUT",
                        "expected a name ending in .vasp, .cif, .xyz or .extxyz, or POSCAR, got " + options->output);
    std::error_code failure;
    if (std::filesystem::exists(options->output, failure))
      throw ConfigError("OUT", "expected a new file, got " + options->output + ", which exists");
    const auto structures = read_structures(options->input);
    write_file(options->output, structures_text(structures, *format));
    fmt::print("{} structure{} written to {}\n", structures.size(), structures.size() == 1 ? "" : "s", options->output);
    return kDone;
  };
}

}  // namespace crystalgan
