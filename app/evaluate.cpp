#include <fmt/core.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/evaluation.hpp"
#include "crystalgan/evaluation/evaluation_tables.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "new_file.hpp"
#include "printing.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct EvaluateOptions {
  std::vector<std::string> paths, references;
  std::optional<std::string> csv;
  bool json = false;
  RunOptions run;  // --threads only
};

// Maximum bytes of the paths in a message: the longest path of Linux.
constexpr std::size_t kLongestPath = 4096;

// Reads all structures of the paths; `role` ("submitted") is for messages. Refused files go to stderr and are counted.
SubmittedSet read_submitted(const std::vector<std::string>& paths, const char* role) {
  StructureSet set = read_structure_sets(paths);
  for (const std::string& refusal : set.refusals) print_error("crystalgan: {}\n", refusal);
  if (!paths.empty() && set.structures.empty())
    throw StructureError(fmt::format("{}: expected at least one readable {} structure, got none",
                                     printable(join(paths), kLongestPath), role));
  return {std::move(set.structures), set.refusals.size()};
}

int evaluate_sets(const EvaluateOptions& options) {
  if (options.csv) require_new_file("--csv", *options.csv);
  const SubmittedSet submitted = read_submitted(options.paths, "submitted");
  const SubmittedSet reference = read_submitted(options.references, "reference");
  const Evaluation evaluation = evaluate(submitted, reference, options.run.thread_count());
  if (options.csv) write_file(*options.csv, evaluation_csv(evaluation));
  print_text(options.json ? evaluation_json(evaluation) : evaluation_tables(evaluation));
  return kDone;
}

}  // namespace

Action add_evaluate(CLI::App& command) {
  auto options = std::make_shared<EvaluateOptions>();
  command
      .add_option("PATH", options->paths, "files or folders of structures to evaluate; best first if they are ranked")
      ->required();
  command
      .add_option("--reference", options->references,
                  "file or folder of known structures for novelty, coverage and METRe; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--csv", options->csv, "new file: also write one row per structure");
  command.add_flag("--json", options->json, "print JSON instead of tables");
  options->run.add_threads(command);
  return [options] { return evaluate_sets(*options); };
}

}  // namespace crystalgan
