#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/pipeline/candidate_energies.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "energies.hpp"
#include "printing.hpp"
#include "progress.hpp"
#include "reading.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct RankOptions {
  std::vector<std::string> runs;
  std::vector<std::string> phases;
  bool skip_unusable = false;
  std::size_t top = 20;
  bool json = false;
  RunOptions execution;  // --ase, --threads and --quiet
};

// The hull mixes energies of the two.
void note_other_version(const RunDirectory& run, const CalculatorIdentity& identity) {
  const auto energies = kept_energies(run);
  if (energies && energies->calculator.version != identity.version)
    print_error(
        "crystalgan: the candidates were relaxed by {} ({}), the known phases are by {}; for one hull repeat "
        "crystalgan relax {} --replace\n",
        identity.name, energies->calculator.version, identity.version, run.path().string());
}

GivenPhases given_phases(const RankOptions& options) {
  GivenPhases given{{}, options.skip_unusable};
  for (const std::string& path : options.phases) given.paths.push_back(absolute_path(path));
  return given;
}

ReadingObserver printed_reading(const RankOptions& options) {
  return [quiet = options.execution.quiet](const InputReading& reading) { print_reading(reading, quiet); };
}

int rank_run(const RankOptions& options) {
  const RunDirectory run = RunDirectory::open(options.runs.front());
  const RunLock lock = run.lock();
  Configuration configuration = relaxation_settings(run);
  configuration.relaxation = with_given_program(configuration.relaxation, options.execution.given_calculator());
  given_phases(options).apply(configuration);
  const Binaries binaries = kept_binaries(configuration, run);
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, binaries.system);
  note_other_version(run, chosen.calculator->identity());
  RankingRecord record;
  {
    ProgressBar bar("known phases", options.execution.quiet, "phases");
    record = rank_candidates(run, configuration, binaries, *chosen.calculator, options.execution.thread_count(),
                             shown_on(bar), printed_reading(options));
  }
  write_report(run);
  if (options.json) {
    print_text(ranking_json(record));
    return kDone;
  }
  print_ranking(record, options.top);
  print_chgnet_warnings(run);
  return kDone;
}

std::string shares_json(const std::vector<RunShare>& shares) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const RunShare& share : shares)
    json.push_back({{"run", share.name},
                    {"relaxed", share.relaxed},
                    {"certified", share.certified},
                    {"distinct", share.distinct},
                    {"within_0.05_ev_per_atom", share.within_05},
                    {"within_0.10_ev_per_atom", share.within_10},
                    {"alone_within_0.10_ev_per_atom", share.alone_10},
                    {"lowest_above_known_ev_per_atom", share.lowest},
                    {"relaxations", kSpent},
                    {"expected_lowest_ev_per_atom", share.expected_lowest}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void print_shares(const std::vector<RunShare>& shares, const CalculatorRecord& calculator) {
  const std::string accuracy = accuracy_of_hull(calculator);
  print("Runs on their common hull, energies by {} ({}{}).\n", calculator.name, calculator.trust,
        accuracy.empty() ? "" : ": " + accuracy);
  print("{:>8} {:>9} {:>8} {:>11} {:>11} {:>6} {:>12}  run\n", "relaxed", "certified", "distinct", "within 0.05",
        "within 0.10", "alone", "lowest");
  for (const RunShare& share : shares)
    print("{:>8} {:>9} {:>8} {:>11} {:>11} {:>6} {:>12.4f}  {}\n", share.relaxed, share.certified, share.distinct,
          share.within_05, share.within_10, share.alone_10, share.lowest, share.name);
}

// Writes nothing: the hull belongs to no single run.
int rank_several(const RankOptions& options) {
  const RunsTogether together = rank_together(options.runs, given_phases(options), options.execution.thread_count(),
                                              printed_reading(options), options.execution.given_calculator());
  if (options.json)
    print_text(shares_json(together.shares));
  else
    print_shares(together.shares, together.calculator);
  return kDone;
}

}  // namespace

Action add_rank(CLI::App& command) {
  auto options = std::make_shared<RankOptions>();
  command
      .add_option("RUN", options->runs,
                  "relaxed run directory; several are compared on one common hull, and nothing is written")
      ->required();
  command
      .add_option("--phases", options->phases,
                  "file or folder with more known phases of A, B and X for the hull; may be repeated")
      ->allow_extra_args(false);
  command.add_flag("--skip-unusable", options->skip_unusable, "pass over phases that cannot be read, and list them");
  command.add_option("--top", options->top, "number of rows to print (default 20)");
  command.add_flag("--json", options->json, "print JSON instead of a table");
  options->execution.add_calculator(command);
  options->execution.add_threads(command);
  options->execution.add_quiet(command);
  return [options] { return options->runs.size() == 1 ? rank_run(*options) : rank_several(*options); };
}

}  // namespace crystalgan
