#include "crystalgan/studies/compare.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/matrix_products.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "crystalgan/studies/compare_rounds.hpp"
#include "crystalgan/studies/compare_tables.hpp"
#include "crystalgan/studies/paper_table.hpp"
#include "crystalgan/studies/rounds_tables.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "study_options.hpp"

namespace crystalgan {
namespace {

struct CompareOptions : StudyOptions {
  ComparisonSettings settings;
  std::optional<std::int64_t> seeds;
  std::optional<std::string> structures;
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
  Configuration start = options.run.starting_point(Mode::repaired);
  start.screening.policy = default_configuration(Mode::repaired).screening.policy;
  Configuration configuration = options.run.resolve(start);
  if (options.settings.paper) configuration.screening.policy = Policy::published;
  if (options.samples) configuration.generation.samples = *options.samples;
  return configuration;
}

std::optional<Comparison> compare_with_progress(const Study& study, const CompareOptions& options) {
  ComparisonSettings settings = options.settings;
  if (options.run.settings.given("training.epochs_step1")) settings.epochs = study.configuration.training.epochs_step1;
  settings.threads = options.run.thread_count();
  settings.seeds = options.seeds.value_or(settings.seeds);
  const InterruptGuard guard;
  ProgressBar bar("comparing", options.run.quiet, "trainings");
  return compare(study.configuration, study.binaries, settings,
                 {[&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); }, interrupted});
}

// The row has the name of the folder or file.
std::optional<GivenCrystals> given_crystals(const CompareOptions& options) {
  if (!options.structures) return std::nullopt;
  StructureSet set = read_structure_set(*options.structures);
  if (!set.refusals.empty()) throw StructureError(set.refusals.front());
  return GivenCrystals{std::filesystem::path(absolute_path(*options.structures)).filename().string(),
                       std::move(set.structures)};
}

void require_options_of_rounds(const CompareOptions& options) {
  for (const Setting& setting : settings())
    if ((setting.option.group == OptionGroup::relaxation || setting.option.group == OptionGroup::calculator) &&
        options.run.settings.given(setting.name()))
      throw ConfigError(std::string(setting.option.name), "expected beside --rounds, whose rows are relaxed");
  if (options.structures) throw ConfigError("--structures", "expected beside --rounds, whose rows are relaxed");
}

// Learning from energies beside the same without.
int compare_rounds_with_progress(const CompareOptions& options, const CLI::App& command) {
  if (options.settings.paper) throw ConfigError("--rounds", "expected without --paper, whose rows have no energies");
  Configuration configuration = options.run.resolve(options.run.starting_point());
  configuration.method.mode = Mode::symmetry;  // whose binaries all rows share
  configuration.generation.samples = options.samples.value_or(kComparedRelaxations);
  const Study study = prepare_study(options, configuration);
  require_model(study.configuration, study.binaries.system);
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, study.binaries.system);
  const RoundsSettings settings{options.seeds.value_or(RoundsSettings{}.seeds), options.settings.only,
                                options.run.thread_count(), given_crystals(options)};
  std::optional<RoundsComparison> comparison;
  {
    const InterruptGuard guard;
    ProgressBar bar("comparing", options.run.quiet, "runs");
    comparison =
        compare_rounds(study.configuration, study.binaries, *chosen.calculator, settings,
                       {[&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); }, interrupted});
  }
  if (!comparison) return study_interrupted();
  const std::string tables = rounds_tables(*comparison);
  const std::string json = rounds_json(*comparison);
  hand_over(options, study, command,
            {{"rounds.md", tables}, {"rounds.csv", rounds_csv(*comparison)}, {"rounds.json", json}}, tables, json);
  return kDone;
}

}  // namespace

Action add_compare(CLI::App& command) {
  auto options = std::make_shared<CompareOptions>();
  options->add(command);
  command.add_option("--seeds", options->seeds, "number of seeds, counted from --seed (default 10; with --rounds 3)")
      ->check(CLI::Range(1, 100000));  // chosen: far beyond use
  options->run.settings.add(command, "generation.noise", "noise of the null 'interleave + noise', in Å (default: 0.1)");
  command.add_option("--only", options->settings.only, "only this contender (name as in the tables); may be repeated")
      ->allow_extra_args(false);
  command.add_flag("--paper", options->settings.paper,
                   "the rows of the paper's Table 2 alone, as generated, with the paper's figures beside ours");
  options->run.settings.add(
      command, "feedback.rounds",
      "other rows: learning from energies in this many rounds, and the same without, with --samples "
      "relaxations each (default: 60)");
  command.add_option(
      "--structures", options->structures,
      "file or folder of crystals as one more row of --rounds, named after it: --samples of them per seed");
  options->run.settings.add(command, OptionGroup::relaxation);
  options->run.add_calculator(command);
  return [options, &command] {
    if (options->run.settings.given("feedback.rounds")) return compare_rounds_with_progress(*options, command);
    require_options_of_rounds(*options);
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
