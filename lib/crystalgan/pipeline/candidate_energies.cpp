#include "crystalgan/pipeline/candidate_energies.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/archive/written_form.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/pipeline/best_candidates.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"
#include "crystalgan/stability/energy_settings.hpp"
#include "crystalgan/stability/ranking.hpp"

namespace crystalgan {
namespace {

EnergySettings observed(EnergySettings settings, const RelaxationObserver& observer) {
  settings.observer = observer;
  return settings;
}

KeptRelaxation relaxation_with_energies(const RunDirectory& run) {
  KeptRelaxation kept = kept_relaxation(run);
  if (kept.calculator.trust == trust_name(Trust::geometry))
    throw ConfigError("run", run.path().string() + ": expected a relaxation with energies, got one by " +
                                 kept.calculator.name + ", which gives none");
  return kept;
}

Configuration settings_of(const KeptRelaxation& kept) {
  Configuration configuration = kept.configuration;
  if (configuration.relaxation.relax == Relax::automatic && configuration.relaxation.model.empty())
    configuration.relaxation.model = kept.calculator.name;
  return configuration;
}

std::string system_name(const KeptRelaxation& kept) {
  const auto& asked = kept.configuration.system;
  return ChemicalSystem::from_symbols(asked.a, asked.b, asked.x).name();
}

void require_comparable(const KeptRelaxation& kept, const KeptRelaxation& first, const std::string& path) {
  if (kept.calculator.name == first.calculator.name && system_name(kept) == system_name(first)) return;
  throw ConfigError("run", path + ": expected " + system_name(first) + " by " + first.calculator.name +
                               " as in the first run, got " + system_name(kept) + " by " + kept.calculator.name);
}

std::vector<Structure> chosen_of(const std::vector<Structure>& candidates, const std::vector<SinglePointRow>& points) {
  std::vector<Structure> chosen;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (points[i].relaxed) chosen.push_back(candidates[i]);
  return chosen;
}

}  // namespace

std::vector<KnownPhase> phases_of_run(const Configuration& configuration, const Binaries& binaries, Trust trust,
                                      const ReadingObserver& phases_read) {
  InputReading reading;
  const auto given = read_phases(configuration, binaries.system, &reading);
  if (phases_read && !configuration.relaxation.phases.empty()) phases_read(reading);
  return known_phases(binaries.system, all_of(binaries), given, trust);
}

void relax_candidates(const RunDirectory& run, const Configuration& configuration, const Binaries& binaries,
                      const Calculator& calculator, std::size_t threads, const EnergyObserver& observer,
                      std::vector<RelaxedCandidate> relaxed) {
  const CertificateRules rules{binaries.system, limits_of(configuration, binaries), relaxed_form(configuration)};
  EnergySettings settings = observed(energy_settings(configuration, threads), observer.relaxing);
  settings.first = relaxed.size();
  std::vector<Structure> left = written_candidates(run);
  left.erase(left.begin(), left.begin() + std::ssize(relaxed));
  std::vector<SinglePointRow> points;
  if (const auto candidates = kept_candidates(run);
      relaxed.empty() && ranks_in_two_steps(configuration) && have_scores(candidates)) {
    points = best_by_energy(candidates, left, single_points(left, calculator, threads, observer.single_points),
                            static_cast<std::size_t>(configuration.relaxation.best));
    left = chosen_of(left, points);
  }
  std::ranges::move(relaxed_candidates(left, calculator, settings, rules), std::back_inserter(relaxed));
  write_relaxation(relaxed, record_of(calculator.identity()), configuration, run, "", points);
}

RankingRecord rank_candidates(const RunDirectory& run, const Configuration& configuration, const Binaries& binaries,
                              const Calculator& calculator, std::size_t threads, const RelaxationObserver& observer,
                              const ReadingObserver& phases_read) {
  const KeptRelaxation kept = kept_relaxation(run);
  const KnownEnergies known =
      known_energies(binaries.system, phases_of_run(configuration, binaries, calculator.identity().trust, phases_read),
                     calculator, observed(energy_settings(configuration, threads), observer));
  RankingRecord record = ranked(kept.crystals, known, binaries.system, kept.calculator, threads);
  record.candidates = std::ssize(kept.rows);
  record.converged = std::ranges::count(kept.rows, end_name(RelaxationEnd::converged), &RelaxedRow::end);
  write_ranking(record, run);
  return record;
}

void relax_and_rank(const RunDirectory& run, const Configuration& configuration, const Binaries& binaries,
                    std::size_t threads, const EnergyObserver& observer, std::vector<RelaxedCandidate> relaxed) {
  if (configuration.relaxation.relax == Relax::off) return;
  if (run.has(run_files::kRanking)) {
    if (observer.ranked) observer.ranked(kept_ranking(run));
    return;
  }
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, binaries.system);
  if (!chosen.calculator) {
    if (observer.not_relaxed) observer.not_relaxed(chosen.reason);
    return;
  }
  if (!run.has(run_files::kRelaxation))
    relax_candidates(run, configuration, binaries, *chosen.calculator, threads, observer, std::move(relaxed));
  if (observer.relaxed) observer.relaxed();
  if (chosen.calculator->identity().trust == Trust::geometry) return;
  const RankingRecord record = rank_candidates(run, configuration, binaries, *chosen.calculator, threads,
                                               observer.known_phases, observer.phases_read);
  if (observer.ranked) observer.ranked(record);
}

void GivenPhases::apply(Configuration& configuration) const {
  if (!paths.empty()) configuration.relaxation.phases = paths;
  if (skip_unusable) configuration.system.skip_unusable = true;
}

Configuration relaxation_settings(const RunDirectory& run) { return settings_of(relaxation_with_energies(run)); }

RunsTogether rank_together(const std::vector<std::string>& paths, const GivenPhases& phases, std::size_t threads,
                           const ReadingObserver& phases_read, const Configuration::Relaxation& given) {
  std::vector<RankedRun> runs;
  std::optional<KeptRelaxation> first;
  for (const std::string& path : paths) {
    KeptRelaxation kept = relaxation_with_energies(RunDirectory::open(path));
    runs.push_back({path, kept.rows.size(), kept.crystals});
    if (first)
      require_comparable(kept, *first, path);
    else
      first = std::move(kept);
  }
  if (!first) throw ConfigError("run", "expected at least one run, got none");
  Configuration configuration = settings_of(*first);
  configuration.relaxation = with_given_program(configuration.relaxation, given);
  phases.apply(configuration);
  const Binaries binaries = kept_binaries(configuration, RunDirectory::open(paths.front()));
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, binaries.system);
  const KnownEnergies known = known_energies(
      binaries.system, phases_of_run(configuration, binaries, chosen.calculator->identity().trust, phases_read),
      *chosen.calculator, energy_settings(configuration, threads));
  return {first->calculator, shares_of(runs, known, binaries.system, first->calculator, threads)};
}

}  // namespace crystalgan
