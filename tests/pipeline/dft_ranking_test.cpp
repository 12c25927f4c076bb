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

DftPlan plan_of(std::vector<RankedStructure> candidates) {
  return dft_plan(kSystem, std::move(candidates), few_phases(), {});
}

std::vector<std::string> names_of(const DftPlan& plan) {
  std::vector<std::string> names;
  for (const GpawTask& task : plan.tasks) names.push_back(task.name);
  return names;
}

// The formation energies that GPAW is made to find: elements 0, NaCl as given.
std::vector<GpawResult> results_of(const DftPlan& plan, double candidate, double phase = 0.05) {
  std::vector<GpawResult> results;
  for (const GpawTask& task : plan.tasks) {
    const auto kinds = elements_of(task.structure.composition()).size();
    const double bound = task.name.starts_with("candidate") ? candidate : kinds > 1 ? phase : 0.0;
    GpawResult one{task.name, "", task.structure};
    one.energy = energy_of_elements(task.structure.composition()) + bound * static_cast<double>(task.structure.size());
    one.converged = true;
    one.program = "GPAW 0";
    results.push_back(one);
  }
  return results;
}

CertificateRules rules_of_the_system() { return {kSystem, radii_limits(kSystem, {rocksalt(4.5)}), written}; }

TEST(DftRanking, PlansTheMoleculeThenSmallPhasesThenCandidates) {
  const DftPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  EXPECT_EQ(names_of(plan), (std::vector<std::string>{"molecule-H2", "phase-PdH_NaCl", "phase-Ni-fcc", "phase-Pd-fcc",
                                                      "candidate-0003"}))
      << "neither diamond nor large cells; names of folders";
  EXPECT_EQ(plan.tasks[0].kind, GpawTask::Kind::molecule);
  EXPECT_EQ(plan.tasks[1].kind, GpawTask::Kind::crystal);
}

TEST(DftRanking, OfTheBuiltInPhasesNamesAreDistinctAndFewAreTaken) {
  Configuration::Dft settings;
  const DftPlan plan = dft_plan(kSystem, {}, known_phases(kSystem, {}, {}, Trust::first_principles), settings);
  std::set<std::string> names;
  for (const GpawTask& task : plan.tasks) EXPECT_TRUE(names.insert(task.name).second) << task.name;
  std::map<Composition, std::int64_t> of_composition;
  for (const KnownPhase& phase : plan.phases) {
    EXPECT_LE(std::ssize(phase.structure.sites()), settings.phase_atoms);
    ++of_composition[reduced(phase.structure.composition())];
  }
  for (const auto& [composition, count] : of_composition)
    EXPECT_LE(count, composition.size() == 1 ? 3 : settings.phases_per_composition) << formula(composition);
  EXPECT_EQ(of_composition.at({{kPd, 1}}), 3);
}

TEST(DftRanking, PhasesThatAreNamedAlikeHaveTasksOfTheirOwn) {
  const Structure nih({face_centred(3.8), {{kNi, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}}, "mine"});
  const DftPlan plan = dft_plan(kSystem, {},
                                {{"given", nih},
                                 {"given", nih.named("mi ne")},
                                 {"given", one_atom(kPd, "mi:ne")},
                                 {"given", one_atom(kNi, "mi_ne")}},
                                {});
  EXPECT_EQ(names_of(plan),
            (std::vector<std::string>{"molecule-H2", "phase-mine", "phase-mi_ne", "phase-mi_ne.2", "phase-mi_ne.3"}));
}

TEST(DftRanking, AGasOtherThanHydrogenIsRefused) {
  const ChemicalSystem oxides = ChemicalSystem::from_symbols("Pd", "Ni", "O");
  EXPECT_THROW(dft_plan(oxides, {}, {}, {}), ConfigError);
}

TEST(DftRanking, RanksByTheEnergiesOfGpaw) {
  const DftPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  const DftRanking found = dft_ranking(plan, results_of(plan, -0.2), rules_of_the_system(), 1);
  ASSERT_EQ(found.candidates.size(), 1U);
  EXPECT_TRUE(found.candidates[0].row.certified) << found.candidates[0].row.broken;
  const RankingRecord& ranking = found.ranking;
  EXPECT_EQ(ranking.calculator.trust, "first principles");
  EXPECT_EQ(ranking.calculator.version, "GPAW 0");
  EXPECT_EQ(ranking.candidates, 1);
  EXPECT_EQ(ranking.converged, 1);
  ASSERT_EQ(ranking.crystals.size(), 1U);
  EXPECT_EQ(ranking.crystals[0].id, "0003");
  EXPECT_NEAR(ranking.crystals[0].above_known, -0.2, 1e-12);
  EXPECT_EQ(ranking.elements[2].source, "H2 molecule by GPAW");
  EXPECT_NEAR(ranking.elements[2].energy, -2.0, 1e-12) << "half the molecule";
}

TEST(DftRanking, AnUnfinishedRelaxationCountsAndSaysSo) {
  const DftPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  auto results = results_of(plan, -0.2);
  results.back().converged = false;
  const DftRanking found = dft_ranking(plan, results, rules_of_the_system(), 1);
  EXPECT_EQ(found.candidates[0].row.end, "out of evaluations");
  EXPECT_EQ(found.ranking.crystals.size(), 1U);
  EXPECT_EQ(found.ranking.converged, 0);
}

TEST(DftRanking, WhatFailsSaysWhyAndIsLeftOut) {
  const DftPlan plan = plan_of({{"0003", half_heusler(kPd, kNi, kH, "0003"), 216, 0.1}});
  auto results = results_of(plan, -0.2);
  results.back().failure = "did not converge";
  results[1].failure = "ran out of time";
  const DftRanking found = dft_ranking(plan, results, rules_of_the_system(), 1);
  EXPECT_EQ(found.candidates[0].row.end, "failed");
  EXPECT_EQ(found.candidates[0].row.reason, "did not converge");
  EXPECT_TRUE(found.ranking.crystals.empty());
  EXPECT_EQ(found.ranking.left_out, std::vector<std::string>{"PdH/NaCl: ran out of time"});
}

TEST(DftRanking, WithoutAnElementThereIsNoHull) {
  const DftPlan plan = plan_of({});
  for (const std::size_t lost : {0U, 2U}) {
    auto results = results_of(plan, 0.0);
    results[lost].failure = "did not converge";
    EXPECT_THROW(dft_ranking(plan, results, rules_of_the_system(), 1), NumericalError) << lost;
  }
}

}  // namespace
}  // namespace crystalgan
