#include "energies.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/stability/known_phases.hpp"
#include "crystalgan/stability/ranking.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

// Rows of the table behind discover: a screen.
constexpr std::size_t kShown = 20;

// With the progress on a bar.
EnergySettings shown(EnergySettings settings, ProgressBar& bar) {
  settings.observer = [&bar](std::size_t done, std::size_t total) {
    bar.show(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
  };
  return settings;
}

// What the numbers of a calculator are worth.
std::string worth(const CalculatorRecord& calculator) {
  if (calculator.trust == "judge") return "judge: first principles";
  if (calculator.trust == "screening")
    return "screening: a classical model relaxes and filters nonsense, it is no judge";
  return "geometry: it gives no energies";
}

}  // namespace

std::vector<Structure> given_phases(const Configuration& configuration) {
  if (configuration.relaxation.phases.empty()) return {};
  StructureSet set = read_structure_set(configuration.relaxation.phases);
  if (!set.refusals.empty()) throw StructureError(set.refusals.front());
  return set.structures;
}

void relax_candidates(const RunDirectory& run, const Configuration& configuration, const Calculator& calculator,
                      const RunOptions& options) {
  const Binaries binaries = kept_binaries(configuration, run);
  const CertificateRules rules{binaries.system, limits_of(configuration, binaries), as_written};
  const CalculatorRecord record = record_of(calculator.identity());
  std::vector<RelaxedCandidate> relaxed;
  {
    ProgressBar bar("relaxing", options.quiet, "candidates");
    relaxed = relaxed_candidates(written_candidates(run), calculator,
                                 shown(energy_settings(configuration, options.thread_count()), bar), rules);
  }
  write_relaxation(relaxed, record, configuration, run);
}

RankingRecord rank_candidates(const RunDirectory& run, const Configuration& configuration, const Calculator& calculator,
                              const RunOptions& options) {
  const Binaries binaries = kept_binaries(configuration, run);
  const KeptRelaxation kept = kept_relaxation(run);
  KnownEnergies known;
  {
    ProgressBar bar("known phases", options.quiet, "phases");
    known =
        known_energies(binaries.system, known_phases(binaries.system, all_of(binaries), given_phases(configuration)),
                       calculator, shown(energy_settings(configuration, options.thread_count()), bar));
  }
  RankingRecord record = ranked(kept.crystals, known, binaries.system, kept.calculator, options.thread_count());
  record.candidates = std::ssize(kept.rows);
  record.converged = std::ranges::count(kept.rows, end_name(RelaxationEnd::converged), &RelaxedRow::end);
  write_ranking(record, run);
  return record;
}

void relax_and_rank(const RunDirectory& run, const Configuration& configuration, const RunOptions& options) {
  if (configuration.relaxation.relax == Relax::off) return;
  if (run.has(kRankingFile)) return print_ranking(kept_ranking(run), kShown);
  const ChemicalSystem system = kept_binaries(configuration, run).system;
  const ChosenCalculator chosen = choose_calculator(configuration.relaxation, system);
  if (!chosen.calculator) {
    fmt::print("Candidates are not relaxed: {}.\n", chosen.reason);
    return;
  }
  if (!run.has(kRelaxationFile)) relax_candidates(run, configuration, *chosen.calculator, options);
  print_relaxation(run);
  if (chosen.calculator->identity().trust == Trust::geometry) return write_report(run);
  const RankingRecord record = rank_candidates(run, configuration, *chosen.calculator, options);
  write_report(run);
  print_ranking(record, kShown);
}

void print_relaxation(const RunDirectory& run) {
  const std::string file = (run / kRelaxationFile).string();
  const CalculatorRecord calculator = parse_relaxation_calculator(run.read(kRelaxationFile), file);
  std::map<std::string, std::int64_t> ends;
  std::int64_t certified = 0;
  const auto rows = parse_relaxation(run.read("relaxation.csv"), (run / "relaxation.csv").string());
  for (const RelaxedRow& row : rows) {
    ++ends[row.end];
    if (row.certified) ++certified;
  }
  fmt::print("{} candidates relaxed by {} ({}):\n", rows.size(), calculator.name, worth(calculator));
  for (const auto& [end, count] : ends) fmt::print("  {:<20} {:>7}\n", end, count);
  fmt::print("  {:<20} {:>7}  of the converged keep every distance limit still; they are in {}\n", "certified",
             certified, (run / "relaxed").string());
}

void print_ranking(const RankingRecord& record, std::size_t most) {
  fmt::print("{} distinct crystals of {}, {} within 0.05 and {} within 0.10 eV/atom of the hull, energies by {}\n",
             record.crystals.size(), record.system, within(record, 0.05), within(record, 0.10), record.calculator.name);
  fmt::print("({}).\n", worth(record.calculator));
  for (const ElementRow& element : record.elements)
    fmt::print("  {:<2} {:>10.4f} eV/atom: {}\n", element.element, element.energy, element.source);
  if (record.not_ternary > 0)
    fmt::print("  {} without {} are not ranked; the hull knows them.\n", record.not_ternary, record.system);
  if (record.unbelievable > 0)
    fmt::print("  {} left out: their energy is one that no crystal has.\n", record.unbelievable);
  fmt::print("{:>5}  {:<6} {:<14} {:<12} {:>12} {:>12} {:>13} {:>6}\n", "rank", "id", "formula", "space group",
             "above hull", "above known", "of formation", "found");
  for (std::size_t i = 0; i < std::min(most, record.crystals.size()); ++i) {
    const RankedRow& row = record.crystals[i];
    fmt::print("{:>5}  {:<6} {:<14} {:<12} {:>12.4f} {:>12.4f} {:>13.4f} {:>6}\n", i + 1, row.id, row.formula,
               row.space_group_symbol, row.above_hull, row.above_known, row.formation_energy,
               1 + std::ranges::count(row.found_by, ' '));
  }
  if (record.crystals.size() > most) fmt::print("{:>5}\n", "...");
}

}  // namespace crystalgan
