#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/columns.hpp"

namespace crystalgan {

/// A system of a campaign: a row of systems.csv.
struct CampaignSystem {
  std::int64_t number = 0;  ///< in the list, from 1
  std::string name;         ///< "Ni-Pd-H": metals by symbol; also the name of its files
  std::string a;
  std::string b;
  std::string x;
  bool isotypic = false;        ///< a binary of A-X and one of B-X have one structure type
  std::int64_t binaries_a = 0;  ///< known to the campaign: shipped, or of its learned model
  std::int64_t binaries_b = 0;
  std::int64_t seed = 0;  ///< of its run
  double cost = 0.0;      ///< estimated, in units of an average system
};

/// The columns of systems.csv.
inline constexpr std::array kCampaignSystemColumns{
    Column<CampaignSystem>{"number", "", &CampaignSystem::number},
    Column<CampaignSystem>{"system", "", &CampaignSystem::name},
    Column<CampaignSystem>{"a", "", &CampaignSystem::a},
    Column<CampaignSystem>{"b", "", &CampaignSystem::b},
    Column<CampaignSystem>{"x", "", &CampaignSystem::x},
    Column<CampaignSystem>{"isotypic", "", &CampaignSystem::isotypic},
    Column<CampaignSystem>{"binaries_a", "", &CampaignSystem::binaries_a},
    Column<CampaignSystem>{"binaries_b", "", &CampaignSystem::binaries_b},
    Column<CampaignSystem>{"seed", "", &CampaignSystem::seed},
    Column<CampaignSystem>{"cost", "", &CampaignSystem::cost},
};

/// Systems of a campaign, at most: each is some files. Chosen: all pairs of 118 elements are fewer.
inline constexpr std::size_t kMaxCampaignSystems = 10'000;

std::string campaign_systems_csv(const std::vector<CampaignSystem>& systems);

/// The reverse. Throws ParseError; also for a name that is not A-B-X, a number out of order, a system that stands twice.
std::vector<CampaignSystem> parse_campaign_systems(std::string_view csv, const std::string& file);

}  // namespace crystalgan
