#include "crystalgan/pipeline/relaxed_candidates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/potentials/packing/packing_calculator.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

// Wide enough for what the packing makes of the starts.
CertificateRules rules_of_the_system() {
  DistanceLimits limits = radii_limits(kSystem, {rocksalt(), rocksalt(4.5)});
  return {kSystem, limits, written};
}

std::vector<Structure> starts() {
  Random random(Seed(7));
  std::vector<Structure> structures;
  structures.push_back(at_rule_volume(half_heusler(kPd, kNi, kH, "0001")));
  structures.push_back(at_rule_volume(heusler("0002")));
  structures.push_back(at_rule_volume(shaken(supercell(heusler("x"), 2, 1, 1), 0.2, random)).named("0003"));
  structures.push_back({face_centred(4.0), {{kPd, {0, 0, 0}}, {kNi, {0.05, 0, 0}}, {kH, {0.5, 0.5, 0.5}}}, "0004"});
  return structures;
}

// Everything that becomes files.
std::string bytes_of(const std::vector<RelaxedCandidate>& relaxed) {
  std::vector<RelaxedRow> rows;
  std::string text;
  for (const RelaxedCandidate& one : relaxed) {
    rows.push_back(one.row);
    Candidate named{};
    named.certificate = one.certificate;
    text += certificate_json(named) + (one.structure ? poscar_text(*one.structure, one.row.id) : "none\n");
  }
  return relaxation_csv(rows) + text;
}

// So little that the symmetry of the start is within reach again.
EnergySettings hardly_rattled() {
  EnergySettings settings;
  settings.relaxation.rattle = 0.005;
  return settings;
}

RelaxedCandidate relaxed_by(const Calculator& calculator, const Structure& start,
                            const EnergySettings& settings = hardly_rattled(),
                            const CertificateRules& rules = rules_of_the_system()) {
  return relaxed_candidates({start}, calculator, settings, rules).front();
}

TEST(RelaxedCandidates, AreCertifiedAgainAsTheyAreWritten) {
  const auto calculator = make_packing_calculator();
  const CertificateRules rules = rules_of_the_system();
  const auto relaxed = relaxed_candidates(starts(), *calculator, {}, rules);
  ASSERT_EQ(relaxed.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) {
    const RelaxedCandidate& one = relaxed[i];
    EXPECT_EQ(one.row.id, starts()[i].name());
    EXPECT_EQ(one.row.formula, formula(starts()[i].composition()));
    EXPECT_EQ(one.row.end, "converged") << one.row.reason;
    EXPECT_GT(one.row.evaluations, 1);
    EXPECT_LE(one.row.largest_force, 0.01);
    EXPECT_LE(one.row.largest_stress, 0.001);
    EXPECT_EQ(one.row.energy, std::nullopt) << "packing gives none";
    EXPECT_TRUE(one.row.certified) << one.row.broken;
    EXPECT_EQ(one.row.broken, "");
    ASSERT_TRUE(one.structure);
    EXPECT_NEAR(one.row.volume_ratio, one.structure->lattice().volume() / starts()[i].lattice().volume(), 1e-9);
    Candidate told{};
    Candidate measured{};
    told.certificate = one.certificate;
    measured.certificate = certify(parse_poscar(poscar_text(*one.structure, "x"), "x"), kH, rules.limits);
    EXPECT_EQ(certificate_json(told), certificate_json(measured));
    EXPECT_FALSE(broken_limit(one.certificate));
  }
  EXPECT_EQ(relaxed[0].row.space_group_before, 216);
  EXPECT_EQ(relaxed[1].row.space_group_before, 225);
  const auto found = find_space_group(*relaxed[1].structure);
  EXPECT_EQ(relaxed[1].row.space_group, found->number);
  EXPECT_EQ(relaxed[1].row.space_group_symbol, found->symbol);
}

TEST(RelaxedCandidates, OneThatDoesNotConvergeStaysInTheTable) {
  const auto calculator = make_packing_calculator();
  const auto relaxed = relaxed_candidates(starts(), *calculator, {}, rules_of_the_system());
  const RelaxedCandidate& clash = relaxed.back();
  EXPECT_EQ(clash.row.id, "0004");
  EXPECT_EQ(clash.row.end, "outside the guards");
  EXPECT_NE(clash.row.reason, "");
  EXPECT_EQ(clash.row.evaluations, 0);
  EXPECT_EQ(clash.row.energy, std::nullopt);
  EXPECT_FALSE(clash.row.certified);
  EXPECT_EQ(clash.row.broken, "") << "it was not held to the limits";
  EXPECT_FALSE(clash.structure);
}

TEST(RelaxedCandidates, OneThatBreaksALimitIsToldAndNotWritten) {
  const auto calculator = make_packing_calculator();
  CertificateRules strict = rules_of_the_system();
  strict.limits.pairs.at(element_pair(kNi, kPd)).min = 3.5;
  const RelaxedCandidate broken = relaxed_by(*calculator, starts()[1], hardly_rattled(), strict);
  EXPECT_EQ(broken.row.end, "converged");
  EXPECT_FALSE(broken.row.certified);
  EXPECT_NE(broken.row.broken.find("Ni-Pd"), std::string::npos) << broken.row.broken;
  EXPECT_FALSE(broken.structure);
}

TEST(RelaxedCandidates, OneThatCannotBeWrittenIsToldToo) {
  const auto calculator = make_packing_calculator();
  CertificateRules rules = rules_of_the_system();
  rules.as_written = [](const Structure&) -> Generated { return Rejection{"no crystal", "these tests"}; };
  const RelaxedCandidate refused = relaxed_by(*calculator, starts()[1], hardly_rattled(), rules);
  EXPECT_EQ(refused.row.end, "converged");
  EXPECT_EQ(refused.row.broken, "no crystal");
  EXPECT_FALSE(refused.row.certified);
  EXPECT_FALSE(refused.structure);
}

TEST(RelaxedCandidates, AreTheSameBytesForAnyNumberOfThreads) {
  const auto calculator = make_packing_calculator();
  EnergySettings three;
  three.threads = 3;
  EXPECT_EQ(bytes_of(relaxed_candidates(starts(), *calculator, three, rules_of_the_system())),
            bytes_of(relaxed_candidates(starts(), *calculator, {}, rules_of_the_system())));
}

TEST(RelaxedCandidates, DrawTheirRattleFromTheSeed) {
  const auto calculator = make_packing_calculator();
  EnergySettings other;
  other.seed = Seed(1);
  EXPECT_NE(bytes_of(relaxed_candidates(starts(), *calculator, other, rules_of_the_system())),
            bytes_of(relaxed_candidates(starts(), *calculator, {}, rules_of_the_system())));
}

TEST(RelaxedCandidates, TellHowManyOfThemAreDone) {
  const auto calculator = make_packing_calculator();
  std::vector<std::size_t> told;
  EnergySettings settings;
  settings.threads = 2;
  settings.observer = [&](std::size_t done, std::size_t total) {
    told.push_back(done);
    EXPECT_EQ(total, 4U);
  };
  relaxed_candidates(starts(), *calculator, settings, rules_of_the_system());
  EXPECT_EQ(told, (std::vector<std::size_t>{1, 2, 3, 4}));
}

// Energy per atom of crystals with more symmetry than P-1, others being at `flat`.
Told grudge_against_symmetry(double cost, double flat = -3.0) {
  return Told([=](const Structure& structure) {
    const auto group = find_space_group(structure, 1e-4);
    return (flat + (group && group->number > 2 ? cost : 0.0)) * static_cast<double>(structure.size());
  });
}

TEST(RelaxedCandidates, TakeTheSymmetryThatTheyNearlyHaveWhereItCostsNothing) {
  const Structure start = starts()[1];
  for (const double cost : {-0.1, 0.0, 0.0005}) {
    const RelaxedCandidate free = relaxed_by(grudge_against_symmetry(cost), start);
    ASSERT_TRUE(free.structure) << free.row.broken;
    EXPECT_EQ(find_space_group(*free.structure, 1e-4)->number, 225) << cost;
    EXPECT_NEAR(*free.row.energy, -3.0 + cost, 1e-12);
    EXPECT_EQ(free.row.evaluations, 2) << "both ways count";
  }
}

TEST(RelaxedCandidates, StayAsTheyAreWhereSymmetryCostsEnergy) {
  const RelaxedCandidate dear = relaxed_by(grudge_against_symmetry(0.002), starts()[1]);
  ASSERT_TRUE(dear.structure) << dear.row.broken;
  EXPECT_LE(find_space_group(*dear.structure, 1e-4)->number, 2);
  EXPECT_DOUBLE_EQ(*dear.row.energy, -3.0);
  EXPECT_EQ(dear.row.evaluations, 2);
}

TEST(RelaxedCandidates, StayAsTheyAreWhereTheSymmetricOneFails) {
  const Told failing([](const Structure& structure) -> double {
    const auto group = find_space_group(structure, 1e-4);
    if (group && group->number > 2) throw NumericalError("told: no symmetry, please");
    return 0.0;
  });
  const RelaxedCandidate kept = relaxed_by(failing, starts()[1]);
  EXPECT_EQ(kept.row.end, "converged");
  EXPECT_TRUE(kept.row.certified);
  EXPECT_LE(find_space_group(*kept.structure, 1e-4)->number, 2);
}

TEST(RelaxedCandidates, ThatKeepTheirSymmetryAreRelaxedOnce) {
  EnergySettings keeping;
  keeping.relaxation.keep_symmetry = true;
  const RelaxedCandidate kept = relaxed_by(grudge_against_symmetry(0.002), starts()[1], keeping);
  EXPECT_EQ(find_space_group(*kept.structure, 1e-4)->number, 225);
  EXPECT_NEAR(*kept.row.energy, -2.998, 1e-12);
  EXPECT_EQ(kept.row.evaluations, 1);
}

TEST(RelaxedCandidates, AnUnfinishedOneCountsOnlyWhereItIsAskedFor) {
  const Structure start = starts()[1];
  const Relaxation unfinished{start, -12.0, 0.2, 0.01, 15, RelaxationEnd::out_of_evaluations, ""};
  const RelaxedCandidate left = certified_again(start, unfinished, true, rules_of_the_system());
  EXPECT_FALSE(left.row.certified);
  EXPECT_EQ(left.row.energy, std::nullopt);
  const RelaxedCandidate counted = certified_again(start, unfinished, true, rules_of_the_system(), true);
  EXPECT_TRUE(counted.row.certified);
  EXPECT_EQ(counted.row.end, "out of evaluations");
  EXPECT_DOUBLE_EQ(*counted.row.energy, -3.0);
  Relaxation failed = unfinished;
  failed.end = RelaxationEnd::failed;
  EXPECT_FALSE(certified_again(start, failed, true, rules_of_the_system(), true).row.certified);
}

TEST(RelaxedCandidates, TheCalculatorIsKeptUnderItsName) {
  const CalculatorRecord record = record_of(make_packing_calculator()->identity());
  EXPECT_EQ(record.name, "packing");
  EXPECT_EQ(record.trust, "geometry");
}

}  // namespace
}  // namespace crystalgan
