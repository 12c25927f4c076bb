#include "crystalgan/pipeline/discover.hpp"

#include <memory>
#include <optional>

#include "commands.hpp"
#include "energies.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "progress.hpp"
#include "reading.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

// Rows of the ranking to print. Chosen: one screen.
constexpr std::size_t kShown = 20;

// Progress goes to stderr, results to stdout.
class Display {
 public:
  Display(const Run& run, const RunOptions& options) : run_(run), options_(options) {}

  DiscoveryObserver observer() {
    DiscoveryObserver observer;
    observer.threads = options_.thread_count();
    observer.keep_steps = options_.keep_steps;
    observer.training = [this](std::int64_t done, std::int64_t total) { bar("training", "epochs").show(done, total); };
    observer.stop_requested = interrupted;
    observer.round_done = [this](std::int64_t round, std::size_t relaxed, double lowest) {
      bar_.reset();
      if (options_.quiet) return;
      print_error("round {} of {}: {} relaxed, lowest energy so far {:.4f} eV/atom above the known phases\n", round,
                  run_.configuration.feedback.rounds, relaxed, lowest);
    };
    observer.candidates_written = [this](const Summary& summary) {
      bar_.reset();
      write_report(run_.directory);
      print_summary(summary, run_.configuration, run_.directory);
    };
    observer.energies = energies();
    return observer;
  }

 private:
  EnergyObserver energies() {
    EnergyObserver observer;
    observer.single_points = [this](std::size_t done, std::size_t total) {
      shown_on(bar("single points", "candidates"))(done, total);
    };
    observer.relaxing = [this](std::size_t done, std::size_t total) {
      shown_on(bar("relaxing", "candidates"))(done, total);
    };
    observer.known_phases = [this](std::size_t done, std::size_t total) {
      shown_on(bar("known phases", "phases"))(done, total);
    };
    observer.phases_read = [this](const InputReading& reading) { print_reading(reading, options_.quiet); };
    observer.relaxed = [this] {
      bar_.reset();
      write_report(run_.directory);
      print_relaxation(run_.directory);
    };
    observer.ranked = [this](const RankingRecord& record) {
      bar_.reset();
      write_report(run_.directory);
      print_ranking(record, kShown);
    };
    observer.not_relaxed = [](const std::string& reason) { print("Candidates are not relaxed: {}.\n", reason); };
    return observer;
  }

  ProgressBar& bar(const char* title, const char* unit) {
    if (!bar_ || title != title_) bar_.emplace(title, options_.quiet, unit);
    title_ = title;
    return *bar_;
  }

  const Run& run_;
  const RunOptions& options_;
  std::optional<ProgressBar> bar_;
  std::string_view title_;
};

int discover_with_display(const Run& run, const RunOptions& options) {
  const InterruptGuard guard;
  const DiscoveryEnd end = [&] {
    Display display(run, options);  // its bar ends before the message below
    return discover(run, display.observer());
  }();
  if (end == DiscoveryEnd::done) return kDone;
  print_error("crystalgan: interrupted; {}, continue with --resume {}\n",
              end == DiscoveryEnd::stopped_in_training ? "results are kept"
              : is_symmetry_mode(run.configuration)    ? "the inputs are kept"
                                                       : "the training is kept",
              run.directory.path().string());
  return kInterrupted;
}

}  // namespace

Action add_discover(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  options->add_training(command);
  options->add_symmetry(command);
  options->settings.add(command, OptionGroup::generation);
  options->settings.add(command, OptionGroup::relaxation);
  options->add_calculator(command);
  options->settings.add(command, OptionGroup::rounds);
  options->add_keep_steps(command);
  options->add_execution(command);
  return [options, &command] {
    const Run run = prepare_run(*options, command);
    print_mode(run.configuration);
    return discover_with_display(run, *options);
  };
}

}  // namespace crystalgan
