#include <fmt/core.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/evaluation/evaluation.hpp"
#include "crystalgan/evaluation/evaluation_tables.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct EvaluateOptions {
  std::vector<std::string> paths, references;
  std::optional<std::string> csv;
  bool json = false;
  RunOptions run;  // of these --threads only
};

// Everything below the paths; what is refused is told on stderr and counted.
SubmittedSet read_submitted(const std::vector<std::string>& paths) {
  SubmittedSet all;
  for (const std::string& path : paths) {
    StructureSet set = read_structure_set(path);
    std::move(set.structures.begin(), set.structures.end(), std::back_inserter(all.structures));
    all.refused += set.refusals.size();
    for (const std::string& refusal : set.refusals) fmt::print(stderr, "crystalgan: {}\n", refusal);
  }
  return all;
}

void require_new_file(const std::string& path) {
  std::error_code failure;
  if (std::filesystem::exists(path, failure))
    throw ConfigError("--csv", "expected a new file, got " + path + ", which exists");
}

int nothing_to_read(const char* which) {
  fmt::print(stderr, "crystalgan: evaluate: expected at least one readable {} structure, got none\n", which);
  return kWrongInput;
}

int evaluate_sets(const EvaluateOptions& options) {
  if (options.csv) require_new_file(*options.csv);
  const SubmittedSet submitted = read_submitted(options.paths);
  if (submitted.structures.empty()) return nothing_to_read("submitted");
  const SubmittedSet reference = read_submitted(options.references);
  if (!options.references.empty() && reference.structures.empty()) return nothing_to_read("reference");

  const Evaluation evaluation = evaluate(submitted, reference, options.run.thread_count());
  if (options.csv) write_file(*options.csv, evaluation_csv(evaluation));
  fmt::print("{}", options.json ? evaluation_json(evaluation) : evaluation_tables(evaluation));
  return kDone;
}

}  // namespace

Action add_evaluate(CLI::App& command) {
  auto options = std::make_shared<EvaluateOptions>();
  command
      .add_option("PATH", options->paths,
                  "files or folders of the structures to judge, best first where they are ranked")
      ->required();
  command
      .add_option("--reference", options->references,
                  "file or folder of known structures, for novelty, coverage and METRe; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--csv", options->csv, "also write one row per structure into this new file");
  command.add_flag("--json", options->json, "JSON on stdout instead of tables");
  options->run.add_threads(command);
  return [options] { return evaluate_sets(*options); };
}

}  // namespace crystalgan
