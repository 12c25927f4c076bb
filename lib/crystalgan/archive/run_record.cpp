#include "crystalgan/archive/run_record.hpp"

#include <utility>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/archive/step_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/require_physical.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;
using namespace run_files;

// Checks that a row of the table and its structure file have the same composition, and that of the system.
void require_agreement(const Candidate& candidate, const Structure& structure, const ChemicalSystem& system) {
  const Composition composition = structure.composition();
  if (formula(composition) != candidate.formula)
    throw ParseError(structure.name(), 0,
                     "expected " + printable(candidate.formula) + " as in candidates.csv, got " + formula(composition));
  for (const auto& [element, count] : composition)
    if (element != system.a && element != system.b && element != system.x)
      throw ParseError(structure.name(), 0,
                       "expected atoms of " + system.name() + ", got " + std::string(element.symbol()));
}

std::vector<RecordedCandidate> recorded_candidates(const RunDirectory& run, const ChemicalSystem& system) {
  std::vector<RecordedCandidate> recorded;
  for (Candidate& candidate : kept_candidates(run)) {
    const std::string json = certificate(kCertificates, candidate.id);
    candidate.certificate = parse_certificate(run.read(json), run.name_of(json));
    const std::string file = structure(kCandidates, candidate.id);
    std::string poscar = run.read(file);
    Structure crystal = parse_poscar(poscar, run.name_of(file));
    require_within_limits(crystal);
    require_agreement(candidate, crystal, system);
    recorded.push_back({std::move(candidate), std::move(crystal), std::move(poscar)});
  }
  return recorded;
}

std::optional<ComparisonShares> comparison_of(const RunDirectory& run, const std::optional<fs::path>& folder,
                                              const Configuration& configuration, const std::string& system) {
  const std::string of_run = std::string(kComparisonFolder) + "/" + kComparison;
  if (!folder && !run.has(of_run)) return std::nullopt;
  const std::string file = folder ? (*folder / kComparison).string() : run.name_of(of_run);
  const auto& screening = configuration.screening;
  const ComparedForm form = screening.repair ? ComparedForm::repaired : ComparedForm::as_generated;
  ComparisonShares comparison = parse_comparison(folder ? read_file(file) : run.read(of_run), file, form);
  const auto require_same = [&](const std::string& what, const std::string& expected, const std::string& got) {
    if (got != expected)
      throw ConfigError("comparison", "expected the " + what + " " + expected + ", got " + got + " in " + file);
  };
  require_same("system", system, comparison.system);
  require_same("policy", std::string(name_of(screening.policy)), comparison.policy);
  return comparison;
}

}  // namespace

RunRecord read_run(const RunDirectory& run, const std::optional<fs::path>& comparison) {
  const Summary summary = kept_summary(run);
  const Configuration configuration = kept_configuration(run);
  const auto& asked = configuration.system;
  const ChemicalSystem system = ChemicalSystem::from_symbols(asked.a, asked.b, asked.x);
  auto inputs = kept_domains(system, run);
  auto candidates = recorded_candidates(run, system);
  // The steps are those of the first round; the candidates do not tell their round.
  const std::vector<RecordedCandidate> none;
  auto way = step_way(kept_steps(run), system, inputs, configuration.feedback.rounds > 1 ? none : candidates);
  return {configuration,
          parse_manifest(run.read(kManifest), run.name_of(kManifest)),
          system,
          std::move(inputs),
          summary,
          std::move(candidates),
          run.has(kHistory) ? parse_history(run.read(kHistory), run.name_of(kHistory)) : std::vector<HistoryRow>(),
          std::move(way),
          comparison_of(run, comparison, configuration, system.name()),
          kept_energies(run),
          kept_energies(run, kDft),
          run.has(kFormulas) ? parse_formulas(run.read(kFormulas), run.name_of(kFormulas)) : std::vector<FormulaRow>()};
}

}  // namespace crystalgan
