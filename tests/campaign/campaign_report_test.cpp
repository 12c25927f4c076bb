#include "crystalgan/campaign/campaign_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "crystalgan/campaign/merge.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/campaign/database_rows.hpp"
#include "tests/campaign/made_up_campaign.hpp"
#include "tests/support/text_parts.hpp"

namespace crystalgan::test {
namespace {

class CampaignReport : public testing::Test {
 protected:
  ScratchFolder scratch_;
  CampaignFolder campaign_ = made_up_campaign(scratch_ / "c");
};

TEST_F(CampaignReport, ShowsTheBestOfEverySystemAndTheBestHundred) {
  const SystemResult result = made_up_result(campaign_.systems()[0], 300);
  write_result(campaign_, result);
  campaign_.write_failure({campaign_.systems()[1].name, "no crystal of it", 3, 2});
  merge_campaign(campaign_, {});
  const std::string page = campaign_report(campaign_);
  const CampaignCandidate* best = nullptr;
  for (const CampaignCandidate& one : result.candidates)
    if (one.above_known && (best == nullptr || *one.above_known < *best->above_known)) best = &one;
  const std::string words = result.system + ": " + best->formula + " " + best->space_group_symbol + ", ";
  EXPECT_EQ(count_of(page, "title=\"" + words), 2U);
  EXPECT_TRUE(contains(page, "eV/atom above the known phases; 300 candidates\""));
  EXPECT_EQ(count_of(page, "<svg class=\"cell\""), kPageCandidates);
  EXPECT_LT(page.find("<td>" + result.system + " " + best->id + "</td>"), page.find("</tr>", page.find("<svg")));
  EXPECT_TRUE(contains(page, ">no crystal of it</td>"));
  EXPECT_EQ(count_of(page, "class=\"failed\" title=\"" + campaign_.systems()[1].name + ": failed\""), 2U);
  EXPECT_EQ(count_of(page, "title=\"" + campaign_.systems()[2].name + ": not done\""), 2U);
  EXPECT_TRUE(contains(page, "CHGNet 0.3.0"));
}

TEST_F(CampaignReport, EqualDatabasesGiveEqualPages) {
  for (const CampaignSystem& system : campaign_.systems()) write_result(campaign_, made_up_result(system, 5));
  merge_campaign(campaign_, {});
  EXPECT_EQ(campaign_report(campaign_), campaign_report(campaign_));
}

TEST_F(CampaignReport, ACrystalThatIsNoneHasNoPictureAndHidesNothing) {
  write_result(campaign_, made_up_result(campaign_.systems()[0], 10));
  merge_campaign(campaign_, {});
  const auto pictures = [&] { return count_of(campaign_report(campaign_), "<svg class=\"cell\""); };
  const std::size_t all = pictures();
  execute(campaign_.path() / campaign_files::kDatabase,
          "update structures set structure = '1e-300 1e-300 1e-300 90 90 90;Ni 0 0 0' where number = 1000001; "
          "update structures set structure = 'no crystal' where number = 1000003");
  EXPECT_EQ(pictures(), all - 2);
}

TEST_F(CampaignReport, LongTextsOfAStrangerAreRefused) {
  merge_campaign(campaign_, {});
  execute(campaign_.path() / campaign_files::kDatabase,
          "insert into failures values (1, 'Al-Ni-H', hex(zeroblob(20000)), 3, 1)");
  EXPECT_THROW(campaign_report(campaign_), ParseError);
}

TEST_F(CampaignReport, OfACampaignThatIsNotMergedThereIsNone) { EXPECT_THROW(campaign_report(campaign_), IoError); }

}  // namespace
}  // namespace crystalgan::test
