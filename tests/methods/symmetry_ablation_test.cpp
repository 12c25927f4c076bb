#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/symmetry_method.hpp"

namespace crystalgan {
namespace {

// SrTiO2, whose arrangements are orders of rocksalt too, in three space groups: a tenth of a second.
Configuration small() {
  Configuration configuration = default_configuration(Mode::symmetry);
  configuration.system.a = "Sr";
  configuration.system.b = "Ti";
  configuration.system.x = "O";
  configuration.symmetry.formulas = "SrTiO2";
  configuration.symmetry.max_atoms = 8;
  configuration.symmetry.space_groups = "123,129,166";
  return configuration;
}

const Binaries kSrTiO{ChemicalSystem::from_symbols("Sr", "Ti", "O"), {}};

// The shipped model with space groups by hand: to count them takes seconds.
const SymmetryModel& model() {
  static const SymmetryModel made = [] {
    SymmetryModel with_groups = shipped_model();
    with_groups.space_groups.emplace();
    (*with_groups.space_groups)[129] = 5.0;
    return with_groups;
  }();
  return made;
}

std::vector<SymmetryCandidate> made_by(const Configuration& configuration) {
  return SymmetryMethod(configuration, kSrTiO, model()).result(1000, 1).candidates;
}

bool is_template(const SymmetryCandidate& each) { return each.kind == 'T'; }

TEST(SymmetryAblation, TakesTheSourcesOfItsConfiguration) {
  Configuration configuration = small();
  const auto both = made_by(configuration);
  EXPECT_TRUE(std::ranges::any_of(both, is_template));
  EXPECT_FALSE(std::ranges::all_of(both, is_template));
  configuration.symmetry.sources = Sources::templates;
  EXPECT_TRUE(std::ranges::all_of(made_by(configuration), is_template));
  configuration.symmetry.sources = Sources::relabelled;
  const auto relabelled = made_by(configuration);
  EXPECT_FALSE(relabelled.empty());
  EXPECT_TRUE(std::ranges::none_of(relabelled, is_template));
}

TEST(SymmetryAblation, TakesThePriorOfItsConfiguration) {
  Configuration configuration = small();
  configuration.symmetry.sources = Sources::templates;
  const auto log_probabilities = [&](Prior prior) {
    configuration.symmetry.prior = prior;
    std::vector<double> found;
    for (const SymmetryCandidate& each : made_by(configuration)) found.push_back(each.log_probability);
    EXPECT_FALSE(found.empty());
    return found;
  };
  const auto learned = log_probabilities(Prior::learned);
  EXPECT_NE(log_probabilities(Prior::hand_set), learned);
  const auto drawn = log_probabilities(Prior::none);
  EXPECT_NEAR(std::ranges::min(drawn), std::ranges::max(drawn), 1e-9);
  std::vector<std::string> of_one_seed, of_another;
  for (const SymmetryCandidate& each : made_by(configuration)) of_one_seed.push_back(each.origin);
  configuration.seed = 7;
  for (const SymmetryCandidate& each : made_by(configuration)) of_another.push_back(each.origin);
  EXPECT_NE(of_one_seed, of_another);
}

TEST(SymmetryAblation, TakesTheWeightsOfItsConfiguration) {
  Configuration configuration = small();
  configuration.symmetry.sources = Sources::templates;
  const auto is_sorted_by = [&](auto member, auto comparison) {
    return std::ranges::is_sorted(made_by(configuration), comparison, member);
  };
  configuration.symmetry.prior_weight = 0.0;
  EXPECT_FALSE(is_sorted_by(&SymmetryCandidate::summed_log_probability, std::ranges::greater{}));
  const auto by_energy = made_by(configuration);
  const double capped = by_energy.front().energy + 1.5;  // eV/atom; what lies higher is all the same
  const auto end = std::ranges::find_if(by_energy, [&](const auto& each) { return each.energy > capped; });
  EXPECT_GT(end - by_energy.begin(), 2);
  EXPECT_TRUE(std::is_sorted(by_energy.begin(), end,
                             [](const auto& one, const auto& other) { return one.energy < other.energy; }));
  configuration.symmetry.prior_weight = 1.0;
  configuration.symmetry.energy_weight = 0.0;
  EXPECT_TRUE(is_sorted_by(&SymmetryCandidate::summed_log_probability, std::ranges::greater{}));
}

TEST(SymmetryAblation, ShareTheirCandidatesWhenTheyOnlyChooseDifferently) {
  Configuration energy_only = small();
  energy_only.symmetry.prior_weight = 0.0;
  Configuration templates_only = small();
  templates_only.symmetry.sources = Sources::templates;
  Configuration no_prior = small();
  no_prior.symmetry.prior = Prior::none;
  Configuration repaired = small();
  repaired.method.mode = Mode::repaired;
  EXPECT_TRUE(share_candidates(small(), energy_only));
  EXPECT_TRUE(share_candidates(small(), templates_only));
  EXPECT_FALSE(share_candidates(small(), no_prior));
  EXPECT_FALSE(share_candidates(small(), repaired));
  EXPECT_FALSE(share_candidates(repaired, repaired));
  const SymmetryPool pool = SymmetryMethod(small(), kSrTiO).pool(1);
  for (const Configuration& each : {energy_only, templates_only}) {
    const SymmetryMethod method(each, kSrTiO);
    const auto shared = method.best_of(pool, 40), alone = method.generate(40);
    ASSERT_EQ(shared.size(), alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      EXPECT_EQ(shared[i].symmetry->arrangement, alone[i].symmetry->arrangement);
      EXPECT_EQ(shared[i].symmetry->ionic_energy, alone[i].symmetry->ionic_energy);
    }
  }
}

TEST(SymmetryAblation, TakesTemplatesThatOtherSystemsListed) {
  Configuration other = small();
  other.system.a = "Ba";
  other.symmetry.formulas = "BaTiO2";
  const auto likely = SymmetryMethod(other, {ChemicalSystem::from_symbols("Ba", "Ti", "O"), {}}).likely_templates(1);
  const SymmetryPool shared = SymmetryMethod(small(), kSrTiO).pool(1, likely);
  const SymmetryPool alone = SymmetryMethod(small(), kSrTiO).pool(1);
  EXPECT_TRUE(std::ranges::equal(shared.candidates, alone.candidates, {}, &SymmetryCandidate::energy,
                                 &SymmetryCandidate::energy));
  EXPECT_EQ(shared.formulas[0].templates, alone.formulas[0].templates);
}

// The binaries of a study stand in place of those that ship.
TEST(SymmetryAblation, TakesTheModelThatItIsGiven) {
  const BinaryPool no_titanium = shipped_model().binaries.with_own(kSrTiO.system.b, kSrTiO.system.x, {});
  const SymmetryMethod method(small(), kSrTiO, {shipped_model().discriminator, no_titanium});
  const std::string reason = method.formulas().at(0).ranked.reason;
  EXPECT_NE(reason.find("no binary of Ti and O, sizes estimated"), std::string::npos) << reason;
}

TEST(SpaceGroupCounts, AreThoseOfTheBinaries) {
  const auto of_sr_o = shipped_model().binaries.of(kSrTiO.system.a, kSrTiO.system.x);
  std::vector<PooledBinary> some;
  for (const BinaryEntry& entry : of_sr_o) some.push_back(shipped_model().binaries.binaries()[entry.index]);
  const SpaceGroupCounts counts = space_group_counts(BinaryPool(some), 1);
  double sum = 0.0;
  for (const double count : counts) sum += count;
  EXPECT_LE(sum, static_cast<double>(some.size()));
  EXPECT_GE(sum, 1.0);
  EXPECT_GE(counts[225], 1.0);  // rock salt
}

}  // namespace
}  // namespace crystalgan
