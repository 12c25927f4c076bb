#include "crystalgan/studies/compare.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/matrix_products.hpp"
#include "crystalgan/studies/compare_tables.hpp"
#include "crystalgan/studies/paper_table.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "study_options.hpp"

namespace crystalgan {
namespace {

struct CompareOptions : StudyOptions {
  ComparisonSettings settings;
};

// Options that no row of the paper's table could take.
void require_options_of_the_paper(const CompareOptions& options) {
  if (!options.settings.paper) return;
  for (const auto& [setting, option] : {std::pair{"generation.noise", "--noise"},
                                        {"system.prototypes", "--prototypes"},
                                        {"screening.policy", "--policy"}})
    if (options.run.settings.given(setting))
      throw ConfigError(option, "expected without --paper, whose rows do not use it");
}

// Unless a policy is named, the default one certifies, in the published mode too.
Configuration compared_configuration(const CompareOptions& options) {
  Configuration start = options.run.starting_point();
  start.screening.policy = Configuration().screening.policy;
  Configuration configuration = options.run.resolve(start);
  if (options.settings.paper) configuration.screening.policy = Policy::published;
  if (options.samples) configuration.generation.samples = *options.samples;
  return configuration;
}

std::optional<Comparison> compare_with_progress(const Study& study, const CompareOptions& options) {
  ComparisonSettings settings = options.settings;
  if (options.run.settings.given("training.epochs_step1")) settings.epochs = study.configuration.training.epochs_step1;
  settings.threads = options.run.thread_count();
  const InterruptGuard guard;
  ProgressBar bar("comparing", options.run.quiet, "trainings");
  return compare(study.configuration, study.binaries, settings,
                 {[&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); }, interrupted});
}

}  // namespace

Action add_compare(CLI::App& command) {
  auto options = std::make_shared<CompareOptions>();
  options->add(command);
  command.add_option("--seeds", options->settings.seeds, "number of seeds, counted from --seed (default 10)")
      ->check(CLI::Range(1, 100000));  // chosen: far beyond use
  options->run.settings.add(command, "generation.noise", "noise of the null 'interleave + noise', in Å (default: 0.1)");
  command.add_option("--only", options->settings.only, "only this contender (name as in the tables); may be repeated")
      ->allow_extra_args(false);
  command.add_flag("--paper", options->settings.paper,
                   "the rows of the paper's Table 2 alone, as generated, with the paper's figures beside ours");
  return [options, &command] {
    require_options_of_the_paper(*options);
    const Study study = prepare_study(*options, compared_configuration(*options));
    const auto comparison = compare_with_progress(study, *options);
    if (!comparison) return study_interrupted();
    if (options->settings.paper) {
      const std::string table = paper_table(*comparison, product_library());
      const std::string json = paper_table_json(*comparison);
      hand_over(*options, study, command,
                {{"table2.md", table}, {"table2.csv", paper_table_csv(*comparison)}, {"table2.json", json}}, table,
                json);
      return kDone;
    }
    const std::string tables = comparison_tables(*comparison);
    const std::string json = comparison_json(*comparison);
    hand_over(*options, study, command,
              {{"compare.md", tables}, {"compare.csv", comparison_csv(*comparison)}, {"compare.json", json}}, tables,
              json);
    return kDone;
  };
}

}  // namespace crystalgan
