#include "crystalgan/report/campaign_page.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/report/structure_picture.hpp"
#include "tests/support/text_parts.hpp"

namespace crystalgan {
namespace {

using test::contains;
using test::count_of;

// Of one row: from its head to its end.
std::string row_of(const std::string& html, const std::string& metal) {
  const std::size_t start = html.find("<tr><th scope=\"row\">" + metal + "</th>");
  return start == std::string::npos ? "" : html.substr(start, html.find("</tr>", start) - start);
}

TEST(MetalMatrix, EachSystemStandsTwiceInTheColourOfItsBestCandidate) {
  const std::string html = metal_matrix({{"Ni", "Pd", "Ni-Pd-H: best", -0.0123, false},
                                         {"Mg", "Ni", "Mg-Ni-H", 0.0304, false},
                                         {"Mg", "Pd", "Mg-Pd-H", std::nullopt, true}});
  EXPECT_TRUE(contains(row_of(html, "Ni"), "<td class=\"on-hull\" title=\"Ni-Pd-H: best\">-12</td>"));
  EXPECT_TRUE(contains(row_of(html, "Pd"), "<td class=\"on-hull\" title=\"Ni-Pd-H: best\">-12</td>"));
  EXPECT_TRUE(contains(row_of(html, "Mg"), "<td class=\"middle\" title=\"Mg-Ni-H\">30</td>"));
  EXPECT_TRUE(contains(row_of(html, "Mg"), "<td class=\"failed\" title=\"Mg-Pd-H\"></td>"));
  EXPECT_EQ(count_of(html, "<td></td>"), 4U);  // the corner and the diagonal
}

TEST(MetalMatrix, LimitsOfColoursAreThoseOfTheHull) {
  const auto mark = [](double energy) {
    const std::string row = row_of(metal_matrix({{"Ni", "Pd", "", energy, false}}), "Ni");
    const std::size_t start = row.find("class=\"") + 7;
    return row.substr(start, row.find('"', start) - start);
  };
  EXPECT_EQ(mark(0.0), "on-hull");
  EXPECT_EQ(mark(0.03), "near");
  EXPECT_EQ(mark(0.1), "middle");
  EXPECT_EQ(mark(0.2), "far");
  EXPECT_EQ(mark(0.21), "farther");
}

TEST(MetalMatrix, SimilarMetalsAreNeighbours) {
  // Pettifor's scale: Ca before Ni before Pd.
  const std::string html =
      metal_matrix({{"Pd", "Ca", "", 0.1, false}, {"Ca", "Ni", "", 0.1, false}, {"Ni", "Pd", "", 0.1, false}});
  EXPECT_TRUE(contains(html, "<th scope=\"col\">Ca</th><th scope=\"col\">Ni</th><th scope=\"col\">Pd</th>"));
}

CampaignPage example_page() {
  CampaignPage page{"hydrides", "H", {{"Systems done", "1 of 2"}}, {{"Ni", "Pd", "Ni-Pd-H", 0.01, false}}, {}, {}};
  page.candidates.push_back({"Ni-Pd-H", "0001", "NiPdH2", 225, "Fm-3m", "P-1a", 0.0104, -0.25, "<svg></svg>"});
  page.failures.push_back({"Mg-Ni-H", "no crystal", 2});
  return page;
}

TEST(CampaignPage, ShowsMatrixCandidatesAndFailures) {
  const std::string html = campaign_page(example_page());
  EXPECT_TRUE(contains(html, "<h1>hydrides</h1>"));
  EXPECT_TRUE(contains(html,
                       "<th scope=\"row\">NiPdH<sub>2</sub></th><td><span class=\"symbol\">Fm-3m</span> (225)</td>"
                       "<td class=\"number\">0.010</td><td class=\"number\">-0.250</td>"));
  EXPECT_TRUE(contains(html, "<th scope=\"row\">Mg-Ni-H</th><td class=\"number\">2</td><td>no crystal</td>"));
}

TEST(CampaignPage, ForeignTextIsNoMarkup) {
  const std::string evil = "\"><script>alert(1)</script><b a='";
  CampaignPage page = example_page();
  page.name = page.x = evil;
  page.facts.emplace_back(evil, evil);
  page.matrix = {{evil, "Pd", evil, 0.0, false}};
  page.candidates[0].system = page.candidates[0].id = page.candidates[0].formula = evil;
  page.candidates[0].space_group_symbol = page.candidates[0].arrangement = evil;
  page.failures = {{evil, evil, 1}};
  const std::string html = campaign_page(page);
  EXPECT_FALSE(contains(html, "<script>alert"));
  EXPECT_FALSE(contains(html, "<b a="));
  EXPECT_EQ(count_of(html, "<script>"), 1U);
}

TEST(CampaignPage, LoadsNothing) {
  const std::string html = campaign_page(example_page());
  for (const char* part : {"http://", "https://", "src=", "@import", "url("})
    EXPECT_FALSE(contains(html, part)) << part;
  EXPECT_TRUE(contains(html, "default-src 'none'"));
}

// The most that a campaign may have: 10,000 systems of 142 metals, each text as long as it can be.
TEST(CampaignPage, TheLargestIsBelowFiveMegabytes) {
  CampaignPage page = example_page();
  const std::string usual(110, 'w');
  page.matrix.clear();
  for (int a = 0; a < 142; ++a)
    for (int b = a + 1; b < 142; ++b)
      page.matrix.push_back({"A" + std::to_string(a), "A" + std::to_string(b), usual, 0.1, false});
  page.matrix.resize(10'000);
  const Structure large(Lattice::from_parameters(4, 4, 4, 90, 90, 90),
                        std::vector<Site>(200, {Element::from_symbol("H"), {0.1, 0.2, 0.3}}), "large");
  page.candidates.assign(100, {"Ni-Pd-H", "0001", usual, 225, "Fm-3m", usual, 0.01, -0.2,
                               structure_picture(large, {Element::from_symbol("Ni"), Element::from_symbol("Pd")})});
  page.failures.assign(20'000, {"Ni-Pd-H", std::string(5'000, 'r'), 1});
  EXPECT_LT(campaign_page(page).size(), 5'000'000U);
}

}  // namespace
}  // namespace crystalgan
