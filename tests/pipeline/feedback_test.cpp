#include "crystalgan/pipeline/feedback.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crystalgan/io/poscar.hpp"
#include "crystalgan/matching/known_structures.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

using test::kSystem;

constexpr std::size_t kCount = 24;  // of the first round

// eV per atom of a ternary, elements and binaries at 0: the less H and Pd, the lower. Every composition has its own,
// and making a crystal symmetric changes none.
double bound_by(const Structure& structure) {
  if (!is_of(structure, kSystem)) return 0.0;
  const Composition atoms = structure.composition();
  return (0.6 * atoms.at(kSystem.x) + 0.05 * atoms.at(kSystem.a)) / static_cast<double>(structure.size());
}

// H2 is bound as it is in nature, with half of it at the -2 eV of H in crystals.
test::Told made_up(double (*bound)(const Structure&) = bound_by) {
  return test::Told([bound](const Structure& structure) {
    const double of_elements = test::energy_of_elements(structure.composition());
    if (structure.composition() == Composition{{kSystem.x, 1}}) return of_elements + 4.748 / 2;
    return of_elements + bound(structure) * static_cast<double>(structure.size());
  });
}

// Every ternary has an energy that no crystal has.
test::Told abyss() {
  return made_up([](const Structure& structure) { return is_of(structure, kSystem) ? -100.0 : 0.0; });
}

// More of them than in most tests: of a few small ones everything is soon drawn.
const Binaries& inputs() {
  static const Binaries binaries{
      kSystem, {test::some_binaries(kSystem.a, kSystem.x, 20), test::some_binaries(kSystem.b, kSystem.x, 16)}};
  return binaries;
}

Configuration asked(Steering steering, MethodName method = MethodName::random) {
  Configuration configuration = test::small_configuration();
  configuration.method.name = method;
  configuration.training.epochs_step1 = 1;
  configuration.training.epochs_step3 = 1;
  configuration.generation.samples = kCount;
  configuration.relaxation.rattle = 0.0;  // everything stands where it is
  configuration.feedback.rounds = 2;
  configuration.feedback.steering = steering;
  configuration.feedback.pool = 4;
  configuration.feedback.parents = 5;
  return configuration;
}

std::vector<RawStructure> first_round(const Configuration& configuration) {
  std::vector<RawStructure> all;
  for (std::int64_t member = 0; member < configuration.training.members; ++member) {
    const auto method = make_method(configuration, inputs(), member);
    train(*method, {});
    for (RawStructure& raw : generate_raw(*method, member, configuration, inputs())) all.push_back(std::move(raw));
  }
  return all;
}

const std::vector<RawStructure>& randoms() {
  static const auto made = first_round(asked(Steering::learned));
  return made;
}

std::vector<RawStructure> rounds(const Configuration& configuration, const std::vector<RawStructure>& first,
                                 std::size_t threads = 1, const FeedbackObserver& observer = {}) {
  return with_feedback(first, configuration, inputs(), made_up(), threads, observer);
}

// Two rounds of either steering from the same start, made once.
const std::vector<RawStructure>& learned() {
  static const auto made = rounds(asked(Steering::learned), randoms());
  return made;
}

const std::vector<RawStructure>& mutants() {
  static const auto made = rounds(asked(Steering::mutation), randoms());
  return made;
}

std::vector<RawStructure> second_of(const std::vector<RawStructure>& both, std::size_t first = kCount) {
  return {both.begin() + static_cast<std::ptrdiff_t>(first), both.end()};
}

const Structure& structure_of(const RawStructure& raw) { return std::get<Structure>(raw.structure); }

std::vector<std::string> texts(const std::vector<RawStructure>& all) {
  std::vector<std::string> written;
  for (const RawStructure& raw : all) {
    const auto* rejection = std::get_if<Rejection>(&raw.structure);
    written.push_back(rejection != nullptr
                          ? rejection->detail
                          : poscar_text(structure_of(raw), raw.origin + " " + raw.parent_a + " " + raw.parent_b + " " +
                                                               std::to_string(raw.member)));
  }
  return written;
}

double mean_energy(const std::vector<RawStructure>& all) {
  double sum = 0.0;
  for (const RawStructure& raw : all) sum += bound_by(structure_of(raw));
  return sum / static_cast<double>(all.size());
}

TEST(Feedback, OneRoundIsWhatWasGivenAndNothingIsLearned) {
  Configuration configuration = asked(Steering::learned);
  configuration.feedback.rounds = 1;
  int told = 0;
  const auto all = rounds(configuration, randoms(), 1, {[&](std::int64_t, std::size_t, double) { ++told; }, {}});
  EXPECT_EQ(texts(all), texts(randoms()));
  EXPECT_EQ(told, 0);
}

TEST(Feedback, ASecondRoundAddsAsManyAndLeavesTheFirstAlone) {
  ASSERT_EQ(randoms().size(), kCount);
  for (const auto* both : {&learned(), &mutants()}) {
    ASSERT_EQ(both->size(), 2 * kCount);
    const std::vector<RawStructure> first(both->begin(), both->begin() + kCount);
    EXPECT_EQ(texts(first), texts(randoms()));
  }
}

TEST(Feedback, WhatIsAddedIsCertifiedAsItIs) {
  for (const auto* both : {&learned(), &mutants()}) {
    const auto second = second_of(*both);
    const auto forms = certified_raw(second, asked(Steering::learned), inputs(), 1);
    for (std::size_t i = 0; i < second.size(); ++i) {
      ASSERT_TRUE(forms[i].has_value()) << i;
      EXPECT_TRUE(is_of(*forms[i], kSystem)) << i;
      EXPECT_LE(forms[i]->size(), static_cast<std::size_t>(asked(Steering::learned).feedback.max_atoms)) << i;
    }
  }
}

// Either way: what the matcher says of two may depend on which of them came first, and the order of drawing is lost.
bool alike(const Structure& one, const Structure& other) {
  KnownStructures of_one;
  KnownStructures of_other;
  of_one.add(one);
  of_other.add(other);
  return of_one.holds(other) && of_other.holds(one);
}

TEST(Feedback, NoCrystalIsDrawnTwice) {
  for (const auto* both : {&learned(), &mutants()}) {
    std::vector<Structure> before;
    for (const auto& form : certified_raw(randoms(), asked(Steering::learned), inputs(), 1))
      if (form) before.push_back(*form);
    for (const RawStructure& raw : second_of(*both)) {
      const auto again = std::ranges::count_if(before, [&](const Structure& one) {
        return reduced(one.composition()) == reduced(structure_of(raw).composition()) && alike(one, structure_of(raw));
      });
      EXPECT_EQ(again, 0) << formula(structure_of(raw).composition());
      before.push_back(structure_of(raw));
    }
  }
}

TEST(Feedback, TheNullIsChildrenAloneAndLearningAnotherThing) {
  const auto null = second_of(mutants());
  for (const RawStructure& raw : null) EXPECT_EQ(raw.origin, "mutation");
  EXPECT_NE(texts(null), texts(second_of(learned())));
  EXPECT_TRUE(std::ranges::any_of(second_of(learned()), [](const RawStructure& raw) { return raw.origin == "random"; }))
      << "draws of the method are in the pool";
}

TEST(Feedback, ChildrenComeOfTheLowest) {
  Configuration configuration = asked(Steering::mutation);
  configuration.feedback.parents = 1;
  const auto all = rounds(configuration, randoms());
  const RawStructure* lowest = nullptr;
  double least = std::numeric_limits<double>::infinity();
  const auto forms = certified_raw(randoms(), configuration, inputs(), 1);
  for (std::size_t i = 0; i < forms.size(); ++i)
    if (forms[i] && bound_by(*forms[i]) < least - 1e-9) {
      least = bound_by(*forms[i]);
      lowest = &randoms()[i];
    }
  ASSERT_NE(lowest, nullptr);
  const Composition of_parent = structure_of(*lowest).composition();
  for (const RawStructure& child : second_of(all)) {
    const Composition made = structure_of(child).composition();
    EXPECT_EQ(made.at(kSystem.a) * of_parent.at(kSystem.b), made.at(kSystem.b) * of_parent.at(kSystem.a));
    EXPECT_EQ(child.parent_a, lowest->parent_a);
    EXPECT_EQ(child.member, lowest->member);
  }
}

// Of the lowest six of any composition none has three Ni for a Pd.
TEST(Feedback, NoMoreThanTwoParentsAreOfAComposition) {
  Configuration configuration = asked(Steering::mutation);
  configuration.feedback.parents = 6;
  std::set<std::pair<int, int>> metals;
  std::set<std::int64_t> members;
  for (const RawStructure& child : second_of(rounds(configuration, randoms()))) {
    const Composition made = structure_of(child).composition();
    metals.emplace(made.at(kSystem.a), made.at(kSystem.b));
    members.insert(child.member);
    EXPECT_TRUE(std::ranges::any_of(randoms(), [&](const RawStructure& raw) {
      return raw.member == child.member && raw.parent_a == child.parent_a && raw.parent_b == child.parent_b;
    }));
  }
  EXPECT_TRUE(metals.contains({1, 3}));
  EXPECT_EQ(members, (std::set<std::int64_t>{0, 1})) << "of their forebears";
}

TEST(Feedback, LearningTakesWhatIsExpectedToBeLow) {
  EXPECT_LT(mean_energy(second_of(learned())), 0.8 * mean_energy(second_of(mutants())));
}

TEST(Feedback, ThreadsLeaveNoTrace) {
  EXPECT_EQ(texts(rounds(asked(Steering::learned), randoms(), 2)), texts(learned()));
}

std::set<std::string> draws_in(const std::vector<RawStructure>& all) {
  std::vector<RawStructure> drawn;
  std::ranges::copy_if(all, std::back_inserter(drawn),
                       [](const RawStructure& raw) { return raw.origin != "mutation"; });
  const auto written = texts(drawn);
  return {written.begin(), written.end()};
}

TEST(Feedback, TheMethodIsTrainedUnderASeedOfTheRound) {
  Configuration configuration = asked(Steering::learned, MethodName::crystalgan);
  configuration.generation.samples = 6;
  configuration.feedback.pool = 2;
  const auto first = first_round(configuration);
  const auto both = rounds(configuration, first);
  ASSERT_EQ(both.size(), 2 * first.size());
  EXPECT_EQ(texts(rounds(configuration, first, 2)), texts(both));
  const auto drawn = draws_in(second_of(both, first.size()));
  EXPECT_FALSE(drawn.empty());
  for (const std::string& one : draws_in(first)) EXPECT_FALSE(drawn.contains(one)) << "another seed: " << one;
}

TEST(Feedback, TellsOfEveryRoundThatIsLearnedFrom) {
  Configuration configuration = asked(Steering::mutation);
  configuration.feedback.rounds = 3;
  std::vector<std::int64_t> told;
  std::vector<double> lowest;
  const auto all = rounds(configuration, randoms(), 1,
                          {[&](std::int64_t round, std::size_t relaxed, double low) {
                             told.push_back(round);
                             lowest.push_back(low);
                             EXPECT_GT(relaxed, 0U);
                             EXPECT_LE(relaxed, kCount);
                           },
                           {}});
  EXPECT_EQ(all.size(), 3 * kCount);
  EXPECT_EQ(told, (std::vector<std::int64_t>{1, 2})) << "nobody learns from the last";
  EXPECT_LE(lowest[1], lowest[0]);
  EXPECT_GT(lowest[1], 0.0) << "of the energies that were made up";
  EXPECT_LT(lowest[0], 0.2);
  EXPECT_EQ(texts({all.begin(), all.begin() + 2 * kCount}), texts(mutants()))
      << "a further round changes no earlier one";
}

TEST(Feedback, EndsWithNothingWhenAskedToStop) {
  EXPECT_TRUE(rounds(asked(Steering::learned), randoms(), 1, {{}, [] { return true; }}).empty());
  bool done = false;
  const FeedbackObserver behind_the_first{[&](std::int64_t, std::size_t, double) { done = true; },
                                          [&] { return done; }};
  EXPECT_TRUE(rounds(asked(Steering::mutation), randoms(), 1, behind_the_first).empty());
  EXPECT_TRUE(done);
}

TEST(Feedback, WithoutABelievableEnergyOnlyTheMethodGoesOn) {
  EXPECT_EQ(with_feedback(randoms(), asked(Steering::mutation), inputs(), abyss(), 1, {}).size(), kCount)
      << "no parents";
  const auto all = with_feedback(randoms(), asked(Steering::learned), inputs(), abyss(), 1, {});
  EXPECT_EQ(all.size(), 2 * kCount) << "as many as the first round, not the whole pool";
  for (const RawStructure& raw : second_of(all)) EXPECT_EQ(raw.origin, "random");
}

}  // namespace
}  // namespace crystalgan
