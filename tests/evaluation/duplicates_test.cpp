#include "crystalgan/evaluation/duplicates.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "crystalgan/record/read_limits.hpp"
#include "tests/evaluation/evaluation_reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

TEST(Duplicates, AreThoseOfPymatgen) {
  const auto& reference = evaluation_reference();
  const Duplicates duplicates = find_duplicates(prepare_all(structures_of(reference["submitted"]), {}, 1), 1);
  EXPECT_EQ(duplicates.groups.first_of, reference["first_of"].get<std::vector<std::size_t>>());
  EXPECT_EQ(duplicates.alike.value(), reference["alike"].get<std::vector<std::size_t>>());
  EXPECT_DOUBLE_EQ(pairwise_uniqueness(*duplicates.alike).value(), reference["pairwise_uniqueness"].get<double>());
  EXPECT_EQ(duplicates.groups.given_up, 0U);
}

// Enough of one composition that several threads share it.
std::vector<Structure> many() {
  Random random{Seed(9)};
  std::vector<Structure> structures;
  for (int i = 0; i < 25; ++i)
    for (const Structure& crystal : random_crystals(random)) {
      structures.push_back(crystal);
      for (int copy = 0; copy < 2; ++copy) structures.push_back(shaken(crystal, 0.25, random));
    }
  return structures;
}

TEST(Duplicates, AreTheGroupsOfTheMatcherForAnyNumberOfThreads) {
  const auto structures = many();
  const Duplicates one = find_duplicates(prepare_all(structures, {}, 1), 1);
  const Duplicates four = find_duplicates(prepare_all(structures, {}, 4), 4);
  EXPECT_EQ(one.groups.first_of, match_groups(structures, {}, 1).first_of);
  EXPECT_EQ(one.groups.first_of, four.groups.first_of);
  EXPECT_EQ(one.alike, four.alike);
}

TEST(Duplicates, AreOnlyGroupedWherePairsTakeTooManySteps) {
  const auto structures = many();
  ReadLimits limits;
  limits.match_steps = 300'000;
  set_read_limits(limits);
  const Duplicates one = find_duplicates(prepare_all(structures, {}, 1), 1);
  const Duplicates three = find_duplicates(prepare_all(structures, {}, 3), 3);
  set_read_limits({});
  EXPECT_EQ(one.alike, std::nullopt);
  EXPECT_GT(one.groups.given_up, 0U);
  EXPECT_EQ(one.groups.given_up, three.groups.given_up);
  EXPECT_EQ(one.groups.first_of, three.groups.first_of);
}

TEST(Duplicates, OfDifferentCompositionsThereAreNone) {
  Random random{Seed(1)};
  std::vector<Structure> structures = one_atom_crystals();
  structures.push_back(rocksalt());
  structures.push_back(random_crystals(random).front());
  const Duplicates duplicates = find_duplicates(prepare_all({structures[0], structures[3], structures[4]}, {}, 1), 1);
  EXPECT_EQ(duplicates.groups.first_of, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(duplicates.alike.value(), (std::vector<std::size_t>{1, 1, 1}));
}

// Of five structures three are alike: 3 · 2 of the 5 · 4 ordered pairs.
TEST(PairwiseUniqueness, IsTheShareOfPairsThatDiffer) {
  EXPECT_DOUBLE_EQ(pairwise_uniqueness({3, 1, 3, 3, 1}).value(), 1.0 - 6.0 / 20.0);
  EXPECT_EQ(pairwise_uniqueness({1, 1}), 1.0);
  EXPECT_EQ(pairwise_uniqueness({2, 2}), 0.0);
  EXPECT_EQ(pairwise_uniqueness({1}), std::nullopt);
  EXPECT_EQ(pairwise_uniqueness({}), std::nullopt);
}

}  // namespace
}  // namespace crystalgan
