#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/io/structure_file.hpp"

namespace crystalgan {

Action add_convert(CLI::App& command) {
  struct Options {
    std::string input, output;
  };
  auto options = std::make_shared<Options>();
  command
      .add_option("IN", options->input,
                  "structure file: POSCAR, CIF, extended XYZ or OPTIMADE JSON Lines, also gzipped (.gz)")
      ->required();
  command
      .add_option("OUT", options->output,
                  "new file; its name gives the format: .vasp, .cif, .xyz, .extxyz or .jsonl; add .gz to gzip it")
      ->required();
  return [options] {
    if (!format_of(options->output))
      throw ConfigError("OUT",
                        "expected a name ending in .vasp, .cif, .xyz, .extxyz or .jsonl, or POSCAR, each perhaps with "
                        ".gz, got " +
                            options->output);
    std::error_code failure;
    if (std::filesystem::exists(options->output, failure))
      throw ConfigError("OUT", "expected a new file, got " + options->output + ", which exists");
    const auto structures = read_structures(options->input);
    write_structures(options->output, structures);
    fmt::print("{} structure{} written to {}\n", structures.size(), structures.size() == 1 ? "" : "s", options->output);
    return kDone;
  };
}

}  // namespace crystalgan
