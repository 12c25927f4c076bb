#include <fmt/core.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/io/neighbor_table.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/record/settings.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

struct NeighboursOptions {
  std::string file;
  double cutoff = Configuration().screening.neighbor_cutoff;  // Å
};

// The range of the setting that the tables of a run have. NaN is refused.
void require_cutoff(double cutoff) {
  const auto& range = std::get<RealSetting>(find_setting("screening.neighbor_cutoff")->kind);
  if (!(cutoff >= range.min && cutoff <= range.max))
    throw ConfigError("--cutoff", fmt::format("expected {} to {} Å, got {}", range.min, range.max, cutoff));
}

int print_neighbours(const NeighboursOptions& options) {
  require_cutoff(options.cutoff);
  ReadNotes notes;
  const auto structures = read_structures(options.file, notes);
  for (std::size_t i = 0; i < structures.size(); ++i) {
    if (i > 0) print_text("\n");
    if (structures.size() > 1) print("{}\n", structures[i].name());
    print_text(neighbor_table(structures[i], options.cutoff));
  }
  for (const std::string& remark : notes.remarks) print_error("crystalgan: remark: {}\n", remark);
  for (const std::string& refusal : notes.refusals) print_error("crystalgan: {}\n", refusal);
  return notes.refusals.empty() ? kDone : kWrongInput;
}

}  // namespace

Action add_neighbours(CLI::App& command) {
  auto options = std::make_shared<NeighboursOptions>();
  command
      .add_option("FILE", options->file,
                  "file of structures: " + structure_format_names() + "; also compressed (.gz, .bz2, .xz, .zst)")
      ->required();
  command.add_option("--cutoff", options->cutoff,
                     fmt::format("reach of the table, in Å (default {}, as in the paper's Fig. 5)", options->cutoff));
  return [options] { return print_neighbours(*options); };
}

}  // namespace crystalgan
