#include "crystalgan/report/energies_section.hpp"

#include <gtest/gtest.h>

#include "tests/report/energies_example.hpp"
#include "tests/report/recorded_run.hpp"

namespace crystalgan {
namespace {

std::string section_of(const test::Files& files) {
  const test::RecordedRun run(files);
  return energies_section(read_run(run.directory(), std::nullopt));
}

std::string fact(const std::string& term, const std::string& text) {
  return "<dt>" + term + "</dt><dd>" + text + "</dd>";
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(EnergiesSection, IsEmptyWithoutEnergies) { EXPECT_EQ(section_of(test::recorded_files()), ""); }

TEST(EnergiesSection, SaysByWhomTheEnergiesAreAndHowManyAreLeft) {
  const std::string section = section_of(test::with_energies(test::recorded_files()));
  for (const std::string& told :
       {fact("Calculator", "EAM &lt;screening&gt;"), fact("Version", "1.2"),
        fact("Source", "J. Phys. &amp; &quot;more&quot;"),
        fact("Use of its energies",
             "screening: a classical model, to relax and discard candidates, not to rank stability"),
        fact("Converged", "2 of 2 candidates"), fact("Of these within the distance limits", "2"),
        fact("Distinct crystals", "1"), fact("Within 0.05 eV/atom of the hull", "0"),
        fact("Within 0.10 eV/atom of the hull", "1")})
    EXPECT_NE(section.find(told), std::string::npos) << told;
  EXPECT_EQ(section.find("not ranked"), std::string::npos);
  EXPECT_EQ(section.find("density functional"), std::string::npos);
}

TEST(EnergiesSection, ShowsElementsAndCrystalsWithALinkToTheCandidate) {
  const std::string section = section_of(test::with_energies(test::recorded_files()));
  EXPECT_NE(section.find("<th scope=\"row\">H</th><td class=\"number\">-2.1250</td><td>H2 &lt;molecule&gt;</td>"),
            std::string::npos);
  EXPECT_NE(section.find("<td>1</td><th scope=\"row\"><a href=\"#0002\">0002</a></th><td>NiPdH</td>"
                         "<td><span class=\"symbol\">P4/mmm</span> <small>123</small></td>"
                         "<td class=\"number\">0.0625</td><td class=\"number\">0.0000</td>"
                         "<td class=\"number\">-0.0312</td><td class=\"number\">2</td>"),
            std::string::npos);
  EXPECT_NE(section.find("<li>NiH-&lt;NaCl&gt;: exploded</li>"), std::string::npos);
}

TEST(EnergiesSection, DrawsTheHullOfEachRankingOnce) {
  const std::string section = section_of(test::with_dft(test::with_energies(test::recorded_files())));
  EXPECT_EQ(times(section, "<svg class=\"chart\""), 2U);
  EXPECT_EQ(times(section, "id=\"chart-hull-screened-title\">Hull of Pd-Ni-H by EAM &lt;screening&gt;<"), 1U);
  EXPECT_EQ(times(section, "id=\"chart-hull-first-principles-title\""), 1U);
}

TEST(EnergiesSection, OfAUniversalPotentialSaysHowFarToTrustIt) {
  const std::string accuracy = "±30 meV/atom, MP2020-corrected, single model";
  auto files = test::recorded_files();
  const CalculatorRecord calculator = test::recorded_calculator("universal potential");
  test::add_relaxation(files, "", calculator, {test::relaxed_row("0001"), test::relaxed_row("0002")});
  RankingRecord ranking = test::recorded_ranking(calculator);
  test::add_ranking(files, "", ranking);
  std::string section = section_of(files);
  EXPECT_EQ(times(section, accuracy), 2U) << "in the paragraph and above the table";
  EXPECT_NE(section.find("How far to trust these numbers"), std::string::npos);
  EXPECT_EQ(section.find("µB/cell"), std::string::npos) << "no moments";
  ranking.crystals.front().moment = 1.236;
  test::add_ranking(files, "", ranking);
  section = section_of(files);
  EXPECT_NE(section.find("<th scope=\"col\" class=\"number\">µB/cell</th>"), std::string::npos);
  EXPECT_NE(section.find("<td class=\"number\">1.24</td><td class=\"number\">2</td></tr>"), std::string::npos);
  EXPECT_EQ(section_of(test::with_energies(test::recorded_files())).find(accuracy), std::string::npos);
}

TEST(EnergiesSection, CallsNothingStable) {
  const std::string section = section_of(test::with_dft(test::with_energies(test::recorded_files())));
  EXPECT_EQ(times(section, " stable"), 0U);
  EXPECT_NE(section.find("below the known phases in this model"), std::string::npos);
}

TEST(EnergiesSection, ShowsTheBestFifty) {
  auto files = test::with_energies(test::recorded_files());
  RankingRecord ranking = test::recorded_ranking(test::recorded_calculator("screening"));
  ranking.not_ternary = 3;
  ranking.unbelievable = 4;
  ranking.crystals.resize(51, ranking.crystals.front());
  ranking.crystals.back().id = ranking.crystals.back().found_by = "0051";  // no candidate of the run
  test::add_ranking(files, "", ranking);
  std::string section = section_of(files);
  EXPECT_EQ(times(section, "<a href=\"#0002\">"), 50U);
  EXPECT_NE(section.find("The best 50 of 51 distinct crystals."), std::string::npos);
  EXPECT_NE(section.find(fact("Of these without all three elements, not ranked", "3")), std::string::npos);
  EXPECT_NE(section.find(fact("Of these left out, formation energy below -5 eV/atom", "4")), std::string::npos);
  EXPECT_EQ(section.find("0051"), std::string::npos);
  ranking.crystals.front() = ranking.crystals.back();
  test::add_ranking(files, "", ranking);
  section = section_of(files);
  EXPECT_NE(section.find("<th scope=\"row\">0051</th>"), std::string::npos) << "a link to nowhere";
}

TEST(EnergiesSection, FirstPrinciplesHaveATableOfTheirOwnAndSayWhatFailed) {
  for (const auto& files :
       {test::with_dft(test::recorded_files()), test::with_dft(test::with_energies(test::recorded_files()))}) {
    const std::string section = section_of(files);
    const std::size_t judged = section.find("<h3>By density functional theory</h3>");
    ASSERT_NE(judged, std::string::npos);
    EXPECT_NE(section.find(fact("Converged", "1 of 2 candidates"), judged), std::string::npos);
    EXPECT_NE(section.find("<a href=\"#0001\">0001</a></th><td>NiPdH</td><td><span", judged), std::string::npos);
    EXPECT_NE(section.find("<a href=\"#0002\">0002</a></th><td>NiPdH</td><td>failed</td>"
                           "<td>no &lt;b&gt;density&lt;/b&gt;</td>",
                           judged),
              std::string::npos);
  }
}

TEST(EnergiesSection, ARelaxationThatIsNotRankedSaysWhy) {
  auto files = test::recorded_files();
  const std::vector<RelaxedRow> rows{test::relaxed_row("0001"), test::unfinished_row("0002", "stuck")};
  test::add_relaxation(files, "", test::recorded_calculator("screening"), rows);
  std::string section = section_of(files);
  EXPECT_NE(section.find("<code>crystalgan rank RUN</code>"), std::string::npos);
  EXPECT_EQ(section.find("<table"), std::string::npos);
  test::add_relaxation(files, "", test::recorded_calculator("geometry"), rows);
  section = section_of(files);
  EXPECT_NE(section.find("geometry: it gives no energies"), std::string::npos);
  EXPECT_NE(section.find("Relaxed without energies"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
