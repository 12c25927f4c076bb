#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/methods/discogan.hpp"
#include "crystalgan/methods/gan.hpp"
#include "crystalgan/methods/method.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

constexpr std::array kLearned{MethodName::gan, MethodName::discogan};

const Binaries& inputs() { return test::small_binaries(); }

Configuration configuration_of(MethodName method) {
  Configuration configuration = test::small_configuration();
  configuration.method.name = method;
  return configuration;
}

std::unique_ptr<LearnedMethod> made(MethodName name, std::int64_t member = 0) {
  auto method = make_method(configuration_of(name), inputs(), member);
  auto* learned = dynamic_cast<LearnedMethod*>(method.get());
  if (learned != nullptr) static_cast<void>(method.release());
  return std::unique_ptr<LearnedMethod>(learned);
}

std::unique_ptr<LearnedMethod> trained(MethodName method, std::int64_t member = 0) {
  auto one = made(method, member);
  EXPECT_TRUE(one->train({}));
  return one;
}

const Structure& structure_of(const RawStructure& raw) { return std::get<Structure>(raw.structure); }

const Structure& named(const std::vector<Structure>& structures, const std::string& name) {
  return *std::ranges::find(structures, name, &Structure::name);
}

std::int64_t count_of(const Structure& structure, Element element) {
  return std::ranges::count(structure.sites(), element, &Site::element);
}

bool same(const RawStructure& one, const RawStructure& other) {
  if (structure_of(one).lattice().rows() != structure_of(other).lattice().rows()) return false;
  return std::ranges::equal(structure_of(one).sites(), structure_of(other).sites(), [](const Site& p, const Site& q) {
    return p.element == q.element && p.position == q.position;
  });
}

TEST(LearnedMethods, OneEpochMovesEveryNetwork) {
  for (const MethodName method : kLearned) {
    const auto one = made(method);
    const NamedArrays before = one->state();
    EXPECT_FALSE(one->train({{}, [] { return true; }})) << "asked to stop after the first epoch";
    EXPECT_EQ(one->epochs_done(), 1);
    const NamedArrays after = one->state();
    int parameters = 0;
    for (const auto& [name, array] : before) {
      if (!before.contains(name + "/first-moment")) continue;
      ++parameters;
      EXPECT_NE(std::get<std::vector<float>>(array.numbers), std::get<std::vector<float>>(after.at(name).numbers))
          << name_of(method) << ": " << name;
    }
    EXPECT_EQ(parameters, method == MethodName::gan ? 2 : 4) << "one array for each network";
  }
}

TEST(LearnedMethods, AResumedTrainingEqualsAnUninterruptedOne) {
  for (const MethodName method : kLearned) {
    const auto whole = trained(method);
    EXPECT_EQ(whole->epochs_done(), whole->epochs());
    for (const std::int64_t stop_after : {1, 4, 5}) {
      const auto first = made(method);
      EXPECT_FALSE(first->train({{}, [&] { return first->epochs_done() >= stop_after; }}));
      const auto second = made(method);
      second->restore(parse_checkpoint(checkpoint_bytes(first->state()), "member"));
      EXPECT_EQ(second->epochs_done(), stop_after);
      EXPECT_TRUE(second->train({}));
      EXPECT_EQ(checkpoint_bytes(second->state()), checkpoint_bytes(whole->state()))
          << name_of(method) << " " << stop_after;
      EXPECT_EQ(history_csv(second->history()), history_csv(whole->history())) << name_of(method) << " " << stop_after;
    }
  }
}

TEST(LearnedMethods, TheSameSeedMakesTheSameStructuresAndMembersDiffer) {
  for (const MethodName method : kLearned) {
    const auto once = trained(method)->generate(10);
    const auto again = trained(method)->generate(10);
    const auto other = trained(method, 1)->generate(10);
    ASSERT_EQ(once.size(), 10U);
    for (std::size_t i = 0; i < once.size(); ++i) {
      EXPECT_TRUE(same(once[i], again[i])) << name_of(method) << " " << i;
      EXPECT_EQ(once[i].member, 0);
      EXPECT_EQ(other[i].member, 1);
    }
    EXPECT_FALSE(same(once[0], other[0])) << name_of(method);
  }
}

TEST(LearnedMethods, TheFirstStructuresDoNotDependOnHowManyAreMade) {
  for (const MethodName method : kLearned) {
    const auto one = trained(method);
    const auto many = one->generate(10);
    for (const std::int64_t count : {0, 1, 6}) {
      const auto some = one->generate(count);
      ASSERT_EQ(std::ssize(some), count);
      for (std::size_t i = 0; i < some.size(); ++i) EXPECT_TRUE(same(some[i], many[i])) << name_of(method) << " " << i;
    }
  }
}

TEST(LearnedMethods, TheirHistoryHasTheColumnsOfTheMethod) {
  const std::string gan = history_csv(trained(MethodName::gan)->history());
  EXPECT_NE(gan.find(",L_G,L_D\n0,0,2,"), std::string::npos) << gan;
  EXPECT_EQ(std::ranges::count(gan, '\n'), 1 + 6) << "every second of both steps' epochs";
  const std::string discogan = history_csv(trained(MethodName::discogan)->history());
  EXPECT_NE(discogan.find(",L_FM_BH,L_FM_AH\n0,1,2,"), std::string::npos) << discogan;
  EXPECT_EQ(std::ranges::count(discogan, '\n'), 1 + 3) << "step 1 alone";
}

TEST(DiscoGan, MakesPseudoBinariesOfEveryInputAndNoTernary) {
  const auto& [a, b, x] = inputs().system;
  const auto method = trained(MethodName::discogan);
  EXPECT_EQ(method->max_samples(), 10);
  const auto raw = method->generate(10);
  ASSERT_EQ(raw.size(), 10U);
  std::set<std::string> parents;
  for (const RawStructure& one : raw) {
    const Structure& structure = structure_of(one);
    const bool from_a = one.origin == "AHB1";
    EXPECT_TRUE(from_a || one.origin == "BHA1") << one.origin;
    EXPECT_EQ(one.parent_a.empty(), !from_a);
    EXPECT_EQ(one.parent_b.empty(), from_a);
    const Structure& parent =
        from_a ? named(inputs().structures.a, one.parent_a) : named(inputs().structures.b, one.parent_b);
    // translated: as many atoms of the other metal as it had of its own
    EXPECT_EQ(count_of(structure, from_a ? b : a), count_of(parent, from_a ? a : b));
    EXPECT_EQ(count_of(structure, from_a ? a : b), 0);
    EXPECT_EQ(count_of(structure, x), count_of(parent, x));
    parents.insert(one.parent_a + one.parent_b);
  }
  EXPECT_EQ(parents.size(), 10U);
  EXPECT_EQ(raw[0].origin, "AHB1");
  EXPECT_EQ(raw[1].origin, "BHA1");
}

TEST(DiscoGan, TheDiscriminatorsLearnAtEverySecondUpdate) {
  const NamedArrays state = trained(MethodName::discogan)->state();
  for (const std::string domain : {"a", "b"}) {
    EXPECT_EQ(numbers_named<std::int64_t>(state, "generator-" + domain + "/steps", {1}).front(), 6);
    EXPECT_EQ(numbers_named<std::int64_t>(state, "discriminator-" + domain + "/steps", {1}).front(), 3);
  }
}

TEST(DiscoGan, ItsLossIsThatOfThePaper) {
  for (const HistoryRow& row : trained(MethodName::discogan)->history()) {
    const auto term = [&row](LossTerm place) { return row.terms[static_cast<std::size_t>(place)]; };
    const double r = 0.01;  // for the first 10,000 iterations
    EXPECT_NEAR(term(LossTerm::generator_total),
                (1 - r) * (0.1 * (term(LossTerm::gan_a) + term(LossTerm::gan_b)) +
                           0.9 * (term(LossTerm::feature_matching_a) + term(LossTerm::feature_matching_b))) +
                    r * (term(LossTerm::reconstruction_a) + term(LossTerm::reconstruction_b)),
                1e-12);
  }
}

TEST(Gan, MakesTernariesWithTheAtomsOfAPairOfInputs) {
  const ChemicalSystem system = ChemicalSystem::from_symbols("Mg", "Zn", "O");
  const auto& [a, b, x] = system;
  const Binaries binaries{system, {test::handmade_binaries(a, x), test::handmade_binaries(b, x)}};
  const auto method = make_method(configuration_of(MethodName::gan), binaries, 0);
  EXPECT_TRUE(train(*method, {}));
  std::set<std::pair<std::string, std::string>> pairs;
  std::set<bool> x_of_a;
  for (const RawStructure& one : method->generate(60)) {
    const Structure& structure = structure_of(one);
    const Structure& of_a = named(binaries.structures.a, one.parent_a);
    const Structure& of_b = named(binaries.structures.b, one.parent_b);
    EXPECT_EQ(one.origin, "gan");
    EXPECT_EQ(count_of(structure, a), count_of(of_a, a));
    EXPECT_EQ(count_of(structure, b), count_of(of_b, b));
    const bool like_a = count_of(structure, x) == count_of(of_a, x);
    const bool like_b = count_of(structure, x) == count_of(of_b, x);
    EXPECT_TRUE(like_a || like_b);
    if (like_a != like_b) x_of_a.insert(like_a);
    pairs.emplace(one.parent_a, one.parent_b);
  }
  EXPECT_GT(pairs.size(), 12U);
  EXPECT_EQ(x_of_a.size(), 2U) << "X of either";
}

// Binaries with an atom more of a third element.
Binaries with_prototypes(Binaries binaries) {
  for (const Structure& structure : binaries.structures.a) {
    std::vector<Site> sites = structure.sites();
    sites.push_back({Element::from_symbol("Fe"), {0.1, 0.2, 0.3}});
    binaries.prototypes.emplace_back(structure.lattice(), std::move(sites), structure.name());
  }
  return binaries;
}

TEST(MakeMethod, EveryNameMakesAMethodThatMakesStructures) {
  const Binaries binaries = with_prototypes(inputs());
  for (std::size_t index = 0; index < kChoiceNames<MethodName>.size(); ++index) {
    const auto name = static_cast<MethodName>(index);
    Configuration configuration = configuration_of(name);
    configuration.training.epochs_step1 = 1;
    configuration.training.epochs_step3 = 1;
    const auto method = make_method(configuration, binaries, 0);
    const bool learns = std::ranges::find(kLearned, name) != kLearned.end() || name == MethodName::crystalgan;
    const auto* learned = dynamic_cast<const LearnedMethod*>(method.get());
    ASSERT_EQ(learned != nullptr, learns) << name_of(name);
    if (learns) {
      EXPECT_EQ(learned->epochs_done(), 0) << name_of(name);
    }
    EXPECT_GE(method->max_samples(), 10) << name_of(name);
    EXPECT_TRUE(train(*method, {})) << name_of(name);
    const auto raw = method->generate(3);
    ASSERT_EQ(raw.size(), 3U) << name_of(name);
    for (const RawStructure& one : raw) EXPECT_FALSE(one.origin.empty()) << name_of(name);
    if (learns) {
      EXPECT_GT(learned->epochs(), 0) << name_of(name);
      EXPECT_EQ(learned->epochs_done(), learned->epochs()) << name_of(name);
      EXPECT_FALSE(learned->state().empty()) << name_of(name);
      EXPECT_FALSE(learned->history().empty()) << name_of(name);
    }
  }
}

}  // namespace
}  // namespace crystalgan
