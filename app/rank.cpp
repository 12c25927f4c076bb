#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/binaries.hpp"
#include "crystalgan/stability/common_ranking.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "energies.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct RankOptions {
  std::vector<std::string> runs;
  std::optional<std::string> phases;
  std::size_t top = 20;
  bool json = false;
  RunOptions execution;  // --threads and --quiet
};

KeptRelaxation relaxation_with_energies(const RunDirectory& run) {
  KeptRelaxation kept = kept_relaxation(run);
  if (kept.calculator.trust == "geometry")
    throw ConfigError("run", run.path().string() + ": expected a relaxation with energies, got one by " +
                                 kept.calculator.name + ", which gives none");
  return kept;
}

// The settings of a relaxation with the calculator that it was made by.
Configuration settings_of(const KeptRelaxation& kept, const RankOptions& options) {
  Configuration configuration = kept.configuration;
  if (configuration.relaxation.model.empty()) configuration.relaxation.model = kept.calculator.name;
  if (options.phases) configuration.relaxation.phases = absolute_path(*options.phases);
  return configuration;
}

ChemicalSystem system_of(const Configuration& configuration) {
  const auto& asked = configuration.system;
  return ChemicalSystem::from_symbols(asked.a, asked.b, asked.x);
}

int rank_run(const RankOptions& options) {
  const RunDirectory run = RunDirectory::open(options.runs.front());
  const RunLock lock = run.lock();
  const Configuration configuration = settings_of(relaxation_with_energies(run), options);
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, system_of(configuration));
  const RankingRecord record = rank_candidates(run, configuration, *chosen.calculator, options.execution);
  write_report(run);
  if (options.json)
    fmt::print("{}", ranking_json(record));
  else
    print_ranking(record, options.top);
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
  fmt::print("Runs on the hull that they form together, energies by {} ({}).\n", calculator.name, calculator.trust);
  fmt::print("{:>8} {:>9} {:>8} {:>11} {:>11} {:>6} {:>12}  run\n", "relaxed", "certified", "distinct", "within 0.05",
             "within 0.10", "alone", "lowest");
  for (const RunShare& share : shares)
    fmt::print("{:>8} {:>9} {:>8} {:>11} {:>11} {:>6} {:>12.4f}  {}\n", share.relaxed, share.certified, share.distinct,
               share.within_05, share.within_10, share.alone_10, share.lowest, share.name);
}

// Nothing is written: the hull belongs to no single run.
int rank_together(const RankOptions& options) {
  std::vector<RankedRun> runs;
  std::optional<KeptRelaxation> first;
  for (const std::string& path : options.runs) {
    const RunDirectory run = RunDirectory::open(path);
    KeptRelaxation kept = relaxation_with_energies(run);
    runs.push_back({path, kept.rows.size(), kept.crystals});
    if (!first) {
      first = std::move(kept);
    } else if (kept.calculator.name != first->calculator.name ||
               system_of(kept.configuration).name() != system_of(first->configuration).name()) {
      throw ConfigError("run", path + ": expected " + system_of(first->configuration).name() + " by " +
                                   first->calculator.name + " as in the first run, got " +
                                   system_of(kept.configuration).name() + " by " + kept.calculator.name);
    }
  }
  const Configuration configuration = settings_of(*first, options);
  const Binaries binaries = kept_binaries(configuration, RunDirectory::open(options.runs.front()));
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, binaries.system);
  const std::size_t threads = options.execution.thread_count();
  const KnownEnergies known =
      known_energies(binaries.system, known_phases(binaries.system, all_of(binaries), given_phases(configuration)),
                     *chosen.calculator, energy_settings(configuration, threads));
  const auto shares = shares_of(runs, known, binaries.system, first->calculator, threads);
  if (options.json)
    fmt::print("{}", shares_json(shares));
  else
    print_shares(shares, first->calculator);
  return kDone;
}

}  // namespace

Action add_rank(CLI::App& command) {
  auto options = std::make_shared<RankOptions>();
  command
      .add_option("RUN", options->runs,
                  "relaxed run directory; several are compared on one common hull, and nothing is written")
      ->required();
  command.add_option("--phases", options->phases, "file or folder with more known phases of A, B and X for the hull");
  command.add_option("--top", options->top, "number of rows to print (default 20)");
  command.add_flag("--json", options->json, "print JSON instead of a table");
  options->execution.add_threads(command);
  options->execution.add_quiet(command);
  return [options] { return options->runs.size() == 1 ? rank_run(*options) : rank_together(*options); };
}

}  // namespace crystalgan
