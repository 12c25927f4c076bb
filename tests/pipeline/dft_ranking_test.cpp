#include "crystalgan/pipeline/dft_ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

Structure one_atom(Element element, const std::string& name) {
  return {face_centred(3.9), {{element, {0, 0, 0}}}, name};
}

std::vector<KnownPhase> few_phases() {
  return {{"element", one_atom(kPd, "Pd-fcc")},
          {"element", one_atom(kPd, "Pd-diamond")},
          {"element", one_atom(kNi, "Ni-fcc")},
          {"input", rocksalt().named("PdH (large)")},
          {"input", {face_centred(4.1), {{kPd, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}}, "PdH/NaCl"}}};
}

JudgementPlan plan_of(std::vector<Contestant> candidates) {
  return planned_judgement(kSystem, std::move(candidates), few_phases(), {});
}

std::vector<std::string> names_of(const JudgementPlan& plan) {
  std::vector<std::string> names;
  for (const JudgeTask& task : plan.tasks) names.push_back(task.name);
  return names;
}

// The formation energies that the judge is made to find: elements 0, NaCl as given.
std::vector<Judged> judged_as(const JudgementPlan& plan, double candidate, double phase = 0.05) {
  std::vector<Judged> judged;
  for (const JudgeTask& task : plan.tasks) {
    const auto kinds = elements_of(task.structure.composition()).size();
    const double bound = task.name.starts_with("candidate") ? candidate : kinds > 1 ? phase : 0.0;
    Judged one{task.name, "", task.structure};
    one.energy = energy_of_elements(task.structure.composition()) + bound * static_cast<double>(task.structure.size());
    one.converged = true;
    one.program = "GPAW 0";
    judged.push_back(one);
  }
  return judged;
}

CertificateRules rules_of_the_system() { return {kSystem, radii_limits(kSystem, {rocksalt(4.5)}), written}; }

TEST(Judgement, PlansTheMoleculeThenSmallPhasesThenCandidates) {
  const JudgementPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  EXPECT_EQ(names_of(plan), (std::vector<std::string>{"molecule-H2", "phase-PdH_NaCl", "phase-Ni-fcc", "phase-Pd-fcc",
                                                      "candidate-0003"}))
      << "neither diamond nor large cells; names of folders";
  EXPECT_EQ(plan.tasks[0].kind, JudgeTask::Kind::molecule);
  EXPECT_EQ(plan.tasks[1].kind, JudgeTask::Kind::crystal);
}

TEST(Judgement, OfTheBuiltInPhasesNamesAreDistinctAndFewAreTaken) {
  Configuration::Judge settings;
  const JudgementPlan plan = planned_judgement(kSystem, {}, known_phases(kSystem, {}, {}), settings);
  std::set<std::string> names;
  for (const JudgeTask& task : plan.tasks) EXPECT_TRUE(names.insert(task.name).second) << task.name;
  std::map<Composition, std::int64_t> of_composition;
  for (const KnownPhase& phase : plan.phases) {
    EXPECT_LE(std::ssize(phase.structure.sites()), settings.phase_atoms);
    ++of_composition[reduced(phase.structure.composition())];
  }
  for (const auto& [composition, count] : of_composition)
    EXPECT_LE(count, composition.size() == 1 ? 3 : settings.phases_per_composition) << formula(composition);
  EXPECT_EQ(of_composition.at({{kPd, 1}}), 3);
}

TEST(Judgement, PhasesThatAreNamedAlikeHaveTasksOfTheirOwn) {
  const Structure nih({face_centred(3.8), {{kNi, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}}, "mine"});
  const JudgementPlan plan = planned_judgement(kSystem, {},
                                               {{"given", nih},
                                                {"given", nih.named("mi ne")},
                                                {"given", one_atom(kPd, "mi:ne")},
                                                {"given", one_atom(kNi, "mi_ne")}},
                                               {});
  EXPECT_EQ(names_of(plan),
            (std::vector<std::string>{"molecule-H2", "phase-mine", "phase-mi_ne", "phase-mi_ne.2", "phase-mi_ne.3"}));
}

TEST(Judgement, AGasOtherThanHydrogenIsRefused) {
  const ChemicalSystem oxides = ChemicalSystem::from_symbols("Pd", "Ni", "O");
  EXPECT_THROW(planned_judgement(oxides, {}, {}, {}), ConfigError);
}

TEST(Judgement, RanksByWhatTheJudgeFound) {
  const JudgementPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  const Judgement judgement = judgement_of(plan, judged_as(plan, -0.2), rules_of_the_system(), 1);
  ASSERT_EQ(judgement.candidates.size(), 1U);
  EXPECT_TRUE(judgement.candidates[0].row.certified) << judgement.candidates[0].row.broken;
  const RankingRecord& ranking = judgement.ranking;
  EXPECT_EQ(ranking.calculator.trust, "judge");
  EXPECT_EQ(ranking.calculator.version, "GPAW 0");
  EXPECT_EQ(ranking.candidates, 1);
  EXPECT_EQ(ranking.converged, 1);
  ASSERT_EQ(ranking.crystals.size(), 1U);
  EXPECT_EQ(ranking.crystals[0].id, "0003");
  EXPECT_NEAR(ranking.crystals[0].above_known, -0.2, 1e-12);
  EXPECT_EQ(ranking.elements[2].source, "H2 molecule by the judge");
  EXPECT_NEAR(ranking.elements[2].energy, -2.0, 1e-12) << "half the molecule";
}

TEST(Judgement, AnUnfinishedRelaxationCountsAndSaysSo) {
  const JudgementPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  auto judged = judged_as(plan, -0.2);
  judged.back().converged = false;
  const Judgement judgement = judgement_of(plan, judged, rules_of_the_system(), 1);
  EXPECT_EQ(judgement.candidates[0].row.end, "out of evaluations");
  EXPECT_EQ(judgement.ranking.crystals.size(), 1U);
  EXPECT_EQ(judgement.ranking.converged, 0);
}

TEST(Judgement, WhatFailsSaysWhyAndIsLeftOut) {
  const JudgementPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  auto judged = judged_as(plan, -0.2);
  judged.back().failure = "did not converge";
  judged[1].failure = "ran out of time";
  const Judgement judgement = judgement_of(plan, judged, rules_of_the_system(), 1);
  EXPECT_EQ(judgement.candidates[0].row.end, "failed");
  EXPECT_EQ(judgement.candidates[0].row.reason, "did not converge");
  EXPECT_TRUE(judgement.ranking.crystals.empty());
  EXPECT_EQ(judgement.ranking.left_out, std::vector<std::string>{"PdH/NaCl: ran out of time"});
}

TEST(Judgement, WithoutAnElementThereIsNoHull) {
  const JudgementPlan plan = plan_of({});
  for (const std::size_t lost : {0U, 2U}) {
    auto judged = judged_as(plan, 0.0);
    judged[lost].failure = "did not converge";
    EXPECT_THROW(judgement_of(plan, judged, rules_of_the_system(), 1), NumericalError) << lost;
  }
}

}  // namespace
}  // namespace crystalgan
