#include "crystalgan/campaign/query.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "crystalgan/campaign/merge.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/campaign/crafted_database.hpp"
#include "tests/campaign/database_rows.hpp"
#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

class Query : public testing::Test {
 protected:
  Query() {
    for (const CampaignSystem& system : campaign_.systems()) write_result(campaign_, made_up_result(system, 40));
    merge_campaign(campaign_, {});
  }

  fs::path file() const { return campaign_.path() / campaign_files::kDatabase; }

  std::vector<QueriedCandidate> rows(const CampaignQuery& query) const {
    std::vector<QueriedCandidate> found;
    query_campaign(campaign_, query, [&found](const QueriedCandidate& row) { found.push_back(row); });
    return found;
  }
  std::vector<QueriedCandidate> rows_where(const std::string& where) const { return rows({where, "", 0, false}); }

  ScratchFolder scratch_;
  CampaignFolder campaign_ = made_up_campaign(scratch_ / "c");
};

TEST_F(Query, FindsWhatPlainSqliteFinds) {
  for (const char* where :
       {"above_hull < 0.05 and spacegroup > 100", "formula like 'AlNi%'", "system = 'Ni-Pd-H' and rank <= 3",
        "abs(score) > 0.5 or template is null", "novel and good and not strict"}) {
    std::string ids;
    for (const QueriedCandidate& row : rows({where, "number", 0, false}))
      ids += row.system + "|" + row.candidate.id + "\n";
    EXPECT_EQ(ids,
              answer_of(file(), "select system, id from candidates where " + std::string(where) + " order by number"))
        << where;
    EXPECT_FALSE(ids.empty()) << where;
  }
}

TEST_F(Query, SortsTheBestFirstAndThoseWithoutEnergyLast) {
  const auto all = rows({});
  ASSERT_EQ(all.size(), 120U);
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto& before = all[i - 1].candidate.above_hull;
    const auto& now = all[i].candidate.above_hull;
    EXPECT_TRUE(before ? !now || *before <= *now : !now);
  }
  EXPECT_EQ(rows({"", "spacegroup desc, system", 3, false}).size(), 3U);
}

TEST_F(Query, GivesTheCandidatesAsTheyWere) {
  const SystemResult result = made_up_result(campaign_.systems()[0], 40);
  const auto found = rows({"system = 'Al-Ni-H'", "id", 0, true});
  ASSERT_EQ(found.size(), result.candidates.size());
  SystemResult again = result;
  for (std::size_t i = 0; i < found.size(); ++i) again.candidates[i] = found[i].candidate;
  EXPECT_EQ(system_result_json(again), system_result_json(result));
}

TEST_F(Query, LeavesTheFolderAsItWas) {
  const std::string before = read_file(file());
  rows_where("above_hull < 0.1");
  EXPECT_EQ(read_file(file()), before);
  EXPECT_FALSE(fs::exists(file().string() + "-wal"));
  EXPECT_FALSE(fs::exists(file().string() + "-shm"));
}

TEST_F(Query, TextsThatDoAnythingElseAreRefused) {
  const std::string outside = (scratch_ / "outside.sqlite").string();
  for (const std::string& attack :
       {std::string("1); delete from candidates; --"),
        std::string("1); attach '" + outside + "' as o; --"),
        std::string("1) union select sql,1 from sqlite_schema --"),
        std::string("(select count(*) from systems) > 0"),
        std::string("exists (select 1 from sqlite_schema)"),
        std::string("(select count(*) from candidates) > 0"),
        std::string("load_extension('x')"),
        std::string("writefile('x', 'y')"),
        std::string("randomblob(100000000)"),
        std::string("length(zeroblob(1000000000)) > 1"),
        std::string("printf('%1000000000d', 1)"),
        std::string("(with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c)"),
        std::string("nonsense > 1"),
        std::string("above_hull <"),
        std::string("1)"),
        std::string("'"),
        std::string("1) limit 1 /*"),
        std::string("1 -- a remark"),
        std::string("1) or (1"),
        std::string("(1"),
        std::string("1; "),
        std::string("\"formula"),
        std::string("formula = \"no column\""),
        std::string("1\0) --", 6),
        std::string("\xff")}) {
    EXPECT_THROW(rows_where(attack), ConfigError) << attack;
    EXPECT_THROW(rows({"", attack, 0, false}), ConfigError) << attack;
  }
  EXPECT_FALSE(fs::exists(outside));
  EXPECT_EQ(rows_where("formula <> ')--;' and \"atoms\" > 0 and [atoms] in (atoms, (1))").size(), 120U);
}

TEST_F(Query, IsStoppedByItsCallerAndByItsLimit) {
  const auto ignore = [](const QueriedCandidate&) {};
  EXPECT_THROW(query_campaign(campaign_, {"spacegroup > 0", "", 0, false}, ignore, [] { return true; }), ConfigError);
}

TEST_F(Query, OfADatabaseWithAnotherSchemaIsRefused) {
  for (const std::string& change :
       {std::string("create view extra as select 1"), std::string("create index extra on candidates (atoms)"),
        std::string("create trigger extra after insert on candidates begin select 1; end"),
        std::string("alter table candidates add column extra"), std::string("pragma user_version = 2"),
        std::string("pragma application_id = 0"), std::string("drop index candidates_by_formula")}) {
    const std::string before = read_file(file());
    execute(file(), change);
    EXPECT_THROW(rows({}), ParseError) << change;
    for (const char* ending : {"", "-wal", "-shm"}) fs::remove(file().string() + ending);
    campaign_.files().write(campaign_files::kDatabase, before);
  }
}

TEST_F(Query, ValuesThatACandidateCannotHaveAreRefused) {
  for (const std::string& change :
       {std::string("spacegroup = 231"), std::string("spacegroup = -1"), std::string("atoms = 1.5"),
        std::string("formula = x'00ff'"), std::string("good = 2"), std::string("energy = 9e999"),
        std::string("system = '../x'"), std::string("id = '../x'"), std::string("energy = 'low'")}) {
    const std::string before = read_file(file());
    execute(file(), "update candidates set " + change + " where number = 1000001");
    EXPECT_THROW(rows({}), ParseError) << change;
    for (const char* ending : {"", "-wal", "-shm"}) fs::remove(file().string() + ending);
    campaign_.files().write(campaign_files::kDatabase, before);
  }
}

TEST_F(Query, OfADamagedFileThrows) {
  const std::string whole = read_file(file());
  for (std::size_t at = 0; at < whole.size(); at += 997) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    campaign_.files().write(campaign_files::kDatabase, damaged);
    try {
      rows({});
    } catch (const Error&) {
    }
    campaign_.files().write(campaign_files::kDatabase, whole.substr(0, at));
    EXPECT_THROW(rows({}), Error) << at;
  }
}

TEST_F(Query, SeesNothingOfAMergeWithoutALogThatWasInterrupted) {
  execute(file(), "pragma journal_mode = delete");
  EXPECT_EQ(rows({}).size(), 120U);
  EXPECT_EQ(fs::exists(file().string() + "-journal"), false);
  const std::string journal = journal_of(1);
  campaign_.files().write("campaign.sqlite-journal", journal);
  EXPECT_THROW(rows({}), IoError);
  EXPECT_EQ(read_file(file().string() + "-journal"), journal);
}

TEST_F(Query, ReadsNoFileBesideTheDatabaseWhole) {
  for (const char* ending : {"-journal", "-wal"}) {
    campaign_.files().write(std::string(campaign_files::kDatabase) + ending, "x");
    fs::resize_file(file().string() + ending, std::uintmax_t{1} << 40U);  // no block of it is on the disk
    try {
      rows({});
    } catch (const Error&) {
    }
    fs::remove(file().string() + ending);
  }
}

TEST_F(Query, OfATreeWithoutEndEnds) {
  make_endless(file(), "candidates");
  for (const char* where : {"atoms > 1000", "atoms > 0"}) try {
      rows_where(where);
      ADD_FAILURE() << where;
    } catch (const ConfigError& error) {
      EXPECT_NE(std::string(error.what()).find("than the limit"), std::string::npos) << error.what();
    }
}

TEST_F(Query, TextsLongerThanACandidateHasAreRefused) {
  execute(file(), "update candidates set formula = hex(zeroblob(20000)) where number = 1000001");
  EXPECT_THROW(rows({"", "formula", 0, false}), ParseError);
}

TEST_F(Query, LongStructuresAreRead) {
  execute(file(), "update structures set structure = hex(zeroblob(400000)) where number = 1000001");
  EXPECT_EQ(rows({"number = 1000001", "", 0, true}).at(0).candidate.structure.size(), 800'000U);
  execute(file(), "update structures set structure = hex(zeroblob(600000)) where number = 1000001");
  EXPECT_THROW(rows({"number = 1000001", "", 0, true}), ParseError);
}

TEST_F(Query, WithoutADatabaseSaysHowToMakeOne) {
  fs::remove(file());
  EXPECT_THROW(rows({}), IoError);
}

}  // namespace
}  // namespace crystalgan::test
