#include "crystalgan/studies/compare.hpp"

#include <gtest/gtest.h>

#include <set>

#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/crystalgan_published.hpp"
#include "crystalgan/studies/compare_tables.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

// 12 structures of 6 Pd-H and 4 Ni-H binaries, two seeds, three epochs.
Configuration base() {
  Configuration configuration = test::small_configuration();
  configuration.generation.samples = 12;
  configuration.symmetry.formulas_count = 2;
  configuration.symmetry.max_atoms = 6;
  return configuration;
}

ComparisonSettings two_seeds(std::size_t threads, std::vector<std::string> only = {}) {
  return {2, 3, std::move(only), threads};
}

Comparison compared(const Configuration& configuration, const ComparisonSettings& settings) {
  return compare(configuration, test::small_binaries(), settings, {}).value();
}

const Contender& named(const std::vector<Contender>& all, const std::string& name) {
  for (const Contender& contender : all)
    if (contender.name == name) return contender;
  throw std::out_of_range(name);
}

TEST(Contenders, EveryOneIsPresentUnderANameOfItsOwn) {
  const std::vector<std::string> expected{"gan",
                                          "discogan",
                                          "discogan as in its paper",
                                          "crystalgan published, no constraint",
                                          "crystalgan published, literal",
                                          "crystalgan published, spring",
                                          "crystalgan published, hinge",
                                          "crystalgan published, hinge without images",
                                          "crystalgan",
                                          "prior only",
                                          "energy only",
                                          "hand-set prior",
                                          "no prior",
                                          "templates only",
                                          "prototypes only",
                                          "crystalgan repaired",
                                          "no training",
                                          "no adversarial loss",
                                          "random",
                                          "random-symmetric",
                                          "overlay",
                                          "interleave",
                                          "interleave + noise",
                                          "relabel"};
  std::vector<std::string> names;
  for (const Contender& contender : contenders(base())) {
    names.push_back(contender.name);
    EXPECT_NO_THROW(require_valid(contender.configuration)) << contender.name;
    EXPECT_FALSE(contender.meaning.empty()) << contender.name;
  }
  EXPECT_EQ(names, expected);
}

TEST(Contenders, DifferByWhatTheirNamesSay) {
  const auto all = contenders(base());
  EXPECT_EQ(named(all, "crystalgan published, spring").configuration.loss.geometry, GeometryForm::spring);
  EXPECT_TRUE(named(all, "crystalgan published, hinge").configuration.loss.images);
  EXPECT_FALSE(named(all, "crystalgan published, hinge without images").configuration.loss.images);
  EXPECT_EQ(named(all, "crystalgan published, hinge").configuration.method.mode, Mode::published);
  EXPECT_EQ(named(all, "no adversarial loss").configuration.loss.adversarial, 0.0);
  EXPECT_EQ(named(all, "crystalgan published, no constraint").configuration.loss.geometry, GeometryForm::none);
  EXPECT_EQ(named(all, "crystalgan repaired").configuration.method.mode, Mode::repaired);
  const auto symmetry_of = [&](const char* name) {
    EXPECT_TRUE(is_symmetry_mode(named(all, name).configuration)) << name;
    EXPECT_FALSE(named(all, name).configuration.screening.repair) << name;
    return named(all, name).configuration.symmetry;
  };
  EXPECT_EQ(symmetry_of("crystalgan").prior, Prior::learned);
  EXPECT_EQ(symmetry_of("prior only").energy_weight, 0.0);
  EXPECT_EQ(symmetry_of("energy only").prior_weight, 0.0);
  EXPECT_EQ(symmetry_of("hand-set prior").prior, Prior::hand_set);
  EXPECT_EQ(symmetry_of("no prior").prior, Prior::none);
  EXPECT_EQ(symmetry_of("templates only").sources, Sources::templates);
  EXPECT_EQ(symmetry_of("prototypes only").sources, Sources::relabelled);
  EXPECT_EQ(named(all, "interleave").configuration.generation.noise, 0.0);
  EXPECT_EQ(named(all, "interleave + noise").configuration.generation.noise, kComparedNoise);
}

TEST(Contenders, AreAskedTheSameQuestion) {
  Configuration configuration = base();
  configuration.screening.policy = Policy::training;
  configuration.loss.d2 = 3.3;
  configuration.generation.noise = 0.2;
  for (const Contender& contender : contenders(configuration)) {
    const Configuration& c = contender.configuration;
    EXPECT_EQ(c.system.a + c.system.b + c.system.x, "PdNiH") << contender.name;
    EXPECT_EQ(c.screening.policy, Policy::training) << contender.name;
    EXPECT_EQ(c.loss.d2, 3.3) << contender.name;
    EXPECT_EQ(c.generation.samples, 12) << contender.name;
    EXPECT_EQ(c.generation.noise, contender.name == "interleave + noise" ? 0.2 : 0.0) << contender.name;
    EXPECT_EQ(c.training.members, 1) << contender.name;
  }
  configuration.generation.samples = 0;
  EXPECT_EQ(contenders(configuration).front().configuration.generation.samples, kComparedSamples);
}

TEST(Contenders, EverySettingOfTheBaseReachesEveryRow) {
  for (const Mode mode : {Mode::published, Mode::repaired}) {
    Configuration configuration = default_configuration(mode);
    configuration.networks.width = 23;
    configuration.loss.lambda2 = 0.7;
    configuration.training.epochs_step1 = 17;
    for (const Contender& contender : contenders(configuration)) {
      const Configuration& c = contender.configuration;
      EXPECT_EQ(c.networks.width, 23) << contender.name;
      EXPECT_EQ(c.loss.lambda2, 0.7) << contender.name;
      EXPECT_EQ(c.training.epochs_step1, contender.name == "no training"                ? 0
                                         : contender.name == "discogan as in its paper" ? kDiscoGanEpochs
                                                                                        : 17)
          << contender.name;
    }
  }
  const auto all = contenders(base(), 9);  // of both steps
  for (const Contender& contender : all)
    if (contender.name != "no training") {
      EXPECT_EQ(contender.configuration.training.epochs_step1, 9) << contender.name;
      EXPECT_EQ(contender.configuration.training.epochs_step3, 9) << contender.name;
    }
  EXPECT_EQ(named(all, "no training").configuration.training.epochs_step1, 0);
}

TEST(Compare, ThreadsLeaveNoTrace) {
  const Comparison one = compared(base(), two_seeds(1));
  const Comparison two = compared(base(), two_seeds(2));
  EXPECT_EQ(comparison_json(one), comparison_json(two));
  EXPECT_EQ(one.rows.size(), contenders(base()).size());
  for (const ComparedContender& row : one.rows) {
    ASSERT_EQ(row.outcomes.size(), 2U);
    for (const SeedOutcome& outcome : row.outcomes) {
      // DiscoGAN gives one structure of every input, and two formulas have few relabelled binaries
      if (row.contender.name == "prototypes only")
        EXPECT_GT(outcome.as_generated.generated, 0);
      else
        EXPECT_EQ(outcome.as_generated.generated, row.contender.name.starts_with("discogan") ? 10 : 12)
            << row.contender.name;
      EXPECT_EQ(outcome.repaired.generated, outcome.as_generated.generated) << row.contender.name;
      EXPECT_EQ(outcome.repaired.paper_rule, outcome.as_generated.paper_rule) << row.contender.name;
      EXPECT_EQ(outcome.failure, "") << row.contender.name;
    }
  }
}

TEST(Compare, ASeedIsTheSameWhereverItStands) {
  const ComparisonSettings only_nulls = two_seeds(1, {"random-symmetric", "crystalgan repaired"});
  const Comparison both = compared(base(), only_nulls);
  Configuration second = base();
  second.seed += 1;
  const Comparison alone = compared(second, only_nulls);
  ASSERT_EQ(both.rows.size(), 2U);
  for (std::size_t row = 0; row < 2; ++row) {
    EXPECT_EQ(both.rows[row].outcomes[1], alone.rows[row].outcomes[0]);
    EXPECT_EQ(both.rows[row].outcomes[1].seed, second.seed);
  }
}

TEST(Compare, EveryStructureIsJudgedBeforeAndAfterProjection) {
  const Comparison comparison = compared(base(), two_seeds(1, {"random"}));
  for (const SeedOutcome& outcome : comparison.rows[0].outcomes)
    EXPECT_LT(outcome.as_generated.certified, outcome.repaired.certified);
}

TEST(Compare, ProgressReachesItsTotalAndAStopLeavesNothing) {
  std::int64_t last = 0;
  const StudyObserver counting{[&](std::int64_t done, std::int64_t total) {
                                 EXPECT_EQ(done, last + 1);
                                 EXPECT_EQ(total, 4);
                                 last = done;
                               },
                               {}};
  const ComparisonSettings settings = two_seeds(2, {"overlay", "relabel"});
  EXPECT_TRUE(compare(base(), test::small_binaries(), settings, counting));
  EXPECT_EQ(last, 4);
  EXPECT_FALSE(compare(base(), test::small_binaries(), settings, {{}, [] { return true; }}));
  const ComparisonSettings learned = two_seeds(1, {"crystalgan repaired"});
  int asked = 0;
  EXPECT_FALSE(compare(base(), test::small_binaries(), learned, {{}, [&] { return ++asked > 3; }}));
}

TEST(Compare, AFailedTrainingIsAnOutcome) {
  Configuration configuration = base();
  configuration.training.learning_rate = 1e30;
  const Comparison comparison = compared(configuration, two_seeds(1, {"crystalgan repaired", "overlay"}));
  const SeedOutcome& failed = comparison.rows[0].outcomes[0];
  EXPECT_NE(failed.failure.find("epoch"), std::string::npos) << failed.failure;
  EXPECT_EQ(failed.repaired.generated, 0);
  EXPECT_EQ(comparison.rows[1].outcomes[0].failure, "");
}

TEST(Compare, ASharedStep1LeavesTheSameBytes) {
  const std::vector<std::string> rows{"crystalgan published, no constraint", "crystalgan published, spring",
                                      "crystalgan published, hinge without images"};
  const Comparison together = compared(base(), two_seeds(2, rows));
  ASSERT_EQ(together.rows.size(), 3U);
  for (const ComparedContender& row : together.rows)
    EXPECT_EQ(row.outcomes, compared(base(), two_seeds(1, {row.contender.name})).rows.front().outcomes)
        << row.contender.name;
  Configuration spring = base();
  spring.loss.geometry = GeometryForm::spring;
  EXPECT_TRUE(share_step1(base(), spring));
  spring.loss.lambda1 = 0.2;
  EXPECT_FALSE(share_step1(base(), spring));
}

TEST(Compare, SharedCandidatesLeaveTheSameBytes) {
  const std::vector<std::string> rows{"crystalgan", "prior only", "energy only", "templates only", "prototypes only"};
  const Comparison together = compared(base(), two_seeds(2, rows));
  ASSERT_EQ(together.rows.size(), 5U);
  for (const ComparedContender& row : together.rows)
    EXPECT_EQ(row.outcomes, compared(base(), two_seeds(1, {row.contender.name})).rows.front().outcomes)
        << row.contender.name;
}

TEST(Compare, AnXOfUnknownValenceIsAFailureOfTheModeSymmetryAlone) {
  Configuration configuration = base();
  configuration.system.x = "C";
  Binaries binaries{ChemicalSystem::from_symbols("Pd", "Ni", "C"), {}};
  binaries.structures.a = test::some_binaries(binaries.system.a, binaries.system.x, 4);
  binaries.structures.b = test::some_binaries(binaries.system.b, binaries.system.x, 4);
  const auto comparison = compare(configuration, binaries, two_seeds(1, {"crystalgan", "overlay"}), {}).value();
  EXPECT_NE(comparison.rows[0].outcomes[0].failure.find("C"), std::string::npos);
  EXPECT_EQ(comparison.rows[0].outcomes[0].repaired.generated, 0);
  EXPECT_EQ(comparison.rows[1].outcomes[0].failure, "");
}

TEST(Compare, ThePapersRowsAreThoseOfTheWholeComparison) {
  ComparisonSettings settings = two_seeds(2);
  settings.paper = true;
  const Comparison paper = compared(base(), settings);
  ASSERT_EQ(paper.rows.size(), 8U);
  for (const ComparedContender& row : paper.rows) {
    EXPECT_EQ(row.contender.kind, ContenderKind::of_paper) << row.contender.name;
    EXPECT_EQ(row.outcomes[1].repaired.generated, 0) << "not repaired";
  }
  const Comparison whole = compared(base(), two_seeds(1, {"gan", "crystalgan published, spring"}));
  EXPECT_EQ(paper.rows[0].outcomes[1].as_generated, whole.rows[0].outcomes[1].as_generated);
  EXPECT_EQ(paper.rows[5].outcomes[1].as_generated, whole.rows[1].outcomes[1].as_generated);
}

TEST(Compare, RefusesWhatCannotBeCompared) {
  Configuration of_gan = base();
  of_gan.method.name = MethodName::gan;
  EXPECT_THROW(compared(of_gan, two_seeds(1)), ConfigError);
  EXPECT_THROW(compared(base(), two_seeds(1, {"crystal gun"})), ConfigError);
  EXPECT_THROW(compared(base(), {0, {}, {}, 1}), ConfigError);
  Configuration impossible = base();
  impossible.screening.policy = Policy::published;
  impossible.loss.d1 = 3.0;
  impossible.loss.d2 = 2.0;
  EXPECT_THROW(compared(impossible, two_seeds(1, {"overlay"})), ConfigError);
}

}  // namespace
}  // namespace crystalgan
