#include "crystalgan/stability/shortlist.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/crystal/symmetry.hpp"
#include "tests/stability/ranking_example.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

RankedStructure of(const std::string& id, const Structure& structure, std::optional<double> above_hull,
                   std::int64_t space_group = 216) {
  return {id, structure.named(id), space_group, above_hull};
}

std::vector<std::string> ids_of(const std::vector<RankedStructure>& structures) {
  std::vector<std::string> ids;
  for (const RankedStructure& one : structures) ids.push_back(one.id);
  return ids;
}

const Structure kOne = half_heusler(kPd, kNi, kH, "one");
const Structure kOther = half_heusler(kPd, kH, kNi, "other");
const Structure kFour = heusler("four");

TEST(Shortlist, IsInOrderOfEnergyWithOneOfEachCompositionFirst) {
  const std::vector<RankedStructure> all{of("0001", kOne, 0.10), of("0002", kOther, 0.05), of("0003", kFour, 0.20)};
  EXPECT_EQ(ids_of(shortlisted(all, 3, 20)), (std::vector<std::string>{"0002", "0003", "0001"}));
  EXPECT_EQ(ids_of(shortlisted(all, 2, 20)), (std::vector<std::string>{"0002", "0003"}));
  EXPECT_TRUE(shortlisted(all, 0, 20).empty());
  EXPECT_TRUE(shortlisted({}, 5, 20).empty());
}

TEST(Shortlist, SupercellsArePrimitiveCellsOfOneComposition) {
  const std::vector<RankedStructure> all{of("0001", supercell(kOne, 2, 1, 1), 0.1), of("0002", kOther, 0.2),
                                         of("0003", kFour, 0.3)};
  const auto chosen = shortlisted(all, 3, 4);
  EXPECT_EQ(ids_of(chosen), (std::vector<std::string>{"0001", "0003", "0002"}));
  EXPECT_EQ(chosen[0].structure.size(), 3U);
  EXPECT_EQ(chosen[0].structure.name(), "0001");
  EXPECT_EQ(chosen[0].above_hull, 0.1);
}

TEST(Shortlist, IsExactlySymmetricWithTheMostSymmetricSiteAtTheOrigin) {
  Random random(Seed(3));
  const Structure perovskite(
      Lattice::from_parameters(4, 4, 4, 90, 90, 90),
      {{kH, {0.5, 0.5, 0}}, {kH, {0.5, 0, 0.5}}, {kH, {0, 0.5, 0.5}}, {kNi, {0.5, 0.5, 0.5}}, {kPd, {0, 0, 0}}},
      "perovskite");
  const Structure moved = shaken(translated(perovskite, {0.31, 0.17, 0.93}), 0.01, random);
  ASSERT_NE(find_space_group(moved, 1e-5)->number, 221);
  const Structure chosen = shortlisted({of("0001", moved, 0.1)}, 1, 20).at(0).structure;
  EXPECT_EQ(find_space_group(chosen, 1e-5)->number, 221);
  const auto at_origin = std::ranges::find_if(chosen.sites(), [](const Site& site) {
    const auto whole = [](double x) { return std::abs(x - std::round(x)) < 1e-9; };
    return whole(site.position[0]) && whole(site.position[1]) && whole(site.position[2]);
  });
  ASSERT_NE(at_origin, chosen.sites().end());
  EXPECT_NE(at_origin->element, kH) << "48 operations leave a metal in place, 16 an H";
}

TEST(Shortlist, LeavesOutWhatIsTooLarge) {
  const std::vector<RankedStructure> all{of("0001", kFour, 0.1), of("0002", kOne, 0.2)};
  EXPECT_EQ(ids_of(shortlisted(all, 3, 3)), std::vector<std::string>{"0002"});
}

TEST(Shortlist, WithoutEnergiesTheSymmetricComeFirstThenTheSmall) {
  const std::vector<RankedStructure> all{of("0001", kOne, std::nullopt, 2), of("0002", kFour, std::nullopt, 216),
                                         of("0003", kOther, std::nullopt, 216)};
  EXPECT_EQ(ids_of(shortlisted(all, 3, 20)), (std::vector<std::string>{"0003", "0002", "0001"}));
}

}  // namespace
}  // namespace crystalgan
