#include "run_options.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

#include "commands.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/feedback.hpp"
#include "crystalgan/pipeline/keep_steps.hpp"
#include "crystalgan/pipeline/training_run.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "fetching.hpp"
#include "interrupt.hpp"
#include "limit_options.hpp"
#include "printing.hpp"
#include "progress.hpp"
#include "reading.hpp"
#include "report.hpp"
#include "version.hpp"

namespace crystalgan {
namespace {

// These cannot change a result and stay out of the manifest: equal runs give equal bytes.
constexpr std::string_view kWithoutEffect[] = {"--output", "--keep-steps", "--threads", "--quiet",
                                               "--json",   "--resume",     "--shard",   "--help"};

bool has_effect(const CLI::Option& option) {
  for (const auto name : kWithoutEffect)
    if (option.check_name(std::string(name))) return false;
  return true;
}

}  // namespace

std::string command_text(const CLI::App& command) {
  std::string text = "crystalgan " + command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0 || !has_effect(*option)) continue;
    const std::string name = option->get_positional() ? std::string() : " " + option->get_name();
    const bool is_repeated = !option->get_allow_extra_args();  // the name stands before every value
    if (!is_repeated || option->results().empty()) text += name;
    for (const std::string& value : option->results()) text += (is_repeated ? name : std::string()) + " " + value;
  }
  return text;
}

namespace {

// Settings that say how to do what the run says, and are beside --resume too.
constexpr std::string_view kOfProgram[] = {"--ase", "--python", "--ase-path", "--ase-timeout"};

// Options that say how that program runs.
constexpr std::pair<const char*, const char*> kBesideAse[] = {{"relaxation.python", "--python"},
                                                              {"relaxation.ase_path", "--ase-path"},
                                                              {"relaxation.ase_timeout", "--ase-timeout"}};

bool names_program(const CLI::Option& option) {
  return std::ranges::any_of(kOfProgram, [&](const auto name) { return option.check_name(std::string(name)); });
}

void require_texts_of_program(const SettingOptions& settings, const Configuration::Relaxation& given) {
  if (settings.given("relaxation.ase") && given.ase.empty())
    throw ConfigError("--ase", "expected MODULE:FACTORY, got nothing");
  if (settings.given("relaxation.python") && given.python.empty())
    throw ConfigError("--python", "expected a program, got nothing");
}

// Options of a relaxation that does not use them.
void require_relaxation(const SettingOptions& settings, const Configuration& configuration) {
  if (settings.given("relaxation.best") &&
      !(is_symmetry_mode(configuration) && compares_crystals(configuration.relaxation.relax) &&
        configuration.feedback.rounds == 1))
    throw ConfigError("--relax-best",
                      "expected beside --relax chgnet or --ase, in the mode symmetry, without --rounds");
  for (const auto& [setting, option] :
       {std::pair{"relaxation.rattle", "--rattle"}, {"relaxation.symmetry", "--relax-symmetry"}})
    if (settings.given(setting) && configuration.relaxation.relax == Relax::off)
      throw ConfigError(option, "expected beside --relax, --ase or --rounds; without them nothing is relaxed");
}

// The settings of a run decide about no program that is started, and raise no limit, in whatever folder of it they lie.
bool is_of_run(const std::filesystem::path& config) {
  std::error_code failure;
  std::filesystem::path folder = std::filesystem::weakly_canonical(config, failure).parent_path();
  while (!std::filesystem::exists(folder / run_files::kManifest, failure)) {
    if (folder == folder.parent_path()) return false;
    folder = folder.parent_path();
  }
  return true;
}

// Any unreadable configuration is a wrong setting.
template <class Read>
auto read_configuration(Read read) {
  try {
    return read();
  } catch (const IoError& error) {
    throw ConfigError("--config", error.what());
  } catch (const ParseError& error) {
    throw ConfigError("--config", error.what());
  }
}

std::filesystem::path output_folder(const RunOptions& options, const Configuration& configuration) {
  const auto& system = configuration.system;
  return options.output.value_or("run-" + system.a + "-" + system.b + "-" + system.x);
}

// Silence about an option without effect would be a wrong answer.
void require_used(const SettingOptions& settings, bool has_formulas, const Configuration& configuration) {
  if (configuration.method.mode == Mode::symmetry && configuration.method.name != MethodName::crystalgan)
    throw ConfigError("--mode", "expected repaired or published for the method " +
                                    std::string(name_of(configuration.method.name)) + ", got symmetry");
  const Mode mode = configuration.method.mode;
  const std::string expected =
      mode == Mode::symmetry
          ? "expected with --mode repaired or published; the mode symmetry does not use it"
          : "expected with --mode symmetry; the mode " + std::string(name_of(mode)) + " does not use it";
  if (const Setting* unused = settings.unused_in(mode)) throw ConfigError(std::string(unused->option.name), expected);
  if (has_formulas && mode != Mode::symmetry) throw ConfigError("--formula", expected);
}

}  // namespace

void require_model(const Configuration& configuration, const ChemicalSystem& system) {
  const bool rounds_asked = configuration.feedback.rounds > 1;
  const auto& relaxation = configuration.relaxation;
  const bool named = relaxation.relax == Relax::chgnet || relaxation.relax == Relax::ase ||
                     (relaxation.relax == Relax::automatic && !relaxation.model.empty());
  if (!named && !rounds_asked) return;
  if (rounds_asked) require_steering(configuration);
  const ChosenCalculator chosen = choose_calculator(relaxation, system);
  if (!rounds_asked) return;
  if (!chosen.calculator)
    throw ConfigError("feedback.rounds", "expected a model that gives energies, but " + chosen.reason);
  if (chosen.calculator->identity().trust == Trust::geometry)
    throw ConfigError("feedback.rounds",
                      "expected a model that gives energies, got " + chosen.calculator->identity().name);
}

void RunOptions::add_training(CLI::App& command) {
  settings.add(command, OptionGroup::system);
  settings.add(command, OptionGroup::training);
  add_config(command);
  command.add_option("--from", from,
                     "URL of an OPTIMADE database: fetch all A-X and B-X, unless they are in the cache; "
                     "--skip-unusable passes over those that cannot be used");
  command.add_option("-o,--output", output, "run directory (default run-A-B-X)");
  command.add_option("--resume", resume, "continue the run in this directory");
}

void RunOptions::add_symmetry(CLI::App& command) {
  settings.add(command, OptionGroup::symmetry);
  command
      .add_option("--formula", formulas,
                  "formula of the mode symmetry, such as BaTiO3; may be repeated (default: the most likely ones)")
      ->allow_extra_args(false)
      ->delimiter(',');
  command.add_option("--formulas", formulas_file, "file of formulas, one or more a line; '#' begins a remark");
}

void RunOptions::add_calculator(CLI::App& command) { settings.add(command, OptionGroup::calculator); }

void RunOptions::add_config(CLI::App& command) {
  command.add_option("--config", config, "settings from a TOML file, such as the run.toml of another run");
}

void RunOptions::add_threads(CLI::App& command) {
  command.add_option("--threads", threads, "threads to use (default: every core); results do not depend on it")
      ->check(CLI::Range(1, 1024));  // chosen: beyond any machine
}

void RunOptions::add_keep_steps(CLI::App& command) {
  command.add_flag("--keep-steps", keep_steps,
                   "also write the structures of steps 1, 2 and 3 of the method crystalgan, with their losses "
                   "(step1/, step2/, step3/, steps.csv)");
}

void RunOptions::add_quiet(CLI::App& command) { command.add_flag("--quiet", quiet, "no progress on stderr"); }

void RunOptions::add_execution(CLI::App& command) {
  add_threads(command);
  add_quiet(command);
}

const std::string& RunOptions::config_text() const {
  constexpr std::size_t max_bytes = std::size_t{1} << 20;  // chosen: a run.toml has some 20 KB
  if (!text_of_config_) text_of_config_ = read_file(*config, max_bytes);
  return *text_of_config_;
}

std::optional<Mode> RunOptions::named_mode() const {
  if (settings.given("method.mode")) return given_settings().method.mode;
  if (!config) return std::nullopt;
  return read_configuration([&] { return mode_of(config_text(), *config); });
}

MethodName RunOptions::named_method() const {
  if (settings.given("method.name") || !config) return given_settings().method.name;
  return read_configuration([&] { return method_of(config_text(), *config); }).value_or(MethodName::crystalgan);
}

Configuration RunOptions::given_settings() const {
  Configuration given;
  settings.apply(given);
  return given;
}

Configuration RunOptions::starting_point() const {
  return starting_point(trains ? Mode::repaired : usual_mode(named_method()));
}

Configuration RunOptions::starting_point(Mode usual) const {
  return default_configuration(named_mode().value_or(usual), named_method());
}

Configuration RunOptions::resolve(const Configuration& start) const {
  Configuration configuration = start;
  auto& relaxation = configuration.relaxation;
  Configuration::Relaxation recorded = relaxation;
  relaxation.ase.clear();
  relaxation.python = Configuration::Relaxation{}.python;
  configuration.limits = {};
  if (config)
    configuration = read_configuration([&] { return parse_configuration(config_text(), *config, configuration); });
  if (config && is_of_run(*config)) configuration.limits = {};
  // A file of settings may come from a stranger, be it copied out of a run: it decides about no program that is started.
  if (!relaxation.ase.empty()) {
    recorded.ase = std::exchange(relaxation.ase, {});
    relaxation.relax = Relax::ase;
  }
  relaxation.python = Configuration::Relaxation{}.python;
  relaxation.ase_path.clear();
  configuration.dft.python = Configuration{}.dft.python;
  use_read_limits(configuration.limits);
  settings.apply(configuration);
  if (!relaxation.ase_path.empty()) relaxation.ase_path = absolute_path(relaxation.ase_path);
  apply_formulas(configuration);
  if (trains && is_symmetry_mode(configuration))
    throw ConfigError("--mode", "expected repaired or published, got symmetry, which does not train");
  require_used(settings, !formulas.empty() || formulas_file, configuration);
  if (!relaxation.model.empty() && settings.given("relaxation.model") && std::filesystem::exists(relaxation.model))
    relaxation.model = absolute_path(relaxation.model);
  settle_calculator(relaxation, recorded);
  const bool energies_needed =
      settings.given("relaxation.model") || (settings.given("feedback.rounds") && configuration.feedback.rounds > 1);
  if (energies_needed && !settings.given("relaxation.relax") && relaxation.relax == Relax::off)
    relaxation.relax = Relax::automatic;
  require_relaxation(settings, configuration);
  require_valid(configuration);
  return configuration;
}

Configuration RunOptions::resolve_relaxation(Configuration start) const {
  const Relax usual = settings.given("relaxation.model") ? Relax::automatic : Relax::chgnet;
  if (start.relaxation.relax == Relax::off) start.relaxation.relax = usual;
  Configuration configuration = resolve(start);
  Relax& relax = configuration.relaxation.relax;
  if (relax == Relax::off && settings.given("relaxation.relax"))
    throw ConfigError("--relax", "expected auto, packing, chgnet or ase, got off");
  if (relax == Relax::off) relax = usual;
  return configuration;
}

void RunOptions::settle_calculator(Configuration::Relaxation& relaxation,
                                   const Configuration::Relaxation& recorded) const {
  require_texts_of_program(settings, relaxation);
  const bool relax_given = settings.given("relaxation.relax");
  const auto named = [&] { return "--relax " + std::string(name_of(relaxation.relax)); };
  if (settings.given("relaxation.ase") && relax_given && relaxation.relax != Relax::ase)
    throw ConfigError("--ase", "expected without " + named() + ", which names another calculator");
  if (!relaxation.ase.empty() && !relax_given) relaxation.relax = Relax::ase;
  if (relaxation.relax == Relax::ase && relaxation.ase.empty()) {  // only recorded, if at all
    relaxation.ase = recorded.ase;
    relaxation.python.clear();
  }
  if (relaxation.relax != Relax::ase) relaxation.ase.clear();
  for (const auto& [setting, option] : kBesideAse)
    if (settings.given(setting) && (relaxation.relax != Relax::ase || relaxation.python.empty()))
      throw ConfigError(option, "expected beside --ase, for which it is");
  const bool model_named = settings.given("relaxation.model") ||
                           (!relax_given && !relaxation.model.empty() && relaxation.model != recorded.model);
  const bool off = relaxation.relax == Relax::off && !relax_given;  // a model that is named turns it on
  if (model_named && relaxation.relax != Relax::automatic && !off)
    throw ConfigError("--model",
                      "expected beside --relax auto, whose KIM model it names; " + named() + " does not use it");
}

Configuration::Relaxation RunOptions::given_calculator() const {
  Configuration::Relaxation given = given_settings().relaxation;
  require_texts_of_program(settings, given);
  for (const auto& [setting, option] : kBesideAse)
    if (given.ase.empty() && settings.given(setting))
      throw ConfigError(option, "expected beside --ase, for which it is");
  if (!settings.given("relaxation.ase_timeout")) given.ase_timeout = 0.0;
  if (!given.ase_path.empty()) given.ase_path = absolute_path(given.ase_path);
  return given;
}

void RunOptions::apply_formulas(Configuration& configuration) const {
  if (formulas.empty() && !formulas_file) return;
  std::vector<std::string> all = formulas;
  if (formulas_file) {
    constexpr std::size_t max_bytes = std::size_t{1} << 20;  // chosen: some 100,000 formulas
    std::istringstream lines(read_file(*formulas_file, max_bytes));
    for (std::string line; std::getline(lines, line);) {
      line.resize(std::min(line.size(), line.find('#')));
      std::ranges::replace(line, ',', ' ');
      for (const std::string_view word : split_words(line)) all.emplace_back(word);
    }
    if (all.empty()) throw ConfigError("--formulas", "expected formulas in " + *formulas_file + ", found none");
  }
  const auto is_blank = [](const std::string& formula) { return split_words(formula).empty(); };
  if (std::ranges::all_of(all, is_blank)) throw ConfigError("--formula", "expected a formula such as BaTiO3, got none");
  configuration.symmetry.formulas = join(all);
}

std::size_t RunOptions::thread_count() const {
  if (threads > 0) return threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

void require_only_resume(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0 && !names_program(*option) && (has_effect(*option) || option->check_name("--output")))
      throw ConfigError(option->get_name(),
                        "expected no other setting beside --resume, which keeps the settings of the run");
}

Run prepare_run(const RunOptions& options, const CLI::App& command) {
  if (options.resume) {
    require_only_resume(command);
    Run run = opened_run(*options.resume);
    auto& relaxation = run.configuration.relaxation;
    relaxation = with_given_program(relaxation, options.given_calculator());
    if (relaxation.relax == Relax::ase) require_model(run.configuration, run.binaries.system);
    if (options.keep_steps) require_steps(run.configuration);
    return run;
  }
  Configuration configuration = options.resolve(options.starting_point());
  if (options.keep_steps) require_steps(configuration);
  const std::filesystem::path output = output_folder(options, configuration);
  RunDirectory::require_new(output);
  const auto fetched = options.from ? fetched_binaries(*options.from, configuration, options.quiet)
                                    : std::map<std::string, std::string>();
  std::map<std::string, std::string> inputs;
  std::vector<InputReading> readings;
  const Binaries binaries = read_inputs(configuration, inputs, &readings);
  print_readings(readings, binaries, options.thread_count(), options.quiet);
  require_enough_pairs(configuration, binaries);
  require_model(configuration, binaries.system);
  const Manifest manifest = make_manifest(configuration, command, std::move(inputs), sources_of(readings));
  make_whole([&] { start_run(configuration, binaries, manifest, output, fetched); });
  Run run = opened_run(output);
  run.configuration.relaxation.python = configuration.relaxation.python;
  run.configuration.relaxation.ase_path = configuration.relaxation.ase_path;
  return run;
}

bool train_with_progress(const Run& run, const RunOptions& options) {
  const InterruptGuard guard;
  bool done = false;
  {
    ProgressBar bar("training", options.quiet);
    done = train_members(run.configuration, run.binaries, run.directory, options.thread_count(),
                         {[&bar](std::int64_t epochs, std::int64_t total) { bar.show(epochs, total); }, interrupted});
  }
  if (!done)
    print_error("crystalgan: interrupted; results are kept, continue with --resume {}\n",
                run.directory.path().string());
  return done;
}

Manifest make_manifest(const Configuration& configuration, const CLI::App& command,
                       std::map<std::string, std::string> inputs, std::vector<InputSource> sources) {
  return {program_version(), program_commit(),   command_text(command), static_cast<std::uint64_t>(configuration.seed),
          std::move(inputs), library_versions(), std::move(sources)};
}

void print_mode(const Configuration& configuration) {
  if (configuration.method.name == MethodName::crystalgan && configuration.method.mode == Mode::repaired)
    print("The published method, then repair: structures are projected onto the limits and symmetrised.\n");
  if (is_symmetry_mode(configuration))
    print("Symmetric arrangements are listed, ranked by what binaries teach, and relaxed in an ionic potential.\n");
}

void print_summary(const Summary& summary, const Configuration& configuration, const RunDirectory& run) {
  const bool binaries = configuration.method.name == MethodName::discogan;
  const std::string kind = binaries ? "pseudo-binary" : summary.system + " candidate";
  print("{}, distance policy '{}':\n", summary.system, summary.policy);
  for (const SummaryCount& row : kSummaryCounts)
    if (!row.meaning.empty()) print("  {:<10} {:>7}  {}\n", row.name, summary.*row.count, row.meaning);
  for (const RejectionCount& row : summary.rejections)
    if (row.count > 0) print("  rejected   {:>7}  {}\n", row.count, row.reason);
  print("{} shows the results in a browser.\n", (run / run_files::kReport).string());
  if (summary.generated == 0 && is_symmetry_mode(configuration) && summary.rejections.empty())
    print("No structure was made; {} says why for each formula.\n", (run / run_files::kFormulas).string());
  else if (summary.generated == 0 && !summary.rejections.empty())
    print("No structure can keep these limits: {}.\n", summary.rejections.front().example);
  else if (summary.certified == 0)
    print("No candidate keeps the limits; the reasons are in {}.\n", (run / run_files::kRejections).string());
  else
    print("{} certified {} in {}, best first.{}\n", summary.certified,
          summary.certified == 1 ? kind + " is" : (binaries ? "pseudo-binaries" : kind + "s") + " are",
          (run / run_files::kCandidates).string(), binaries ? " DiscoGAN makes no ternary." : "");
}

}  // namespace crystalgan
