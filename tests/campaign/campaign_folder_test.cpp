#include "crystalgan/campaign/campaign_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "crystalgan/campaign/campaign_status.hpp"
#include "crystalgan/core/claim.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

TEST(CampaignFolder, ReadsBackWhatItWasMadeOf) {
  const ScratchFolder scratch;
  const CampaignFolder made = made_up_campaign(scratch / "c");
  const CampaignFolder read = CampaignFolder::open(scratch / "c");
  EXPECT_EQ(read.head().name, "made-up");
  EXPECT_EQ(read.head().metals, (std::vector<std::string>{"Al", "Ni", "Pd"}));
  EXPECT_EQ(configuration_text(read.configuration()), configuration_text(made.configuration()));
  EXPECT_EQ(campaign_systems_csv(read.systems()), campaign_systems_csv(made.systems()));
  EXPECT_THROW(made_up_campaign(scratch / "c"), ConfigError) << "it is there already";
}

TEST(CampaignFolder, ARunOfASystemHasItsElementsAndItsSeed) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  const Configuration configuration = campaign.configuration_of(campaign.systems()[2]);
  EXPECT_EQ(configuration.system.a, "Ni");
  EXPECT_EQ(configuration.system.b, "Pd");
  EXPECT_EQ(configuration.system.x, "H");
  EXPECT_EQ(configuration.seed, campaign.systems()[2].seed);
}

TEST(CampaignFolder, OfAStrangerLeadsNowhereElse) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  fs::create_directory(scratch / "elsewhere");
  for (const char* folder : {"systems", "failures"})
    fs::create_directory_symlink(scratch / "elsewhere", scratch / "c" / folder);
  EXPECT_THROW(write_result(campaign, made_up_result(campaign.systems()[0], 1)), ParseError);
  EXPECT_THROW(campaign.write_failure({"Al-Ni-H", "reason", 3, 1}), ParseError);
  EXPECT_TRUE(fs::is_empty(scratch / "elsewhere"));
  fs::remove(scratch / "c/campaign.json");
  fs::create_symlink("/etc/hostname", scratch / "c/campaign.json");
  EXPECT_THROW(CampaignFolder::open(scratch / "c"), ParseError);
}

TEST(CampaignFolder, LargeFilesAreRefusedBeforeTheyAreRead) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  campaign.write_failure({"Al-Ni-H", "reason", 3, 1});
  const auto grow = [&](const char* name, std::uintmax_t bytes) { fs::resize_file(scratch / "c" / name, bytes); };
  grow("failures/Al-Ni-H.json", std::uintmax_t{1} << 40U);
  EXPECT_THROW(campaign.failure_of(campaign.systems()[0]), IoError);
  for (const char* name : {"systems.csv", "campaign.toml", "campaign.json"}) {
    grow(name, std::uintmax_t{1} << 40U);
    EXPECT_THROW(CampaignFolder::open(scratch / "c"), IoError) << name;
  }
}

TEST(CampaignFolder, AFailureHasAFewAttempts) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  campaign.write_failure({"Al-Ni-H", "reason", 3, kMaxAttempts});
  EXPECT_EQ(campaign.failure_of(campaign.systems()[0])->attempt, kMaxAttempts);
  for (const std::int64_t attempt : {std::int64_t{0}, kMaxAttempts + 1, std::int64_t{9'007'199'254'740'991}}) {
    campaign.write_failure({"Al-Ni-H", "reason", 3, attempt});
    EXPECT_THROW(campaign.failure_of(campaign.systems()[0]), ParseError) << attempt;
  }
}

TEST(CampaignFolder, FilesOfNoSystemArePassedOver) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  write_result(campaign, made_up_result(campaign.systems()[0], 1));
  for (const char* name : {"systems/notes.txt", "systems/Au-Pt-H.json", "systems/.Al-Pd-H.json"})
    campaign.files().write(name, "x");
  EXPECT_EQ(campaign.finished_systems(), std::vector<std::string>{"Al-Ni-H"});
}

TEST(CampaignStatus, SaysWhereEverySystemStands) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c", {"Al", "Mg", "Ni", "Pd"});
  write_result(campaign, made_up_result(*campaign.find("Al-Ni-H"), 1));
  campaign.write_failure({"Al-Ni-H", "earlier", 3, 1});  // done since then
  campaign.write_failure({"Al-Pd-H", "no valence", 3, 1});
  ClaimFolder claims(campaign.path(), campaign_files::kClaims);
  const auto claim = claims.take("Ni-Pd-H");
  const CampaignStatus status = status_of(campaign);
  EXPECT_EQ(status.count(SystemState::done), 1U);
  EXPECT_EQ(status.count(SystemState::running), 1U);
  EXPECT_EQ(status.count(SystemState::failed), 1U);
  EXPECT_EQ(status.count(SystemState::open), 3U);
  EXPECT_FALSE(status.remaining_seconds) << "one result has no rate";
  for (const SystemStatus& one : status.systems) {
    if (one.state == SystemState::failed) {
      EXPECT_EQ(one.failure->reason, "no valence");
    }
    if (one.state == SystemState::running) {
      EXPECT_EQ(one.holder.pid, ::getpid());
    }
  }
}

TEST(CampaignStatus, TheRestTakesItsCostAtTheLastRate) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c", {"Al", "Mg", "Ni", "Pd"});
  const auto ended = [&](const char* system, int seconds) {
    write_result(campaign, made_up_result(*campaign.find(system), 1));
    fs::last_write_time(scratch / "c/systems" / (std::string(system) + ".json"),
                        fs::file_time_type::clock::now() + std::chrono::seconds(seconds));
  };
  ended("Al-Mg-H", -90000);  // yesterday: no part of the rate
  ended("Al-Ni-H", -200);
  ended("Al-Pd-H", -100);
  ended("Mg-Ni-H", 0);
  const CampaignStatus status = status_of(campaign);
  ASSERT_TRUE(status.remaining_seconds);
  EXPECT_NEAR(*status.remaining_seconds, 200.0, 1.0) << "two systems, one each 100 s";
}

}  // namespace
}  // namespace crystalgan::test
