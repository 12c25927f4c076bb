#include "crystalgan/pipeline/dft_ranking.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/stability/molecule_energy.hpp"
#include "crystalgan/stability/ranking.hpp"

namespace crystalgan {
namespace {

// The structure types that metals have under ambient conditions, but for a few.
constexpr std::string_view kElementTypes[] = {"fcc", "bcc", "hcp"};

bool is_usual_element_type(const std::string& name) {
  return std::ranges::any_of(kElementTypes,
                             [&](std::string_view type) { return name.ends_with("-" + std::string(type)); });
}

std::vector<KnownPhase> chosen_phases(const std::vector<KnownPhase>& phases, const Configuration::Judge& settings) {
  struct Ranked {
    int space_group;
    const KnownPhase* phase;
  };
  std::map<Composition, std::vector<Ranked>> by_composition;
  for (const KnownPhase& phase : phases) {
    if (std::ssize(phase.structure.sites()) > settings.phase_atoms) continue;
    if (phase.kind == "element" && !is_usual_element_type(phase.structure.name())) continue;
    const auto group = find_space_group(phase.structure);
    by_composition[reduced(phase.structure.composition())].push_back({group ? group->number : 0, &phase});
  }
  std::vector<KnownPhase> chosen;
  for (auto& [composition, ranked] : by_composition) {
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& one, const Ranked& other) {
      return std::tuple(one.phase->structure.size(), -one.space_group) <
             std::tuple(other.phase->structure.size(), -other.space_group);
    });
    const auto most =
        composition.size() == 1 ? std::size(kElementTypes) : static_cast<std::size_t>(settings.phases_per_composition);
    for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i) chosen.push_back(*ranked[i].phase);
  }
  return chosen;
}

// Names of phases may hold what names of folders may not.
std::string task_name(std::string_view prefix, const std::string& name) {
  std::string text(prefix);
  for (const char c : name) text += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '_';
  return text;
}

Relaxation as_relaxation(const Judged& judged) {
  Relaxation relaxation{judged.structure,
                        judged.energy,
                        judged.largest_force,
                        judged.largest_stress,
                        static_cast<std::size_t>(judged.steps),
                        judged.converged ? RelaxationEnd::converged : RelaxationEnd::out_of_evaluations,
                        ""};
  if (!judged.failure.empty()) {
    relaxation.end = RelaxationEnd::failed;
    relaxation.reason = judged.failure;
  }
  return relaxation;
}

}  // namespace

JudgeSettings judge_settings(const Configuration::Judge& asked) {
  JudgeSettings settings;
  settings.cutoff = asked.cutoff;
  settings.k_spacing = asked.k_spacing;
  settings.relaxation_cutoff = asked.relaxation_cutoff;
  settings.relaxation_k_spacing = asked.relaxation_k_spacing;
  settings.smearing = asked.smearing;
  settings.largest_force = asked.largest_force;
  settings.largest_stress = asked.largest_stress;
  settings.most_steps = static_cast<int>(asked.most_steps);
  settings.spin = asked.spin;
  settings.timeout = asked.timeout;
  settings.python = asked.python;
  return settings;
}

JudgementPlan planned_judgement(const ChemicalSystem& system, std::vector<Contestant> candidates,
                                const std::vector<KnownPhase>& phases, const Configuration::Judge& settings) {
  JudgementPlan plan{system, std::move(candidates), chosen_phases(phases, settings), {}};
  if (is_molecular(system.x)) {
    if (system.x != Element::from_symbol("H"))
      throw ConfigError("system.x", "expected hydrogen or a solid element, whose energy the judge can find, got " +
                                        std::string(system.x.symbol()));
    plan.tasks.push_back({"molecule-H2", hydrogen_molecule(), JudgeTask::Kind::molecule});
  }
  std::map<std::string, int> taken;  // given phases may be named alike
  for (const KnownPhase& phase : plan.phases) {
    const std::string name = task_name("phase-", phase.structure.name());
    const int number = ++taken[name];
    plan.tasks.push_back({number == 1 ? name : name + "." + std::to_string(number), phase.structure});
  }
  for (const Contestant& candidate : plan.candidates)
    plan.tasks.push_back({task_name("candidate-", candidate.id), candidate.structure});
  return plan;
}

Judgement judgement_of(const JudgementPlan& plan, const std::vector<Judged>& judged, const CertificateRules& rules,
                       std::size_t threads) {
  KnownEnergies known;
  auto next = judged.begin();
  if (is_molecular(plan.system.x)) ++next;
  for (const KnownPhase& phase : plan.phases) {
    const Judged& found = *next++;
    const auto group = find_space_group(found.structure);
    if (found.failure.empty())
      known.phases.push_back(
          {phase.structure.name(), phase.kind, found.structure, group ? group->symbol : "", found.energy});
    else
      known.left_out.push_back(phase.structure.name() + ": " + found.failure);
  }
  for (const Element element : {plan.system.a, plan.system.b, plan.system.x}) {
    if (!is_molecular(element)) {
      known.elements.push_back(lowest_phase(element, known.phases));
      continue;
    }
    if (!judged.front().failure.empty()) throw NumericalError("molecule-H2: " + judged.front().failure);
    known.elements.push_back({element, judged.front().energy / 2.0, "H2 molecule by the judge"});
  }
  Judgement judgement;
  std::vector<RelaxedCrystal> crystals;
  for (const Contestant& contestant : plan.candidates) {
    judgement.candidates.push_back(
        certified_again(contestant.structure.named(contestant.id), as_relaxation(*next++), true, rules, true));
    const RelaxedCandidate& candidate = judgement.candidates.back();
    if (candidate.structure) crystals.push_back({candidate.row, *candidate.structure});
  }
  std::string program;
  for (const Judged& one : judged)
    if (!one.program.empty()) program = one.program;
  const CalculatorRecord record{std::string(kJudgeName), program,
                                "J. Enkovaara et al., J. Phys.: Condens. Matter 22, 253202 (2010)",
                                trust_name(Trust::judge)};
  judgement.ranking = ranked(crystals, known, plan.system, record, threads);
  judgement.ranking.candidates = std::ssize(plan.candidates);
  judgement.ranking.converged = std::ranges::count_if(judgement.candidates, [](const RelaxedCandidate& one) {
    return one.row.end == end_name(RelaxationEnd::converged);
  });
  return judgement;
}

}  // namespace crystalgan
