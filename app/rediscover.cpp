#include "crystalgan/studies/rediscover.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/campaign/shard.hpp"
#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/claim.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/studies/binary_orders.hpp"
#include "crystalgan/studies/rediscover_tables.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "progress.hpp"
#include "reading.hpp"
#include "run_options.hpp"
#include "study_options.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;

// The settings of a study beside the configuration, kept in its folder for --resume.
struct Question {
  std::vector<std::string> binaries;  // none: those that ship with the program
  std::vector<std::string> ternaries;
  std::string systems;                // a number or a file; empty: all
  std::int64_t max_known_atoms = 20;  // chosen: the largest cell that the mode symmetry lists; 0: all
  std::vector<std::string> methods;
  std::optional<std::int64_t> epochs;
};

struct RediscoverOptions {
  RunOptions run;
  Question question;
  std::optional<std::string> shard;
  bool json = false;
  bool ranks_of_binaries = false;
};

// Outcomes of shards: one file for each, which grows; core/claim says who writes it.
constexpr const char* kShardFolder = "outcomes";
constexpr const char* kClaimFolder = "claims";

struct PreparedStudy {
  RunDirectory directory;
  std::optional<RunLock> lock;  // none where several processes do shards
  Configuration configuration;
  Question question;
  RediscoveryInputs inputs;
  std::vector<SystemOutcome> known;
};

std::string question_json(const Question& question) {
  const auto or_null = [](const std::optional<std::int64_t>& number) { return number ? Json(*number) : Json(); };
  return Json{{"binaries", question.binaries}, {"ternaries", question.ternaries},
              {"systems", question.systems},   {"max_known_atoms", question.max_known_atoms},
              {"methods", question.methods},   {"epochs", or_null(question.epochs)}}
             .dump(2) +
         "\n";
}

// A list, or as earlier one path or "" for none.
std::vector<std::string> paths_of(const JsonValue& json) {
  if (!json.is_text()) return json.texts();
  const std::string path = json.text();
  return path.empty() ? std::vector<std::string>{} : std::vector{path};
}

Question parse_question(const std::string& text, const std::string& file) {
  const JsonValue json = JsonValue::parse(text, file, "the question of a study of rediscover");
  const JsonValue epochs = json.at("epochs");
  return {paths_of(json.at("binaries")), paths_of(json.at("ternaries")),
          json.at("systems").text(),     json.at("max_known_atoms").count(),
          json.at("methods").texts(),    epochs.is_null() ? std::nullopt : std::optional(epochs.count())};
}

// What a study reads.
struct StudyFiles {
  bool recursive;
  bool skips_unusable;
  bool quiet;
  std::map<std::string, std::string> checksums;  // SHA-256 of every file
};

StudyFiles study_files(const Configuration& configuration, const RediscoverOptions& options) {
  return {configuration.system.recursive, configuration.system.skip_unusable, options.run.quiet, {}};
}

std::vector<Structure> read_all(const std::vector<std::string>& paths, const std::string& what, StudyFiles& files) {
  StructureSet set = read_structure_sets(paths, {.recursive = files.recursive});
  if (!files.skips_unusable && !set.refusals.empty())
    throw StructureError(
        set.refusals.front() +
        (set.refusals.size() == 1 ? "" : fmt::format("; and {} more refused", set.refusals.size() - 1)) +
        " (--skip-unusable passes over them)");
  print_reading({set, what, set.files.size(), set.structures.size()}, files.quiet);
  for (const auto& file : set.files) files.checksums[file.string()] = sha256(read_file(file));
  return std::move(set.structures);
}

std::string read_input(const std::string& path, StudyFiles& files) {
  std::string text = read_file(path);
  files.checksums[path] = sha256(text);
  return text;
}

// The discriminator that ships or that of symmetry.learned, over the binaries of the question.
SymmetryModel read_model(const Question& question, const Configuration& configuration, StudyFiles& files) {
  const std::string& file = configuration.symmetry.learned;
  if (file.empty())
    for (const auto& [name, sum] : shipped_checksums()) files.checksums[name] = sum;
  const SymmetryModel model = file.empty() ? shipped_model() : parse_model(read_input(file, files), file);
  if (question.binaries.empty()) return model;
  std::vector<PooledBinary> binaries;
  for (Structure& structure : read_all(question.binaries, "binaries", files))
    if (structure.composition().size() == 2) binaries.push_back({std::move(structure), std::nullopt});
  return {model.discriminator, BinaryPool(std::move(binaries))};
}

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t number_of_systems(const std::string& text) {
  constexpr std::size_t kMostDigits = 6;  // chosen: far beyond use
  const std::int64_t number = text.size() > kMostDigits ? 0 : std::stoll(text);
  if (number < 1) throw ConfigError("--systems", "expected 1 to 999999, or a file, got " + printable(text));
  return number;
}

Element require_x(const Configuration& configuration) {
  const auto x = Element::find(configuration.system.x);
  if (!x)
    throw ConfigError("--with", "expected the symbol of an element, got '" + printable(configuration.system.x) + "'");
  return *x;
}

std::vector<KnownSystem> requested_systems(std::vector<KnownSystem> all, Element x, const Question& question,
                                           const Configuration& configuration, StudyFiles& files) {
  if (question.systems.empty()) return all;
  if (!is_number(question.systems)) return named_systems(all, x, read_input(question.systems, files), question.systems);
  return some_systems(all, static_cast<std::size_t>(number_of_systems(question.systems)),
                      Seed(static_cast<std::uint64_t>(configuration.seed)).derive("systems"));
}

std::vector<KnownSystem> read_systems(const Question& question, const Configuration& configuration,
                                      const BinaryPool& pool, StudyFiles& files) {
  const Element x = require_x(configuration);
  std::vector<Structure> binaries;
  for (const PooledBinary& binary : pool.binaries()) binaries.push_back(binary.structure);
  auto all = with_small_ternaries(known_systems(binaries, read_all(question.ternaries, "ternaries", files), x),
                                  static_cast<std::size_t>(question.max_known_atoms));
  if (all.empty())
    throw StructureError(
        join(question.ternaries) + ": expected ternaries of two metals and " + configuration.system.x +
        (question.max_known_atoms == 0 ? "" : fmt::format(", of up to {} atoms,", question.max_known_atoms)) +
        " with both binaries in " + (question.binaries.empty() ? "the program" : join(question.binaries)) +
        ", got none");
  return requested_systems(std::move(all), x, question, configuration, files);
}

std::vector<Structure> read_prototypes(const Configuration& configuration, StudyFiles& files) {
  const auto& paths = configuration.system.prototypes;
  if (paths.empty()) return {};
  return read_all(paths, "prototypes", files);
}

RediscoveryInputs read_study(const Question& question, const Configuration& configuration, StudyFiles& files) {
  SymmetryModel model = read_model(question, configuration, files);
  auto systems = read_systems(question, configuration, model.binaries, files);
  return {std::move(systems), read_prototypes(configuration, files), std::move(model)};
}

RediscoverySettings settings_of(const Question& question, std::size_t threads) {
  return {question.methods, question.epochs, threads};
}

struct RequestedStudy {
  Configuration configuration;
  Question question;
  std::string output;
};

RequestedStudy requested_study(const RediscoverOptions& options) {
  Configuration configuration = options.run.starting_point(Mode::repaired);
  configuration.screening.policy = Policy::binaries;  // what known crystals keep: docs/decisions/0034
  configuration = options.run.resolve(configuration);
  Question question = options.question;
  if (question.ternaries.empty()) throw ConfigError("--ternaries", "expected a file or folder, got none");
  for (auto* paths : {&question.binaries, &question.ternaries})
    for (std::string& path : *paths) path = absolute_path(path);
  if (is_number(question.systems))
    number_of_systems(question.systems);
  else if (!question.systems.empty())
    question.systems = absolute_path(question.systems);
  return {configuration, question, options.run.output.value_or("rediscover-" + configuration.system.x)};
}

// The folder and what was read.
std::pair<RunDirectory, RediscoveryInputs> made_study(const RequestedStudy& study, const RediscoverOptions& options,
                                                      const CLI::App& command) {
  RunDirectory::require_new(study.output);
  rediscovering_methods(study.configuration, settings_of(study.question, 1));  // before any file is read
  StudyFiles files = study_files(study.configuration, options);
  RediscoveryInputs inputs = read_study(study.question, study.configuration, files);
  const Manifest manifest = make_manifest(study.configuration, command, files.checksums);
  make_whole([&] {
    RunDirectory::create(study.output, {{run_files::kConfiguration, configuration_text(study.configuration)},
                                        {"question.json", question_json(study.question)},
                                        {"outcomes.jsonl", ""},
                                        {run_files::kManifest, manifest_json(manifest)}});
  });
  return {RunDirectory::open(study.output), std::move(inputs)};
}

PreparedStudy new_study(const RediscoverOptions& options, const CLI::App& command) {
  RequestedStudy requested = requested_study(options);
  auto [directory, inputs] = made_study(requested, options, command);
  RunLock lock = directory.lock();
  return {
      directory, std::move(lock), std::move(requested.configuration), std::move(requested.question), std::move(inputs),
      {}};
}

// Without a lock and without outcomes.
PreparedStudy opened_study(const RunDirectory& directory, const RediscoverOptions& options) {
  const auto path = [&](const char* name) { return (directory / name).string(); };
  const Configuration configuration =
      parse_recorded(directory.read(run_files::kConfiguration), path(run_files::kConfiguration));
  const Question question = parse_question(directory.read("question.json"), path("question.json"));
  StudyFiles files = study_files(configuration, options);
  RediscoveryInputs inputs = read_study(question, configuration, files);
  if (files.checksums != parse_manifest(directory.read(run_files::kManifest), path(run_files::kManifest)).inputs)
    throw ConfigError("--resume", "expected the input files of the first run (manifest.json), got changed files");
  return {directory, std::nullopt, configuration, question, std::move(inputs), {}};
}

std::vector<SystemOutcome> kept_outcomes(const RunDirectory& directory, const std::string& file) {
  if (!directory.has(file)) return {};
  return parse_outcomes(directory.read(file), (directory / file).string());
}

PreparedStudy resumed_study(const RediscoverOptions& options, const CLI::App& command) {
  require_only_resume(command);
  const RunDirectory directory = RunDirectory::open(*options.run.resume);
  RunLock lock = directory.lock();
  for (const ListedClaim& claim : ClaimFolder(directory.path(), kClaimFolder).list())
    if (claim.is_held)
      throw ConfigError("--resume", "expected that no shard is in progress, got " + claim.name + " by " +
                                        printable(claim.holder.host) + ", process " + std::to_string(claim.holder.pid));
  PreparedStudy study = opened_study(directory, options);
  study.lock.emplace(std::move(lock));
  study.known = kept_outcomes(directory, "outcomes.jsonl");
  if (!directory.has(kShardFolder)) return study;
  for (const std::string& file : directory.files_in(kShardFolder))
    for (SystemOutcome& outcome : kept_outcomes(directory, kShardFolder + ("/" + file)))
      study.known.push_back(std::move(outcome));
  return study;
}

std::string lines_of(const std::vector<SystemOutcome>& outcomes) {
  std::string lines;
  for (const SystemOutcome& outcome : outcomes) lines += outcome_json(outcome) + "\n";
  return lines;
}

// Each outcome is one line, written at once. A resumed study ignores an incomplete line.
class OutcomeFile {
 public:
  OutcomeFile(const RunDirectory& directory, const std::string& name, const std::vector<SystemOutcome>& known)
      : file_(opened(directory, name, known)) {}

  void add(const SystemOutcome& outcome) { file_.add(outcome_json(outcome) + "\n"); }

 private:
  static AppendedFile opened(const RunDirectory& directory, const std::string& name,
                             const std::vector<SystemOutcome>& known) {
    directory.write(name, lines_of(known));
    return directory.appended(name);
  }

  AppendedFile file_;
};

std::optional<Rediscovery> rediscover_with_progress(const PreparedStudy& study, const RediscoverOptions& options) {
  OutcomeFile file(study.directory, "outcomes.jsonl", study.known);
  const InterruptGuard guard;
  ProgressBar bar("rediscovering", options.run.quiet, "runs");
  return rediscover(study.configuration, study.inputs, settings_of(study.question, options.run.thread_count()),
                    study.known, [&file](const SystemOutcome& outcome) { file.add(outcome); },
                    {[&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); }, interrupted});
}

// Prints the ranks of known binaries; writes nothing.
int rank_binaries(const RediscoverOptions& options) {
  const Configuration configuration = options.run.resolve(options.run.starting_point(Mode::symmetry));
  const Question& question = options.question;
  if (!question.systems.empty() && !is_number(question.systems))
    throw ConfigError("--systems",
                      "expected a number beside --ranks-of-binaries, got '" + printable(question.systems) + "'");
  StudyFiles files = study_files(configuration, options);
  const BinaryPool pool = read_model(question, configuration, files).binaries;
  const std::size_t formulas =
      question.systems.empty() ? 0 : static_cast<std::size_t>(number_of_systems(question.systems));
  const Seed seed(static_cast<std::uint64_t>(configuration.seed));
  const InterruptGuard guard;
  ProgressBar bar("ranking", options.run.quiet, "formulas");
  const auto systems =
      binary_orders(pool, require_x(configuration), {formulas, seed, options.run.thread_count()},
                    {[&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); }, interrupted});
  if (!systems) return kInterrupted;
  print("# Known binaries with {} among the arrangements of their formula\n", configuration.system.x);
  print_text(energy_orders_table(*systems));
  return kDone;
}

// The same command for every shard: the first process makes the folder, the others join it.
PreparedStudy shared_study(const RediscoverOptions& options, const CLI::App& command) {
  if (options.run.resume) throw ConfigError("--resume", "expected without --shard; it writes the tables of all shards");
  const RequestedStudy requested = requested_study(options);
  const auto is_made = [&] {
    std::error_code failure;
    return std::filesystem::exists(std::filesystem::path(requested.output) / "question.json", failure);
  };
  if (!is_made()) {
    try {
      auto [directory, inputs] = made_study(requested, options, command);
      return {directory, std::nullopt, requested.configuration, requested.question, std::move(inputs), {}};
    } catch (const ConfigError&) {
      if (!is_made()) throw;
    } catch (const OutputError&) {
      if (!is_made()) throw;
    }
  }
  const RunDirectory directory = RunDirectory::open(requested.output);
  if (directory.read(run_files::kConfiguration) != configuration_text(requested.configuration) ||
      directory.read("question.json") != question_json(requested.question))
    throw ConfigError("--output", "expected the folder of this study, or a new one, got that of another");
  return opened_study(directory, options);
}

enum class PartEnd { done, of_another, stopped };

// Systems part, part + count, ... of the study.
PartEnd rediscover_part(const PreparedStudy& study, const RediscoverOptions& options, ClaimFolder& claims,
                        const Shard& shard) {
  RediscoveryInputs inputs{{}, study.inputs.prototypes, study.inputs.model};
  for (std::size_t i = shard.number - 1; i < study.inputs.systems.size(); i += shard.count)
    inputs.systems.push_back(study.inputs.systems[i]);
  if (inputs.systems.empty()) return PartEnd::of_another;
  const std::string name = fmt::format("shard-{}-of-{}", shard.number, shard.count);
  auto claim = claims.take(name);
  if (!claim) return PartEnd::of_another;
  const std::string file = std::string(kShardFolder) + "/" + name + ".jsonl";
  const std::vector<SystemOutcome> known = kept_outcomes(study.directory, file);
  const auto methods = rediscovering_methods(study.configuration, settings_of(study.question, 1)).size();
  if (known.size() == inputs.systems.size() * methods) {
    claim->finish();
    return PartEnd::of_another;
  }
  OutcomeFile outcomes(study.directory, file, known);
  ProgressBar bar(name, options.run.quiet, "runs");
  const auto rediscovery =
      rediscover(study.configuration, inputs, settings_of(study.question, options.run.thread_count()), known,
                 [&outcomes](const SystemOutcome& outcome) { outcomes.add(outcome); },
                 {[&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); }, interrupted});
  if (!rediscovery) return PartEnd::stopped;
  claim->finish();
  return PartEnd::done;
}

int rediscover_shards(const RediscoverOptions& options, const CLI::App& command) {
  const Shard first = parse_shard(*options.shard);
  const PreparedStudy study = shared_study(options, command);
  ClaimFolder claims(study.directory.path(), kClaimFolder);
  const InterruptGuard guard([&claims] { claims.give_back_all(); });
  std::size_t done = 0;
  for (std::size_t step = 0; step < first.count; ++step) {
    const Shard shard{(first.number - 1 + step) % first.count + 1, first.count};
    const PartEnd end = rediscover_part(study, options, claims, shard);
    if (end == PartEnd::done) ++done;
    if (end != PartEnd::stopped) continue;
    print_error("crystalgan: interrupted; results are kept, go on with the same command\n");
    return kInterrupted;
  }
  print("{} shards done by this call; once all are, crystalgan rediscover --resume {} writes the tables.\n", done,
        study.directory.path().string());
  return kDone;
}

int rediscover_systems(const RediscoverOptions& options, const CLI::App& command) {
  const PreparedStudy study = options.run.resume ? resumed_study(options, command) : new_study(options, command);
  const auto rediscovery = rediscover_with_progress(study, options);
  if (!rediscovery) {
    print_error("crystalgan: interrupted; results are kept, continue with --resume {}\n",
                study.directory.path().string());
    return kInterrupted;
  }
  const std::string tables = rediscovery_tables(*rediscovery);
  const std::string json = rediscovery_json(*rediscovery);
  study.directory.write("outcomes.jsonl", lines_of(rediscovery->outcomes));
  study.directory.write("rediscover.csv", rediscovery_csv(*rediscovery));
  study.directory.write("rediscover.json", json);
  study.directory.write("rediscover.md", tables + systems_table(*rediscovery));
  print_text(options.json ? json : tables);
  if (!options.json) print("\nThe results are in {}.\n", study.directory.path().string());
  return kDone;
}

}  // namespace

Action add_rediscover(CLI::App& command) {
  auto options = std::make_shared<RediscoverOptions>();
  RunOptions& run = options->run;
  Question& question = options->question;
  command
      .add_option("--binaries", question.binaries,
                  "file or folder with binaries of any elements; may be repeated (default: those that ship with the "
                  "program)")
      ->allow_extra_args(false);
  command
      .add_option("--ternaries", question.ternaries,
                  "file or folder with known ternaries, hidden from the methods; may be repeated")
      ->allow_extra_args(false);
  run.settings.add(command, "system.recursive");
  run.settings.add(command, "system.skip_unusable");
  run.settings.add(command, "system.x", "the element X of the systems (default: H)");
  command.add_option("--systems", question.systems,
                     "number of systems, drawn at random, or a file with one A-B-X a line (default: all)");
  command
      .add_option("--max-known-atoms", question.max_known_atoms,
                  "known ternaries count up to so many atoms in the primitive cell (default 20; 0: all)")
      ->check(CLI::Range(0, 1000000));  // chosen: far beyond use
  run.settings.add(command, "generation.samples", "raw structures of every method in every system (default: 1000)")
      ->check(CLI::Range(1, 1000000));  // the same
  command
      .add_option("--method", question.methods,
                  "only this contender (name as in compare, or 'CHGNet order'); may be repeated")
      ->allow_extra_args(false);
  run.settings.add(command, "system.prototypes",
                   "known ternaries for the method substitute, without those of the requested system; may be repeated");
  command.add_option("--epochs", question.epochs,
                     "epochs of both steps of every training (default: those of the mode)");
  run.settings.add(command, "screening.policy");
  run.settings.add(command, "seed");
  run.add_config(command);
  command.add_option("-o,--output", run.output, "write the results into this new folder (default rediscover-X)");
  command.add_option("--resume", run.resume, "continue the study in this folder, and write its tables");
  command.add_option(
      "--shard", options->shard,
      "one part of the systems, such as 3/200, then any other that nobody does: several processes share the "
      "folder of -o, each with the same options; --resume writes the tables afterwards");
  command.add_flag("--json", options->json, "JSON on stdout instead of tables");
  command.add_flag(
      "--ranks-of-binaries", options->ranks_of_binaries,
      "instead print the ranks of known binaries with X among the arrangements of their formula, by prior, "
      "ionic and CHGNet energy; --systems is then the number of formulas");
  run.add_execution(command);
  return [options, &command] {
    if (options->ranks_of_binaries) return rank_binaries(*options);
    return options->shard ? rediscover_shards(*options, command) : rediscover_systems(*options, command);
  };
}

}  // namespace crystalgan
