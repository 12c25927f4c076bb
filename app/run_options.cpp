#include "run_options.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <thread>

#include "commands.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/training_run.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "version.hpp"

namespace crystalgan {
namespace {

// Options that cannot change a result stay out of the manifest, so that equal runs leave equal bytes.
constexpr std::string_view kWithoutEffect[] = {"--output", "--threads", "--quiet", "--json", "--resume", "--help"};

bool has_effect(const CLI::Option& option) {
  for (const auto name : kWithoutEffect)
    if (option.check_name(std::string(name))) return false;
  return true;
}

std::string command_text(const CLI::App& command) {
  std::string text = "crystalgan " + command.get_name();
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0 || !has_effect(*option)) continue;
    if (!option->get_positional()) text += " " + option->get_name();
    for (const std::string& value : option->results()) text += " " + value;
  }
  return text;
}

template <class T>
void override_with(const std::optional<T>& option, T& setting) {
  if (option) setting = *option;
}

void override_path(const std::optional<std::string>& option, std::string& setting) {
  if (option) setting = absolute_path(*option);
}

// A configuration that cannot be read is a wrong setting, whatever the reason.
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

PreparedRun resume_run(const RunOptions& options, const CLI::App& command) {
  require_only_resume(command);
  const RunDirectory run = RunDirectory::open(*options.resume);
  RunLock lock = run.lock();
  Configuration configuration = kept_configuration(run);
  require_valid(configuration);
  return {run, configuration, std::move(lock)};
}

// A model that is named and does not serve is told before anything is trained, and so is that nothing gives the energies
// that rounds learn from.
void require_model(const Configuration& configuration, const ChemicalSystem& system) {
  const bool rounds_asked = configuration.feedback.rounds > 1;
  const bool named = configuration.relaxation.relax == "auto" && !configuration.relaxation.model.empty();
  if (!named && !rounds_asked) return;
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, system);
  if (!rounds_asked) return;
  if (!chosen.calculator)
    throw ConfigError("feedback.rounds", "expected a model that gives energies, but " + chosen.reason);
  if (chosen.calculator->identity().trust == Trust::geometry)
    throw ConfigError("feedback.rounds",
                      "expected a model that gives energies, got " + chosen.calculator->identity().name);
}

}  // namespace

void RunOptions::add_system(CLI::App& command) {
  command.add_option("A", a, "metal A, such as Pd");
  command.add_option("B", b, "metal B, such as Ni");
  command.add_option("--with", x, "the element X that both binaries share (default H)");
  command.add_option("--a-structures", a_structures, "file or folder with structures of A-X (default: built-in)");
  command.add_option("--b-structures", b_structures, "file or folder with structures of B-X (default: built-in)");
  command.add_option("--prototypes", prototypes, "file or folder with known ternaries, for the method substitute");
}

void RunOptions::add_training(CLI::App& command) {
  add_system(command);
  command.add_option("--reference", reference,
                     "file or folder with known structures: a novel candidate is none of them (default: the inputs)");
  command.add_option("--method", method,
                     "crystalgan (default), discogan, gan, random, random-symmetric, overlay, interleave, relabel or "
                     "substitute");
  command.add_option("--mode", mode, "of crystalgan: periodic (default), or published: the paper's method");
  command.add_option("--geometry", geometry,
                     "form of the geometric constraint: literal, spring, hinge (default) or none");
  command.add_option("--adversarial", adversarial, "factor on the adversarial losses; 0: no GAN (default 1)");
  command.add_option("--epochs", epochs, "epochs of step 1 and of step 3 (default 100; published: 1000)");
  command.add_option("--members", members, "independent trainings (default 4)");
  command.add_option("--device", device,
                     "where the networks train: cpu (default), or cuda: all members together as one batch");
  command.add_option("--seed", seed, "every random draw follows from it (default 0)");
  command.add_option("--config", config, "settings from a TOML file, such as the run.toml of another run");
  command.add_option("-o,--output", output, "run directory (default run-A-B-X)");
  command.add_option("--resume", resume, "go on with the run in this directory");
}

void RunOptions::add_generation(CLI::App& command) {
  command.add_option("--samples", samples, "raw structures of the run (default: two per pair of inputs and member)");
  command.add_option("--noise", noise, "Gaussian noise on every atom of a raw structure, in A (default 0)");
  command.add_flag("--no-repair", no_repair, "judge raw structures as they are, neither projected nor symmetrised");
  command.add_option("--policy", policy,
                     "distance limits of the certificate: radii (default; published mode: published), training or "
                     "published");
}

void RunOptions::add_threads(CLI::App& command) {
  command.add_option("--threads", threads, "threads to use (default: every core); results do not depend on it")
      ->check(CLI::Range(1, 1024));  // chosen: more threads than any machine at hand
}

void RunOptions::add_execution(CLI::App& command) {
  add_threads(command);
  command.add_option("--engine", engine,
                     "what computes the networks: fused (default), or reference: LibTorch's own operations");
  add_quiet(command);
}

void RunOptions::add_quiet(CLI::App& command) { command.add_flag("--quiet", quiet, "no progress on stderr"); }

void RunOptions::add_relaxation(CLI::App& command) {
  command.add_option("--relax", relax,
                     "relax and rank the candidates: off, auto (where a KIM model covers A, B and X) or packing "
                     "(geometry without energies)");
  command.add_option(
      "--model", model,
      "name of the KIM model to relax with, or a TorchScript file of MACE or NequIP (*.pt, *.pth); default: "
      "the best known KIM model");
  command.add_option("--rattle", rattle, "displacement of every atom before relaxing, in A (default 0.02)");
  command.add_flag("--keep-symmetry", keep_symmetry, "relax without rattling, in the space group of the candidate");
}

const std::string& RunOptions::config_text() const {
  if (!text_of_config_) text_of_config_ = read_file(*config);
  return *text_of_config_;
}

Configuration RunOptions::starting_point() const {
  std::optional<std::string> named = mode;
  if (!named && config) named = read_configuration([&] { return mode_of(config_text(), *config); });
  return default_configuration(named.value_or(Configuration().method.mode));
}

Configuration RunOptions::resolve(const Configuration& start) const {
  Configuration configuration = start;
  if (config)
    configuration = read_configuration([&] { return parse_configuration(config_text(), *config, configuration); });
  override_with(a, configuration.system.a);
  override_with(b, configuration.system.b);
  override_with(x, configuration.system.x);
  override_path(a_structures, configuration.system.a_structures);
  override_path(b_structures, configuration.system.b_structures);
  override_path(prototypes, configuration.system.prototypes);
  override_path(reference, configuration.screening.references);
  override_with(method, configuration.method.name);
  override_with(mode, configuration.method.mode);
  override_with(geometry, configuration.loss.geometry);
  override_with(adversarial, configuration.loss.adversarial);
  override_with(epochs, configuration.training.epochs_step1);
  override_with(epochs, configuration.training.epochs_step3);
  override_with(members, configuration.training.members);
  override_with(engine, configuration.training.engine);
  override_with(device, configuration.training.device);
  override_with(seed, configuration.seed);
  override_with(samples, configuration.generation.samples);
  override_with(noise, configuration.generation.noise);
  override_with(policy, configuration.screening.policy);
  override_with(relax, configuration.relaxation.relax);
  override_with(model, configuration.relaxation.model);
  if (model && std::filesystem::exists(*model)) configuration.relaxation.model = absolute_path(*model);
  override_with(rattle, configuration.relaxation.rattle);
  override_with(rounds, configuration.feedback.rounds);
  if (rounds && *rounds > 1 && !relax && configuration.relaxation.relax == "off")
    configuration.relaxation.relax = "auto";
  if (model && !relax && configuration.relaxation.relax == "off") configuration.relaxation.relax = "auto";
  if (keep_symmetry) configuration.relaxation.keep_symmetry = true;
  if (no_repair) configuration.screening.repair = false;
  require_valid(configuration);
  return configuration;
}

std::size_t RunOptions::thread_count() const {
  if (threads > 0) return threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

std::string absolute_path(const std::string& path) {
  if (path.empty() || !is_utf8(path))
    throw ConfigError("structures", "expected a path in UTF-8, got '" + printable(path) + "'");
  return std::filesystem::absolute(path).lexically_normal().string();
}

void require_only_resume(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options())
    if (option->count() > 0 && (has_effect(*option) || option->check_name("--output")))
      throw ConfigError(option->get_name(),
                        "expected no other setting beside --resume, which goes on as the run began");
}

PreparedRun prepare_run(const RunOptions& options, const CLI::App& command) {
  if (options.resume) return resume_run(options, command);
  const Configuration configuration = options.resolve(options.starting_point());
  require_device(configuration);
  const std::filesystem::path output = output_folder(options, configuration);
  RunDirectory::require_new(output);
  std::map<std::string, std::string> inputs;
  const Binaries binaries = read_binaries(configuration, inputs);
  require_enough_pairs(configuration, binaries);
  require_model(configuration, binaries.system);
  const Manifest manifest = make_manifest(configuration, command, std::move(inputs));
  const RunDirectory run = start_run(configuration, binaries, manifest, output);
  return {run, configuration, run.lock()};
}

bool train_with_progress(const PreparedRun& run, const RunOptions& options) {
  remember_interrupts();
  bool done = false;
  {
    ProgressBar bar("training", options.quiet);
    done = train_members(run.configuration, run.directory, options.thread_count(),
                         {[&bar](std::int64_t epochs, std::int64_t total) { bar.show(epochs, total); }, interrupted});
  }
  forget_interrupts();
  if (!done)
    fmt::print(stderr, "crystalgan: interrupted; nothing is lost, go on with --resume {}\n",
               run.directory.path().string());
  return done;
}

Manifest make_manifest(const Configuration& configuration, const CLI::App& command,
                       std::map<std::string, std::string> inputs) {
  return {program_version(), program_commit(),  command_text(command), static_cast<std::uint64_t>(configuration.seed),
          std::move(inputs), library_versions()};
}

void print_summary(const Summary& summary, const RunDirectory& run) {
  fmt::print("{}, distance policy '{}':\n", summary.system, summary.policy);
  for (const SummaryCount& row : kSummaryCounts)
    if (!row.meaning.empty()) fmt::print("  {:<10} {:>7}  {}\n", row.name, summary.*row.count, row.meaning);
  for (const RejectionCount& row : summary.rejections)
    if (row.count > 0) fmt::print("  rejected   {:>7}  {}\n", row.count, row.reason);
  fmt::print("{} shows all of it in a browser.\n", (run / run_files::kReport).string());
  if (summary.generated == 0 && !summary.rejections.empty())
    fmt::print("No structure can keep these limits: {}.\n", summary.rejections.front().example);
  else if (summary.certified == 0)
    fmt::print("No candidate kept the limits; the reasons are in {}.\n", (run / run_files::kRejections).string());
  else
    fmt::print("{} certified {} candidate{} in {}, best first.\n", summary.certified, summary.system,
               summary.certified == 1 ? " is" : "s are", (run / run_files::kCandidates).string());
}

}  // namespace crystalgan
