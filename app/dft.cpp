#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/pipeline/dft_ranking.hpp"
#include "crystalgan/stability/shortlist.hpp"
#include "energies.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct JudgeOptions {
  std::string run;
  std::size_t top = 5;
  std::optional<std::string> phases;
  RunOptions execution;  // --config, --threads and --quiet
};

// What every process writes of a task, and where it goes on from.
constexpr const char* kTasks = "judge/tasks";

std::optional<std::vector<Judged>> judged(const JudgementPlan& plan, const JudgeSettings& settings,
                                          const RunDirectory& run, const RunOptions& options) {
  remember_interrupts();
  std::optional<std::vector<Judged>> results;
  {
    ProgressBar bar("judging", options.quiet, "crystals");
    std::int64_t done = 0;
    const auto finished = [&](const Judged&, bool) { bar.show(++done, std::ssize(plan.tasks)); };
    results = judge_all(plan.tasks, settings, run / kTasks, options.thread_count(), {finished, interrupted});
  }
  forget_interrupts();
  return results;
}

int judge_run(const JudgeOptions& options) {
  const RunDirectory run = RunDirectory::open(options.run);
  const RunLock lock = run.lock();
  Configuration configuration =
      options.execution.resolve(parse_configuration(run.read("run.toml"), (run / "run.toml").string()));
  if (options.phases) configuration.relaxation.phases = absolute_path(*options.phases);
  const Binaries binaries = kept_binaries(configuration, run);
  const auto candidates =
      shortlisted(contestants(run), options.top, static_cast<std::size_t>(configuration.judge.most_atoms));
  if (candidates.empty())
    throw ConfigError("run", run.path().string() + ": expected a candidate of at most " +
                                 std::to_string(configuration.judge.most_atoms) +
                                 " atoms (judge.most_atoms), got none");
  const JudgementPlan plan = planned_judgement(
      binaries.system, candidates, known_phases(binaries.system, all_of(binaries), given_phases(configuration)),
      configuration.judge);
  const JudgeSettings settings = judge_settings(configuration.judge);
  if (const auto missing = judge_missing(settings.python)) throw ConfigError("judge", *missing);
  const auto results = judged(plan, settings, run, options.execution);
  if (!results) {
    fmt::print(stderr, "crystalgan: interrupted; what is judged is kept in {}, the same command goes on\n",
               (run / kTasks).string());
    return kInterrupted;
  }
  const Judgement judgement =
      judgement_of(plan, *results, {binaries.system, limits_of(configuration, binaries), as_written},
                   options.execution.thread_count());
  write_relaxation(judgement.candidates, judgement.ranking.calculator, configuration, run, kJudgeFolder);
  write_ranking(judgement.ranking, run, kJudgeFolder);
  write_report(run);
  for (const std::string& phase : judgement.ranking.left_out) fmt::print("left out: {}\n", phase);
  for (const RelaxedCandidate& candidate : judgement.candidates)
    if (!candidate.structure)
      fmt::print("{} {}: {}\n", candidate.row.id, candidate.row.formula,
                 candidate.row.reason.empty() ? candidate.row.broken : candidate.row.reason);
  print_ranking(judgement.ranking, judgement.ranking.crystals.size());
  return kDone;
}

}  // namespace

Action add_judge(CLI::App& command) {
  auto options = std::make_shared<JudgeOptions>();
  command.add_option("RUN", options->run, "finished run directory")->required();
  command.add_option("--top", options->top, "candidates to judge (default 5)")->check(CLI::Range(1, 10000));
  command.add_option("--phases", options->phases, "file or folder with further known phases of A, B and X");
  command.add_option("--config", options->execution.config, "settings from a TOML file");
  options->execution.add_threads(command);
  options->execution.add_quiet(command);
  return [options] { return judge_run(*options); };
}

}  // namespace crystalgan
