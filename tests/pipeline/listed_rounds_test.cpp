#include "crystalgan/pipeline/listed_rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/written_form.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/pipeline/discover.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/energy_regression.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

using test::kSystem;

constexpr std::int64_t kRelaxed = 24;

// eV per atom of a ternary, elements and binaries at 0: the less H the lower. Rows have the fractions of the elements.
double by_hydrogen(const Structure& structure) {
  if (!is_of(structure, kSystem)) return 0.0;
  return 0.6 * structure.composition().at(kSystem.x) / static_cast<double>(structure.size());
}

test::Told told_hydrogen() {
  return test::Told([](const Structure& structure) {
    const double of_elements = test::energy_of_elements(structure.composition());
    if (structure.composition() == Composition{{kSystem.x, 1}}) return of_elements + 4.748 / 2;  // H2 as in nature
    return of_elements + by_hydrogen(structure) * static_cast<double>(structure.size());
  });
}

Configuration of_rounds(Steering steering, std::int64_t rounds = 3) {
  Configuration configuration = default_configuration(Mode::symmetry);
  configuration.system.a = "Pd";
  configuration.system.b = "Ni";
  configuration.seed = 5;
  configuration.symmetry.formulas = "PdNiH2, Pd2NiH, PdNiH";
  configuration.symmetry.space_groups = "123,139,166,216,221,225";
  configuration.generation.samples = kRelaxed;
  configuration.relaxation.relax = Relax::automatic;
  configuration.relaxation.rattle = 0.0;  // everything stands where it is
  configuration.feedback.rounds = rounds;
  configuration.feedback.steering = steering;
  return configuration;
}

const Binaries& known_inputs() {
  static const Binaries binaries = [] {
    std::map<std::string, std::string> checksums;
    return as_kept(read_inputs(of_rounds(Steering::learned), checksums));
  }();
  return binaries;
}

const ListedPool& whole_pool() {
  static const ListedPool pool = listed_pool(of_rounds(Steering::learned), known_inputs(), 2);
  return pool;
}

const ConvexHull& hull_of_told() {
  static const ConvexHull hull = known_hull(of_rounds(Steering::learned), known_inputs(), told_hydrogen(), 1);
  return hull;
}

TakenCandidates taken(const Configuration& configuration, std::size_t threads = 1,
                      const FeedbackObserver& observer = {}) {
  return taken_in_rounds(whole_pool(), configuration, known_inputs(), told_hydrogen(), hull_of_told(), threads,
                         observer);
}

std::vector<std::string> texts_of(const TakenCandidates& all) {
  std::vector<std::string> texts;
  for (const Structure& one : all.certified) texts.push_back(poscar_text(one, one.name()));
  return texts;
}

std::string text_without_name(const Structure& structure) { return poscar_text(structure, ""); }

double mean_of_second_half(const TakenCandidates& all) {
  double sum = 0.0;
  const std::size_t half = all.certified.size() / 2;
  for (std::size_t i = half; i < all.certified.size(); ++i) sum += by_hydrogen(all.certified[i]);
  return sum / static_cast<double>(all.certified.size() - half);
}

TEST(ListedRounds, ThePoolIsCertifiedAndHasARowForEach) {
  const ListedPool& pool = whole_pool();
  ASSERT_GT(pool.certified.size(), 2U * kRelaxed);
  ASSERT_LE(pool.certified.size(), 6U * kRelaxed);
  ASSERT_EQ(pool.rows.size(), pool.certified.size());
  for (const auto& row : pool.rows) {
    EXPECT_EQ(row.size(), pool.rows.front().size());
    EXPECT_TRUE(std::ranges::all_of(row, [](double one) { return std::isfinite(one); }));
  }
  const auto again = certified_raw(pool.raw, of_rounds(Steering::learned), known_inputs(), 1);
  for (std::size_t i = 0; i < again.size(); ++i) {
    ASSERT_TRUE(again[i]) << i;
    EXPECT_EQ(text_without_name(*again[i]), text_without_name(pool.certified[i])) << i;
  }
  EXPECT_EQ(pool.formulas.size(), 3U);
}

TEST(ListedRounds, OrderTakesTheFirstOfThePoolWithoutRepeats) {
  const auto all = taken(of_rounds(Steering::order));
  ASSERT_EQ(all.certified.size(), static_cast<std::size_t>(kRelaxed));
  std::size_t place = 0;
  for (std::size_t i = 0; i < all.certified.size(); ++i) {
    const std::string text = text_without_name(all.certified[i]);
    while (place < whole_pool().certified.size() && text_without_name(whole_pool().certified[place]) != text) ++place;
    ASSERT_LT(place, whole_pool().certified.size()) << "ascending in the pool: " << i;
  }
  EXPECT_EQ(all.certified.front().name(), "0001");
  EXPECT_EQ(all.certified.back().name(), "0024");
  EXPECT_EQ(texts_of(taken(of_rounds(Steering::order, 1))), texts_of(all)) << "rounds change nothing";
}

TEST(ListedRounds, LearningBeginsWithTheSameAndThenTakesWhatIsLow) {
  const auto learned = taken(of_rounds(Steering::learned));
  const auto order = taken(of_rounds(Steering::order));
  ASSERT_EQ(learned.certified.size(), static_cast<std::size_t>(kRelaxed));
  const std::size_t first_round = kRelaxed / 3;
  for (std::size_t i = 0; i < first_round; ++i) EXPECT_EQ(texts_of(learned)[i], texts_of(order)[i]);
  const double lowest_of_order = mean_of_second_half(order);
  EXPECT_LT(mean_of_second_half(learned), 0.9 * lowest_of_order);
  EXPECT_LT(mean_of_second_half(learned), 0.9 * mean_of_second_half(taken(of_rounds(Steering::random))));
}

TEST(ListedRounds, RandomOrderIsAnother) {
  const auto random = taken(of_rounds(Steering::random));
  EXPECT_EQ(random.certified.size(), static_cast<std::size_t>(kRelaxed));
  EXPECT_NE(texts_of(random), texts_of(taken(of_rounds(Steering::order))));
  Configuration other = of_rounds(Steering::random);
  other.seed = 6;
  EXPECT_NE(texts_of(random), texts_of(taken(other)));
}

TEST(ListedRounds, AllButTheLastRoundAreRelaxedAsTheWholeWouldBe) {
  Configuration configuration = of_rounds(Steering::learned);
  configuration.relaxation.rattle = 0.02;
  const auto all = taken(configuration);
  ASSERT_EQ(all.relaxed.size(), static_cast<std::size_t>(kRelaxed - kRelaxed / 3));
  const auto at_once =
      relaxed_candidates(all.certified, told_hydrogen(), energy_settings(configuration, 1),
                         {kSystem, limits_of(configuration, known_inputs()), relaxed_form(configuration)});
  for (std::size_t i = 0; i < all.relaxed.size(); ++i) {
    EXPECT_EQ(all.relaxed[i].row.id, at_once[i].row.id);
    EXPECT_EQ(all.relaxed[i].row.energy, at_once[i].row.energy);
    ASSERT_EQ(all.relaxed[i].structure.has_value(), at_once[i].structure.has_value());
    if (!at_once[i].structure) continue;
    EXPECT_EQ(poscar_text(*all.relaxed[i].structure, ""), poscar_text(*at_once[i].structure, ""));
  }
}

TEST(ListedRounds, ThreadsChangeNothing) {
  EXPECT_EQ(texts_of(taken(of_rounds(Steering::learned), 2)), texts_of(taken(of_rounds(Steering::learned))));
}

TEST(ListedRounds, ARemainderGoesToTheFirstRoundsAndASmallPoolEndsEarly) {
  Configuration configuration = of_rounds(Steering::learned, 5);
  std::vector<std::size_t> relaxed;
  double lowest = 0.0;
  taken(configuration, 1,
        {[&](std::int64_t, std::size_t count, double low) {
           relaxed.push_back(count);
           lowest = low;
         },
         {}});
  EXPECT_EQ(relaxed, (std::vector<std::size_t>{5, 5, 5, 5})) << "the last has four and is not learned from";
  EXPECT_GT(lowest, 0.0);
  configuration.generation.samples = 10'000;
  const auto all = taken(configuration);
  EXPECT_LE(all.certified.size(), whole_pool().certified.size());
  EXPECT_GT(all.certified.size(), static_cast<std::size_t>(kRelaxed));
  EXPECT_EQ(all.certified.front().name(), "00001");
}

TEST(ListedRounds, NoCrystalIsTakenTwice) {
  Configuration configuration = of_rounds(Steering::order, 1);
  configuration.generation.samples = 10'000;
  ListedPool twice;
  for (int time = 0; time < 2; ++time)
    for (std::size_t i = 0; i < whole_pool().certified.size(); ++i) {
      twice.raw.push_back(whole_pool().raw[i]);
      twice.certified.push_back(whole_pool().certified[i]);
      twice.rows.push_back(whole_pool().rows[i]);
    }
  EXPECT_EQ(texts_of(taken_in_rounds(twice, configuration, known_inputs(), told_hydrogen(), hull_of_told(), 1, {})),
            texts_of(taken(configuration)));
}

TEST(ListedRounds, EndWithNothingWhenStopped) {
  bool done = false;
  const FeedbackObserver stops{[&](std::int64_t, std::size_t, double) { done = true; }, [&] { return done; }};
  EXPECT_TRUE(taken(of_rounds(Steering::learned), 1, stops).certified.empty());
  EXPECT_TRUE(done);
}

TEST(ListedRounds, ASteeringOfTheOtherKindOfRoundsIsRefused) {
  EXPECT_NO_THROW(require_steering(of_rounds(Steering::random)));
  EXPECT_THROW(require_steering(of_rounds(Steering::mutation)), ConfigError);
  Configuration drawn = of_rounds(Steering::order);
  drawn.method.mode = Mode::repaired;
  EXPECT_THROW(require_steering(drawn), ConfigError);
  drawn.feedback.steering = Steering::mutation;
  EXPECT_NO_THROW(require_steering(drawn));
}

}  // namespace
}  // namespace crystalgan
