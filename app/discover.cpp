#include <fmt/core.h>

#include <memory>
#include <optional>

#include "commands.hpp"
#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/feedback.hpp"
#include "energies.hpp"
#include "interrupt.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {

namespace {

// The candidates of all rounds; nothing, with a message, when interrupted.
std::optional<Screened> screened_rounds(const PreparedRun& run, const Binaries& binaries, const RunOptions& options) {
  const Configuration& configuration = run.configuration;
  const std::size_t threads = options.thread_count();
  if (configuration.feedback.rounds == 1) return generate_candidates(configuration, run.directory, threads);
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, binaries.system);
  remember_interrupts();
  const auto tell = [&](std::int64_t round, std::size_t relaxed, double lowest) {
    if (!options.quiet)
      fmt::print(stderr, "round {} of {}: {} relaxed, the lowest so far {:.4f} eV/atom above the known phases\n", round,
                 configuration.feedback.rounds, relaxed, lowest);
  };
  const auto raw = with_feedback(raw_structures(configuration, binaries, run.directory, threads), configuration,
                                 binaries, *chosen.calculator, threads, {tell, interrupted});
  const bool stopped = interrupted();
  forget_interrupts();
  if (stopped && raw.empty()) {
    fmt::print(stderr, "crystalgan: interrupted; what is trained is kept, go on with --resume {}\n",
               run.directory.path().string());
    return std::nullopt;
  }
  return screen_raw(raw, configuration, binaries, threads);
}

}  // namespace

Action add_discover(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  options->add_training(command);
  options->settings.add(command, OptionGroup::generation);
  options->settings.add(command, OptionGroup::relaxation);
  options->settings.add(command, OptionGroup::rounds);
  options->add_execution(command);
  return [options, &command] {
    const PreparedRun run = prepare_run(*options, command);
    print_mode(run.configuration);
    if (run.directory.has("summary.json")) {  // resumed, and done already
      if (!run.directory.has(kReportFile)) write_report(run.directory);
      print_summary(parse_summary(run.directory.read("summary.json"), "summary.json"), run.directory);
      relax_and_rank(run.directory, run.configuration, *options);
      return kDone;
    }
    const Binaries binaries = kept_binaries(run.configuration, run.directory);
    if (const auto reason = impossible_limits(run.configuration, binaries)) {
      const Screened nothing = nothing_generated(run.configuration, binaries, *reason);
      write_candidates(nothing, run.configuration, run.directory);
      write_report(run.directory);
      print_summary(nothing.summary, run.directory);
      return kDone;
    }
    if (!train_with_progress(run, *options)) return kInterrupted;
    const auto screened = screened_rounds(run, binaries, *options);
    if (!screened) return kInterrupted;
    write_candidates(*screened, run.configuration, run.directory);
    write_report(run.directory);
    print_summary(screened->summary, run.directory);
    relax_and_rank(run.directory, run.configuration, *options);
    return kDone;
  };
}

}  // namespace crystalgan
