#include "crystalgan/wyckoff/normaliser.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace crystalgan::wyckoff {
namespace {

/// The letters that the letters of `from` become.
std::string images(const SpaceGroupTable& group, const LetterPermutation& permutation, const std::string& from) {
  std::string found;
  for (const char letter : from) found += group.positions[permutation[group.index_of(letter)]].letter;
  return found;
}

std::vector<std::string> images(int number, const std::string& from) {
  const SpaceGroupTable& group = space_group_table(number);
  std::vector<std::string> found;
  for (const auto& permutation : group.letter_permutations) found.push_back(images(group, permutation, from));
  std::ranges::sort(found);
  return found;
}

TEST(LetterPermutations, AreAsManyAsTheNormaliserMakes) {
  const std::map<int, std::size_t> expected{{2, 1344}, {12, 16}, {13, 8},  {47, 48}, {62, 2},  {123, 4}, {139, 2},
                                            {166, 2},  {167, 1}, {194, 2}, {221, 2}, {225, 2}, {227, 2}};
  for (const auto& [number, count] : expected)
    EXPECT_EQ(space_group_table(number).letter_permutations.size(), count) << number;
}

TEST(LetterPermutations, OfPm3mExchangeCornerAndMiddle) {
  EXPECT_EQ(images(221, "abcd"), (std::vector<std::string>{"abcd", "badc"}));
}

TEST(LetterPermutations, OfC2mAndP2cExchangeEandFAlone) {
  const auto has = [](const std::vector<std::string>& all, const char* image) {
    return std::ranges::find(all, image) != all.end();
  };
  EXPECT_TRUE(has(images(12, "abcdefg"), "abcdfeg"));
  EXPECT_TRUE(has(images(13, "abcdef"), "abcdfe"));
}

TEST(LetterPermutations, OfFm3mAndFd3mExchangeAandB) {
  EXPECT_EQ(images(225, "abc"), (std::vector<std::string>{"abc", "bac"}));
  EXPECT_EQ(images(227, "abcde"), (std::vector<std::string>{"abcde", "badce"}));
}

TEST(LetterPermutations, OfPmmmAreTheAxesAndTheHalves) {
  // 6 orders of the axes, 8 shifts of the origin: any of the 8 corners and middles may be a
  std::map<std::string, int> corners;
  for (const std::string& image : images(47, "a")) ++corners[image];
  EXPECT_EQ(corners.size(), 8U);
  for (const auto& [letter, count] : corners) EXPECT_EQ(count, 6) << letter;
}

TEST(LetterPermutations, OfPMinus1AreAllAffineMapsOfTheEightCentres) {
  // 168 linear maps of three coordinates modulo 2, 8 shifts
  std::map<std::string, int> pairs;
  for (const std::string& image : images(2, "ab")) ++pairs[image];
  EXPECT_EQ(pairs.size(), 56U);
  for (const auto& [letters, count] : pairs) EXPECT_EQ(count, 24) << letters;
}

TEST(LetterPermutations, KeepMultiplicityParametersAndSiteSymmetry) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    for (const auto& permutation : group.letter_permutations) {
      for (std::size_t i = 0; i < group.positions.size(); ++i) {
        const Position& image = group.positions.at(permutation[i]);
        EXPECT_EQ(image.multiplicity, group.positions[i].multiplicity) << number;
        EXPECT_EQ(image.parameters, group.positions[i].parameters) << number;
        EXPECT_EQ(image.site_symmetry_order, group.positions[i].site_symmetry_order) << number;
      }
    }
  }
}

TEST(LetterPermutations, AreAGroup) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    const auto& all = group.letter_permutations;
    EXPECT_TRUE(std::ranges::is_sorted(all)) << number;
    if (all.size() > 100) continue;  // group 2: a million products
    for (const auto& one : all) {
      for (const auto& other : all) {
        LetterPermutation product{};
        for (std::size_t i = 0; i < group.positions.size(); ++i) product[i] = one[other[i]];
        EXPECT_TRUE(std::ranges::binary_search(all, product)) << number;
      }
    }
  }
}

}  // namespace
}  // namespace crystalgan::wyckoff
