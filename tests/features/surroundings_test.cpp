#include "crystalgan/features/surroundings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/element_pairs.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

constexpr std::size_t kDistances = 14;   // of each pair
constexpr std::size_t kBeforePairs = 4;  // three shares and the volume

std::vector<double> row_of(const Structure& structure) { return surroundings(structure, kSystem); }

double largest_difference(const std::vector<double>& one, const std::vector<double>& other) {
  EXPECT_EQ(one.size(), other.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < one.size(); ++i) largest = std::max(largest, std::abs(one[i] - other[i]));
  return largest;
}

// The counts of a pair, by its place in the order of element_pairs().
std::vector<double> counts_of(const std::vector<double>& row, std::size_t pair) {
  const auto first = row.begin() + static_cast<std::ptrdiff_t>(kBeforePairs + kDistances * pair);
  return {first, first + kDistances};
}

// Shells as (neighbours, distance), for a share of all atoms.
std::vector<double> counted(const std::vector<std::pair<double, double>>& shells, double share) {
  std::vector<double> counts;
  for (std::size_t k = 0; k < kDistances; ++k) {
    double sum = 0.0;
    for (const auto& [neighbors, distance] : shells)
      sum += neighbors * std::exp(-0.5 * std::pow((distance - 1.2 - 0.3 * static_cast<double>(k)) / 0.3, 2));
    counts.push_back(share * sum);
  }
  return counts;
}

TEST(Surroundings, OfRocksaltCanBeCountedByHand) {
  const double a = 4.2;
  const auto row = row_of(test::rocksalt(a));
  ASSERT_EQ(row.size(), kBeforePairs + 6 * kDistances);
  EXPECT_NEAR(row[0], 0.5, 1e-12);
  EXPECT_EQ(row[1], 0.0) << "no Ni";
  EXPECT_NEAR(row[2], 0.5, 1e-12);
  EXPECT_NEAR(row[3], a * a * a / 8, 1e-9);
  // to 6 Å
  const std::vector<std::pair<double, double>> like{
      {12, a / std::sqrt(2.0)}, {6, a}, {24, a * std::sqrt(1.5)}, {12, a * std::sqrt(2.0)}};
  const std::vector<std::pair<double, double>> unlike{
      {6, a / 2}, {8, a * std::sqrt(3.0) / 2}, {24, a * std::sqrt(5.0) / 2}};
  EXPECT_LT(largest_difference(counts_of(row, 0), counted(like, 0.5)), 1e-9) << "Pd-Pd";
  EXPECT_LT(largest_difference(counts_of(row, 2), counted(unlike, 1.0)), 1e-9) << "Pd-H, from either end";
  EXPECT_LT(largest_difference(counts_of(row, 5), counted(like, 0.5)), 1e-9) << "H-H";
  for (const std::size_t with_ni : {1U, 3U, 4U})
    EXPECT_EQ(counts_of(row, with_ni), std::vector<double>(kDistances, 0.0)) << with_ni;
  EXPECT_NEAR(counts_of(row, 2)[3], 6.0, 1e-4) << "six at 2.1 Å, nothing else near";
}

TEST(Surroundings, AreThoseOfTheCrystalNotOfItsDescription) {
  Random random(Seed(11));
  for (const Structure& crystal : test::random_crystals(random)) {
    const auto row = row_of(crystal);
    const auto expect_same = [&](const Structure& other, const std::string& how) {
      EXPECT_LT(largest_difference(row_of(other), row), 1e-9) << crystal.name() << ", " << how;
    };
    for (int i = 0; i < 5; ++i) expect_same(test::recut(crystal, test::random_change(random, 3)), "another cell");
    expect_same(test::translated(crystal, {0.31, -0.77, 2.5}), "another origin");
    expect_same(test::permuted(crystal, {3, 1, 0, 2}), "another order");
    expect_same(test::other_handed(crystal), "another hand of the axes");
    expect_same(test::rotated(crystal, 0.7), "turned");
    expect_same(test::supercell(crystal, 2, 1, 3), "a supercell");
  }
}

TEST(Surroundings, TellCrystalsApart) {
  Random random(Seed(12));
  std::vector<Structure> crystals = test::random_crystals(random);
  const Element pd = kSystem.a;
  const Element ni = kSystem.b;
  const Element h = kSystem.x;
  const Lattice face_centred({Cartesian{0, 2.5, 2.5}, Cartesian{2.5, 0, 2.5}, Cartesian{2.5, 2.5, 0}});
  for (const auto& [one, middle, other] : {std::array{pd, ni, h}, std::array{pd, h, ni}, std::array{ni, pd, h}})
    crystals.push_back(
        {face_centred, {{one, {0, 0, 0}}, {middle, {0.25, 0.25, 0.25}}, {other, {0.5, 0.5, 0.5}}}, "half Heusler"});
  crystals.push_back(test::rocksalt());
  crystals.push_back(test::rocksalt(4.2));
  crystals.push_back({face_centred, {{pd, {0, 0, 0}}, {h, {0.25, 0.25, 0.25}}}, "zinc blende"});
  for (std::size_t i = 0; i < crystals.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_GT(largest_difference(row_of(crystals[i]), row_of(crystals[j])), 0.05)
          << crystals[i].name() << " " << i << " and " << crystals[j].name() << " " << j;
}

TEST(Surroundings, ChangeLittleWithASmallMove) {
  Random random(Seed(13));
  for (const Structure& crystal : test::random_crystals(random)) {
    Structure moved = test::shaken(crystal, 1e-7, random);
    EXPECT_LT(largest_difference(row_of(moved), row_of(crystal)), 1e-3) << crystal.name();
  }
}

TEST(Surroundings, ExchangeTheirColumnsWithTheMetals) {
  Random random(Seed(14));
  const auto exchanged = ChemicalSystem::from_symbols("Ni", "Pd", "H");
  const auto names = pair_names(kSystem);
  const auto other_names = pair_names(exchanged);
  for (const Structure& crystal : test::random_crystals(random)) {
    const auto row = row_of(crystal);
    const auto other = surroundings(crystal, exchanged);
    EXPECT_EQ(row[0], other[1]);
    EXPECT_EQ(row[1], other[0]);
    for (std::size_t pair = 0; pair < names.size(); ++pair) {
      const auto place = std::ranges::find(other_names, names[pair]) - other_names.begin();
      EXPECT_EQ(counts_of(row, pair), counts_of(other, static_cast<std::size_t>(place))) << names[pair];
    }
  }
}

}  // namespace
}  // namespace crystalgan
