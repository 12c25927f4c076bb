#include "crystalgan/ranking/shortlist.hpp"

#include <gtest/gtest.h>

#include "tests/ranking/ranking_example.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

Contestant of(const std::string& id, const Structure& structure, std::optional<double> above_hull,
              std::int64_t space_group = 216) {
  return {id, structure.named(id), space_group, above_hull};
}

std::vector<std::string> ids_of(const std::vector<Contestant>& contestants) {
  std::vector<std::string> ids;
  for (const Contestant& one : contestants) ids.push_back(one.id);
  return ids;
}

const Structure kOne = half_heusler(kPd, kNi, kH, "one");
const Structure kOther = half_heusler(kPd, kH, kNi, "other");
const Structure kFour = heusler("four");

TEST(Shortlist, IsInOrderOfEnergyWithOneOfEachCompositionFirst) {
  const std::vector<Contestant> all{of("0001", kOne, 0.10), of("0002", kOther, 0.05), of("0003", kFour, 0.20)};
  EXPECT_EQ(ids_of(shortlisted(all, 3, 20)), (std::vector<std::string>{"0002", "0003", "0001"}));
  EXPECT_EQ(ids_of(shortlisted(all, 2, 20)), (std::vector<std::string>{"0002", "0003"}));
  EXPECT_TRUE(shortlisted(all, 0, 20).empty());
  EXPECT_TRUE(shortlisted({}, 5, 20).empty());
}

TEST(Shortlist, SupercellsArePrimitiveCellsOfOneComposition) {
  const std::vector<Contestant> all{of("0001", supercell(kOne, 2, 1, 1), 0.1), of("0002", kOther, 0.2),
                                    of("0003", kFour, 0.3)};
  const auto chosen = shortlisted(all, 3, 4);
  EXPECT_EQ(ids_of(chosen), (std::vector<std::string>{"0001", "0003", "0002"}));
  EXPECT_EQ(chosen[0].structure.size(), 3U);
  EXPECT_EQ(chosen[0].structure.name(), "0001");
  EXPECT_EQ(chosen[0].above_hull, 0.1);
}

TEST(Shortlist, LeavesOutWhatIsTooLarge) {
  const std::vector<Contestant> all{of("0001", kFour, 0.1), of("0002", kOne, 0.2)};
  EXPECT_EQ(ids_of(shortlisted(all, 3, 3)), std::vector<std::string>{"0002"});
}

TEST(Shortlist, WithoutEnergiesTheSymmetricComeFirstThenTheSmall) {
  const std::vector<Contestant> all{of("0001", kOne, std::nullopt, 2), of("0002", kFour, std::nullopt, 216),
                                    of("0003", kOther, std::nullopt, 216)};
  EXPECT_EQ(ids_of(shortlisted(all, 3, 20)), (std::vector<std::string>{"0003", "0002", "0001"}));
}

}  // namespace
}  // namespace crystalgan
