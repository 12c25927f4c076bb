#include "crystalgan/campaign/merge.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>

#include "crystalgan/core/error.hpp"
#include "tests/campaign/crafted_database.hpp"
#include "tests/campaign/database_rows.hpp"
#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

std::string merged_rows(const CampaignFolder& campaign) {
  merge_campaign(campaign, {});
  return rows_of_database(campaign.path() / campaign_files::kDatabase);
}

TEST(Merge, PutsEverySystemAndCandidateIntoTheDatabase) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  write_result(campaign, made_up_result(campaign.systems()[0], 4));
  campaign.write_failure({campaign.systems()[2].name, "no valence of Pd", 3, 2});
  const MergeCounts counts = merge_campaign(campaign, {});
  EXPECT_EQ(counts.systems, 1U);
  EXPECT_EQ(counts.candidates, 4U);
  EXPECT_EQ(counts.failures, 1U);
  const fs::path file = campaign.path() / campaign_files::kDatabase;
  EXPECT_EQ(answer_of(file, "select system, state from systems"), "Al-Ni-H|done\nAl-Pd-H|open\nNi-Pd-H|failed\n");
  EXPECT_EQ(answer_of(file, "select number, system, id, rank from candidates"),
            "1000001|Al-Ni-H|0001|1\n1000002|Al-Ni-H|0002|\n1000003|Al-Ni-H|0003|2\n1000004|Al-Ni-H|0004|\n");
  EXPECT_EQ(answer_of(file, "select system, reason, code, attempt from failures"), "Ni-Pd-H|no valence of Pd|3|2\n");
  EXPECT_EQ(answer_of(file, "pragma journal_mode"), "wal\n");
  EXPECT_EQ(answer_of(file, "pragma integrity_check"), "ok\n");
}

TEST(Merge, TwiceChangesNothing) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  write_result(campaign, made_up_result(campaign.systems()[1], 5));
  campaign.write_failure({campaign.systems()[0].name, "reason", 3, 1});
  const std::string rows = merged_rows(campaign);
  const std::string bytes = read_file(campaign.path() / campaign_files::kDatabase);
  const MergeCounts again = merge_campaign(campaign, {});
  EXPECT_EQ(again.systems, 0U);
  EXPECT_EQ(again.unchanged, 1U);
  EXPECT_EQ(rows_of_database(campaign.path() / campaign_files::kDatabase), rows);
  EXPECT_EQ(read_file(campaign.path() / campaign_files::kDatabase), bytes);
}

TEST(Merge, DoesNotDependOnTheOrderInWhichSystemsEnd) {
  const ScratchFolder scratch;
  const CampaignFolder one = made_up_campaign(scratch / "one");
  const CampaignFolder other = made_up_campaign(scratch / "other");
  for (const CampaignSystem& system : one.systems()) write_result(one, made_up_result(system, 6));
  for (auto system = other.systems().rbegin(); system != other.systems().rend(); ++system) {
    write_result(other, made_up_result(*system, 6));
    merge_campaign(other, {});
  }
  EXPECT_EQ(merged_rows(one), merged_rows(other));
}

TEST(Merge, AChangedSystemReplacesItsRows) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  const CampaignFolder fresh = made_up_campaign(scratch / "fresh");
  const CampaignSystem& system = campaign.systems()[0];
  campaign.write_failure({system.name, "reason", 3, 1});
  merge_campaign(campaign, {});
  write_result(campaign, made_up_result(system, 9));
  merge_campaign(campaign, {});
  write_result(campaign, made_up_result(system, 3));
  write_result(fresh, made_up_result(system, 3));
  EXPECT_EQ(merged_rows(campaign), merged_rows(fresh)) << "a failure of a finished system is none";
}

TEST(Merge, StoppedItKeepsWholeSystems) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  for (const CampaignSystem& system : campaign.systems()) write_result(campaign, made_up_result(system, 4));
  int asked = 0;
  EXPECT_TRUE(merge_campaign(campaign, {[&asked] { return ++asked > 2; }, {}}).was_stopped);
  const fs::path file = campaign.path() / campaign_files::kDatabase;
  EXPECT_EQ(answer_of(file, "select system, count(*) from candidates group by 1"), "Al-Ni-H|4\nAl-Pd-H|4\n");
  EXPECT_EQ(merge_campaign(campaign, {}).systems, 1U);
}

TEST(Merge, ADamagedResultIsNamed) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  write_result(campaign, made_up_result(campaign.systems()[0], 4));
  campaign.files().write("systems/Ni-Pd-H.json", "{}");
  try {
    merge_campaign(campaign, {});
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_NE(std::string(error.what()).find("Ni-Pd-H.json"), std::string::npos) << error.what();
  }
}

TEST(Merge, WritesIntoNoDatabaseOfOthers) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  write_result(campaign, made_up_result(campaign.systems()[0], 2));
  const fs::path file = campaign.path() / campaign_files::kDatabase;
  execute(file, "create table mine (a); insert into mine values (1)");
  EXPECT_THROW(merge_campaign(campaign, {}), ParseError);
  EXPECT_EQ(answer_of(file, "select a from mine"), "1\n");
  fs::remove(file);
  merge_campaign(campaign, {});
  execute(file, "create trigger evil after insert on candidates begin delete from systems; end");
  write_result(campaign, made_up_result(campaign.systems()[1], 2));
  EXPECT_THROW(merge_campaign(campaign, {}), ParseError);
}

TEST(Merge, FollowsNoLinkAndNoJournalOfOthers) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  const fs::path file = campaign.path() / campaign_files::kDatabase;
  scratch.write("mine", "");
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
    fs::create_symlink(scratch / "mine", file.string() + ending);
    EXPECT_THROW(merge_campaign(campaign, {}), ParseError) << ending;
    fs::remove(file.string() + ending);
  }
  // a journal that names another file, which SQLite would remove
  campaign.files().write("campaign.sqlite-journal", "mine\xd9\xd5\x05\xf9\x20\xa1\x63\xd7");
  EXPECT_THROW(merge_campaign(campaign, {}), ParseError);
  EXPECT_EQ(read_file(scratch / "mine"), "");
}

TEST(Merge, PlaysNoJournalThatMakesTheDatabaseLarge) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  write_result(campaign, made_up_result(campaign.systems()[0], 4));
  merge_campaign(campaign, {});
  const fs::path file = campaign.path() / campaign_files::kDatabase;
  const auto size = fs::file_size(file);
  for (const std::string& mode : {std::string("wal"), std::string("delete")}) {
    execute(file, "pragma journal_mode = " + mode);
    campaign.files().write("campaign.sqlite-journal", journal_of(10'000'000));
    EXPECT_THROW(merge_campaign(campaign, {}), ParseError) << mode;
    EXPECT_EQ(fs::file_size(file), size) << mode;
    fs::remove(file.string() + "-journal");
    EXPECT_EQ(merge_campaign(campaign, {}).unchanged, 1U) << mode;
  }
}

TEST(Merge, OfTreesWithoutEndEnds) {
  const ScratchFolder scratch;
  for (const std::string& table : {std::string("systems"), std::string("failures"), std::string("candidates")}) {
    const CampaignFolder campaign = made_up_campaign(scratch / table);
    const CampaignSystem& system = campaign.systems()[0];
    write_result(campaign, made_up_result(system, 4));
    campaign.write_failure({campaign.systems()[1].name, "reason", 3, 1});
    merge_campaign(campaign, {});
    const fs::path file = campaign.path() / campaign_files::kDatabase;
    make_endless(file, table);
    campaign.write_failure({campaign.systems()[1].name, "reason", 3, 2});
    write_result(campaign, made_up_result(system, 3));
    EXPECT_THROW(merge_campaign(campaign, {}), ParseError) << table;
  }
}

TEST(Merge, LongReasonsAndNotesAreCut) {
  const ScratchFolder scratch;
  const CampaignFolder campaign = made_up_campaign(scratch / "c");
  campaign.write_failure({campaign.systems()[0].name, std::string(100'000, 'x'), 3, 1});
  SystemResult result = made_up_result(campaign.systems()[1], 2);
  result.note = std::string(100'000, 'y');
  write_result(campaign, result);
  merge_campaign(campaign, {});
  const fs::path file = campaign.path() / campaign_files::kDatabase;
  EXPECT_EQ(answer_of(file, "select length(reason) from failures"), "2003\n");
  EXPECT_EQ(answer_of(file, "select max(length(note)) from systems"), "2003\n");
  EXPECT_EQ(merge_campaign(campaign, {}).failures, 1U);
}

}  // namespace
}  // namespace crystalgan::test
