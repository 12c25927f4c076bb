#include "crystalgan/pipeline/dft_ranking.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/archive/written_form.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/pipeline/candidate_energies.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/stability/molecule_energy.hpp"
#include "crystalgan/stability/ranking.hpp"
#include "crystalgan/stability/shortlist.hpp"

namespace crystalgan {
namespace {

// Almost all metals have one of these structures at ambient conditions.
constexpr std::string_view kElementTypes[] = {"fcc", "bcc", "hcp"};

bool is_usual_element_type(const std::string& name) {
  return std::ranges::any_of(kElementTypes,
                             [&](std::string_view type) { return name.ends_with("-" + std::string(type)); });
}

std::vector<KnownPhase> chosen_phases(const std::vector<KnownPhase>& phases, const Configuration::Dft& settings) {
  struct Placed {
    int space_group;
    const KnownPhase* phase;
  };
  std::map<Composition, std::vector<Placed>> by_composition;
  for (const KnownPhase& phase : phases) {
    if (std::ssize(phase.structure.sites()) > settings.phase_atoms) continue;
    if (phase.kind == "element" && !is_usual_element_type(phase.structure.name())) continue;
    const auto group = find_space_group(phase.structure);
    by_composition[reduced(phase.structure.composition())].push_back({group ? group->number : 0, &phase});
  }
  std::vector<KnownPhase> chosen;
  for (auto& [composition, ranked] : by_composition) {
    std::stable_sort(ranked.begin(), ranked.end(), [](const Placed& one, const Placed& other) {
      return std::tuple(one.phase->structure.size(), -one.space_group) <
             std::tuple(other.phase->structure.size(), -other.space_group);
    });
    const auto max_count =
        composition.size() == 1 ? std::size(kElementTypes) : static_cast<std::size_t>(settings.phases_per_composition);
    for (std::size_t i = 0; i < std::min(max_count, ranked.size()); ++i) chosen.push_back(*ranked[i].phase);
  }
  return chosen;
}

// Names of phases may contain characters that folders may not.
std::string task_name(std::string_view prefix, const std::string& name) {
  std::string text(prefix);
  for (const char c : name) text += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '_';
  return text;
}

Relaxation as_relaxation(const GpawResult& result) {
  Relaxation relaxation{result.structure,
                        result.energy,
                        result.largest_force,
                        result.largest_stress,
                        static_cast<std::size_t>(result.steps),
                        result.converged ? RelaxationEnd::converged : RelaxationEnd::out_of_evaluations,
                        ""};
  if (!result.failure.empty()) {
    relaxation.end = RelaxationEnd::failed;
    relaxation.reason = result.failure;
  }
  return relaxation;
}

}  // namespace

DftPlan dft_plan(const ChemicalSystem& system, std::vector<RankedStructure> candidates,
                 const std::vector<KnownPhase>& phases, const Configuration::Dft& settings) {
  DftPlan plan{system, std::move(candidates), chosen_phases(phases, settings), {}};
  if (is_molecular(system.x)) {
    if (system.x != Element::from_symbol("H"))
      throw ConfigError("system.x", "expected hydrogen or a solid element, whose energy GPAW can find, got " +
                                        std::string(system.x.symbol()));
    plan.tasks.push_back({"molecule-H2", hydrogen_molecule(), GpawTask::Kind::molecule});
  }
  std::map<std::string, int> taken;  // given phases may share a name
  for (const KnownPhase& phase : plan.phases) {
    const std::string name = task_name("phase-", phase.structure.name());
    const int number = ++taken[name];
    plan.tasks.push_back({number == 1 ? name : name + "." + std::to_string(number), phase.structure});
  }
  for (const RankedStructure& candidate : plan.candidates)
    plan.tasks.push_back({task_name("candidate-", candidate.id), candidate.structure});
  return plan;
}

DftRanking dft_ranking(const DftPlan& plan, const std::vector<GpawResult>& results, const CertificateRules& rules,
                       std::size_t threads) {
  KnownEnergies known;
  auto next = results.begin();
  if (is_molecular(plan.system.x)) ++next;
  for (const KnownPhase& phase : plan.phases) {
    const GpawResult& result = *next++;
    const auto group = find_space_group(result.structure);
    if (result.failure.empty())
      known.phases.push_back(
          {phase.structure.name(), phase.kind, result.structure, group ? group->symbol : "", result.energy});
    else
      known.left_out.push_back(phase.structure.name() + ": " + result.failure);
  }
  for (const Element element : {plan.system.a, plan.system.b, plan.system.x}) {
    if (!is_molecular(element)) {
      known.elements.push_back(lowest_phase(element, known.phases));
      continue;
    }
    if (!results.front().failure.empty()) throw NumericalError("molecule-H2: " + results.front().failure);
    known.elements.push_back({element, results.front().energy / 2.0, "H2 molecule by GPAW"});
  }
  DftRanking found;
  std::vector<RelaxedCrystal> crystals;
  for (const RankedStructure& chosen : plan.candidates) {
    found.candidates.push_back(
        certified_again(chosen.structure.named(chosen.id), as_relaxation(*next++), true, rules, true));
    const RelaxedCandidate& candidate = found.candidates.back();
    if (candidate.structure) crystals.push_back({candidate.row, *candidate.structure});
  }
  std::string program;
  for (const GpawResult& one : results)
    if (!one.program.empty()) program = one.program;
  const CalculatorRecord record{std::string(kGpawName), program,
                                "J. Enkovaara et al., J. Phys.: Condens. Matter 22, 253202 (2010)",
                                trust_name(Trust::first_principles)};
  found.ranking = ranked(crystals, known, plan.system, record, threads);
  found.ranking.candidates = std::ssize(plan.candidates);
  found.ranking.converged = std::ranges::count_if(
      found.candidates, [](const RelaxedCandidate& one) { return one.row.end == end_name(RelaxationEnd::converged); });
  return found;
}

std::optional<DftRanking> rank_by_dft(const RunDirectory& run, const Configuration& configuration,
                                      const Binaries& binaries, std::size_t max_count, std::size_t threads,
                                      const DftObserver& observer) {
  auto candidates =
      shortlisted(ranked_structures(run), max_count, static_cast<std::size_t>(configuration.dft.max_atoms));
  if (candidates.empty())
    throw ConfigError("run", run.path().string() + ": expected a candidate of at most " +
                                 std::to_string(configuration.dft.max_atoms) + " atoms (dft.max_atoms), got none");
  const DftPlan plan = dft_plan(binaries.system, std::move(candidates),
                                phases_of_run(configuration, binaries, Trust::first_principles, observer.phases_read),
                                configuration.dft);
  if (const auto missing = missing_gpaw(configuration.dft.python)) throw ConfigError("dft", *missing);
  std::size_t done = 0;
  const auto finished = [&](const GpawResult&, bool) {
    ++done;
    if (observer.computed) observer.computed(done, plan.tasks.size());
  };
  const auto results = run_gpaw(plan.tasks, configuration.dft, run.below(run_files::kDftTasks), threads,
                                {finished, observer.stop_requested});
  if (!results) return std::nullopt;
  const CertificateRules rules{binaries.system, limits_of(configuration, binaries), relaxed_form(configuration)};
  DftRanking found = dft_ranking(plan, *results, rules, threads);
  write_relaxation(found.candidates, found.ranking.calculator, configuration, run, run_files::kDft);
  write_ranking(found.ranking, run, run_files::kDft);
  return found;
}

}  // namespace crystalgan
