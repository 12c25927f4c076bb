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
  command.add_option("IN", options->input, "file of structures: " + structure_format_names() + "; also gzipped (.gz)")
      ->required();
  command
      .add_option(
          "OUT", options->output,
          "new file; its name chooses the format: " + structure_file_patterns() + "; with a further .gz it is gzipped")
      ->required();
  return [options] {
    if (!format_of(options->output))
      throw ConfigError("OUT", "expected the name of a structure file (" + structure_file_patterns() +
                                   ", each also as *.gz), got " + options->output);
    std::error_code failure;
    if (std::filesystem::exists(options->output, failure))
      throw ConfigError("OUT", "expected a new file, got " + options->output + ", which exists");
    ReadNotes notes;
    const auto structures = read_structures(options->input, notes);
    if (!notes.refusals.empty()) throw StructureError(notes.refusals.front());
    for (const std::string& remark : notes.remarks) fmt::print(stderr, "crystalgan: remark: {}\n", remark);
    write_structures(options->output, structures);
    fmt::print("{} structure{} written to {}\n", structures.size(), structures.size() == 1 ? "" : "s", options->output);
    return kDone;
  };
}

}  // namespace crystalgan
