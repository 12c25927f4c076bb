#include "crystalgan/studies/tune.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"
#include "crystalgan/studies/tune_tables.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

Configuration base(Mode mode) {
  Configuration configuration = test::small_configuration();
  configuration.method.mode = mode;
  configuration.training.epochs_step1 = 3;
  configuration.training.epochs_step3 = 3;
  return configuration;
}

TuneSettings small_search(std::size_t threads) { return {3, false, 2, 6, threads}; }

Tuning tuned(const Configuration& configuration, const TuneSettings& settings) {
  return tune(configuration, test::small_binaries(), settings, {}).value();
}

// Of ten structures asked, so many good and so many that keep the paper's rule.
FoldOutcome fold(std::int64_t good, std::int64_t paper_rule) {
  FoldOutcome outcome;
  outcome.asked = 10;
  outcome.summary.good = good;
  outcome.summary.paper_rule = paper_rule;
  return outcome;
}

Tuning by_hand(Mode mode) {
  Tuning tuning;
  tuning.mode = mode;
  tuning.trials = {{{}, {}, {fold(4, 0), fold(6, 2)}}, {{}, {}, {fold(5, 3), fold(5, 1)}}, {{}, {}, {fold(1, 1)}}};
  return tuning;
}

TEST(TuningFactors, AreDrawnFromTheRangeAndBeginWithTheGivenWeights) {
  const auto factors = tuning_factors({60, false, 5, 70, 1}, 7);
  ASSERT_EQ(factors.size(), 60U);
  EXPECT_EQ(factors.front(), (LossFactors{1, 1, 1, 1, 1, 1}));
  std::size_t without_gan = 0;
  for (const LossFactors& row : factors) {
    const bool no_gan = row[0] == 0.0 && row[2] == 0.0;
    without_gan += no_gan ? 1 : 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (no_gan && (i == 0 || i == 2)) continue;
      EXPECT_GE(row[i], kMinFactor);
      EXPECT_LE(row[i], kMaxFactor);
    }
  }
  EXPECT_GT(without_gan, 3U);
  EXPECT_LT(without_gan, 25U);
}

TEST(TuningFactors, DoNotDependOnTheNumberOfTrials) {
  const auto few = tuning_factors({4, false, 5, 70, 1}, 7);
  const auto many = tuning_factors({9, false, 5, 70, 1}, 7);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
  EXPECT_NE(many, tuning_factors({9, false, 5, 70, 1}, 8));
}

TEST(TuningFactors, TheGridHoldsEveryPointOnce) {
  auto factors = tuning_factors({20, true, 5, 70, 1}, 7);
  EXPECT_EQ(factors.size(), 20U);
  EXPECT_EQ(factors.front(), (LossFactors{1, 1, 1, 1, 1, 1}));
  std::sort(factors.begin(), factors.end());
  EXPECT_EQ(std::adjacent_find(factors.begin(), factors.end()), factors.end());
}

TEST(TuningFactors, MultiplyTheWeights) {
  Configuration configuration;
  configuration.loss.lambda3 = 0.5;
  const Configuration changed = with_factors(configuration, {2, 3, 4, 5, 6, 7});
  EXPECT_DOUBLE_EQ(changed.loss.lambda1, 2 * configuration.loss.lambda1);
  EXPECT_DOUBLE_EQ(changed.loss.lambda3, 2.0);
  EXPECT_DOUBLE_EQ(changed.loss.lambda6, 7.0);
}

TEST(Tuning, TheScoreIsTheMeanShareOverTheFolds) {
  const Tuning repaired = by_hand(Mode::repaired);
  EXPECT_DOUBLE_EQ(repaired.score(repaired.trials[0]).mean, 0.5);
  EXPECT_NEAR(repaired.score(repaired.trials[0]).half_width.value(), 1.27062, 1e-4);
  EXPECT_EQ(repaired.best(), 0U);  // the first of two equal ones
  const Tuning published = by_hand(Mode::published);
  EXPECT_DOUBLE_EQ(published.score(published.trials[1]).mean, 0.2);
  EXPECT_EQ(published.best(), 1U);
}

TEST(Tune, ThreadsLeaveNoTrace) {
  for (const Mode mode : {Mode::repaired, Mode::published}) {
    const Tuning one = tuned(base(mode), small_search(1));
    const Tuning two = tuned(base(mode), small_search(2));
    EXPECT_EQ(tuning_json(one), tuning_json(two)) << name_of(mode);
    ASSERT_EQ(one.trials.size(), 3U);
    for (const Trial& trial : one.trials) {
      ASSERT_EQ(trial.folds.size(), 2U);
      for (const FoldOutcome& outcome : trial.folds) {
        EXPECT_EQ(outcome.asked, 6) << name_of(mode);
        EXPECT_EQ(outcome.summary.generated, 6) << name_of(mode);
        EXPECT_EQ(outcome.failure, "") << name_of(mode);
      }
    }
  }
}

TEST(Tune, EveryStructureIsHeldOutOnce) {
  TuneSettings settings = small_search(1);
  settings.trials = 1;
  settings.samples = 1000;  // the published mode gives two of every pair held out
  const Tuning tuning = tuned(base(Mode::published), settings);
  ASSERT_EQ(tuning.structures_a, 6);
  ASSERT_EQ(tuning.structures_b, 4);
  for (const FoldOutcome& outcome : tuning.trials[0].folds) EXPECT_EQ(outcome.asked, 2 * 3 * 2);
}

TEST(Tune, RepeatsAreTakenOut) {
  Binaries binaries = test::small_binaries();
  binaries.structures.a.push_back(binaries.structures.a.front());
  TuneSettings settings = small_search(1);
  settings.trials = 1;
  EXPECT_EQ(tune(base(Mode::published), binaries, settings, {})->structures_a, 6);
}

TEST(Tune, TheBestConfigurationIsOneThatDiscoverTakes) {
  const Tuning tuning = tuned(base(Mode::published), small_search(1));
  const Trial& best = tuning.trials[tuning.best()];
  const Configuration read = parse_configuration(configuration_text(best.configuration), "best.toml");
  EXPECT_EQ(configuration_text(read), configuration_text(best.configuration));
  EXPECT_EQ(read.training.members, base(Mode::published).training.members);  // of tuning itself nothing is left in it
  EXPECT_EQ(read.generation.samples, base(Mode::published).generation.samples);
  EXPECT_EQ(read.screening.repair, base(Mode::published).screening.repair);
}

TEST(Tune, TablesHaveEveryTrial) {
  const Tuning tuning = tuned(base(Mode::published), small_search(1));
  const std::string csv = tuning_csv(tuning);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
  EXPECT_TRUE(csv.starts_with("trial,lambda1,"));
  const auto json = nlohmann::json::parse(tuning_json(tuning));
  EXPECT_EQ(json.at("trials").size(), 3U);
  EXPECT_EQ(json.at("trials").at(0).at("folds").size(), 2U);
  EXPECT_EQ(json.at("best"), tuning.best());
  const std::string text = tuning_tables(tuning);
  for (const char* trial : {"\n| 0 ", "\n| 1 ", "\n| 2 "}) EXPECT_NE(text.find(trial), std::string::npos) << text;
}

TEST(Tune, AFailedTrainingScoresNothing) {
  Configuration configuration = base(Mode::repaired);
  configuration.training.learning_rate = 1e30;
  TuneSettings settings = small_search(1);
  settings.trials = 1;
  const Tuning tuning = tuned(configuration, settings);
  EXPECT_NE(tuning.trials[0].folds[0].failure, "");
  EXPECT_EQ(tuning.score(tuning.trials[0]).mean, 0.0);
  EXPECT_NE(tuning_tables(tuning).find("Trial 0, fold 0: nothing was generated"), std::string::npos);
}

TEST(Tune, RefusesWhatCannotBeTuned) {
  TuneSettings settings = small_search(1);
  settings.folds = 3;  // of four Ni-H structures
  EXPECT_THROW(tuned(base(Mode::repaired), settings), ConfigError);
  settings.folds = 1;
  EXPECT_THROW(tuned(base(Mode::repaired), settings), ConfigError);
  Configuration null = base(Mode::repaired);
  null.method.name = MethodName::overlay;
  EXPECT_THROW(tuned(null, small_search(1)), ConfigError);
  EXPECT_FALSE(tune(base(Mode::repaired), test::small_binaries(), small_search(1), {{}, [] { return true; }}));
}

}  // namespace
}  // namespace crystalgan
