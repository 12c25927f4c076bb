#include "crystalgan/campaign/system_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan::test {
namespace {

const Element kX = Element::from_symbol("H");

std::string named(const std::vector<MetalPair>& pairs) {
  std::string text;
  for (const auto& [a, b] : pairs) text += std::string(a.symbol()) + "-" + std::string(b.symbol()) + " ";
  return text;
}

TEST(SystemList, HasEveryPairOfMetalsBySymbol) {
  EXPECT_EQ(named(pairs_of(parse_metals("Pd,Ni Al\n# remark\n", "list", kX))), "Al-Ni Al-Pd Ni-Pd ");
}

TEST(SystemList, RefusesWrongMetals) {
  for (const char* wrong : {"", "Ni", "Ni,Ni", "Ni,Qq", "Ni,H"})
    EXPECT_THROW(parse_metals(wrong, "list", kX), ParseError) << wrong;
}

TEST(SystemList, ReadsSystemsInTheOrderOfTheFile) {
  EXPECT_EQ(named(parse_pairs("Pd-Ni-H # known\n\nAl Ni H\n", "list", kX)), "Ni-Pd Al-Ni ");
  for (const char* wrong : {"", "Pd-Ni", "Pd-Ni-O", "Pd-Pd-H", "Pd-Ni-H\nNi-Pd-H", "Pd-Ni-H-O"})
    EXPECT_THROW(parse_pairs(wrong, "list", kX), ParseError) << wrong;
}

TEST(SystemList, KnowsTheBinariesOfBothMetals) {
  const BinaryPool& pool = shipped_pool();
  const auto metals = metals_with(pool, kX);
  EXPECT_GT(metals.size(), 20U);
  EXPECT_TRUE(std::ranges::all_of(metals, [](Element metal) { return metal.is_metal(); }));
  const auto systems = campaign_systems(pairs_of(metals), kX, pool, Seed(0));
  EXPECT_EQ(systems.size(), metals.size() * (metals.size() - 1) / 2);
  const auto is_isotypic = [&](const char* name) {
    return std::ranges::find(systems, name, &CampaignSystem::name)->isotypic;
  };
  EXPECT_TRUE(is_isotypic("Ce-La-H")) << "CeH2 and LaH2 are fluorite";
  EXPECT_FALSE(is_isotypic("Ba-Sr-H")) << "BaH2 is cotunnite, the SrH2 that ships is hexagonal";
  for (const CampaignSystem& system : systems) EXPECT_GE(system.binaries_a * system.binaries_b, 1) << system.name;
}

TEST(SystemList, TheSeedOfASystemDependsOnNoOther) {
  const BinaryPool none({});
  const auto few = campaign_systems(pairs_of(parse_metals("Ni,Pd", "list", kX)), kX, none, Seed(5));
  const auto many = campaign_systems(pairs_of(parse_metals("Al,Ni,Pd", "list", kX)), kX, none, Seed(5));
  EXPECT_EQ(few.front().seed, many.back().seed);
  EXPECT_NE(many[0].seed, many[1].seed);
  EXPECT_NE(few.front().seed, campaign_systems(pairs_of(parse_metals("Ni,Pd", "list", kX)), kX, none, Seed(6))[0].seed);
}

TEST(SystemList, ReadsBackWhatItWrites) {
  const auto systems = campaign_systems(pairs_of(parse_metals("Al,Ni,Pd", "list", kX)), kX, shipped_pool(), Seed(5));
  EXPECT_EQ(campaign_systems_csv(parse_campaign_systems(campaign_systems_csv(systems), "list")),
            campaign_systems_csv(systems));
}

TEST(SystemList, OfAStrangerIsReadWithCare) {
  const std::string head = "number,system,a,b,x,isotypic,binaries_a,binaries_b,seed,cost\n";
  const std::string row = "1,Ni-Pd-H,Ni,Pd,H,no,1,1,5,1\n";
  EXPECT_EQ(parse_campaign_systems(head + row, "list").size(), 1U);
  for (const std::string& wrong :
       {head, head + row + row, head + "2,Ni-Pd-H,Ni,Pd,H,no,1,1,5,1\n", head + "1,../../x,Ni,Pd,H,no,1,1,5,1\n",
        head + "1,Ni-../a-H,Ni,../a,H,no,1,1,5,1\n", head + "1,Ni-Pd-H,Ni,Pd,H,no,1,1,5,0\n",
        head + "1,Ni-Ni-H,Ni,Ni,H,no,1,1,5,1\n", head + row.substr(0, 20)})
    EXPECT_THROW(parse_campaign_systems(wrong, "list"), ParseError) << wrong;
}

}  // namespace
}  // namespace crystalgan::test
