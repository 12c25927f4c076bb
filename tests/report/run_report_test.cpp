#include "crystalgan/report/run_report.hpp"

#include <gtest/gtest.h>

#include "crystalgan/report/packed.hpp"
#include "crystalgan/report/page_files.hpp"
#include "tests/report/comparison_example.hpp"
#include "tests/report/energies_example.hpp"
#include "tests/report/recorded_run.hpp"

namespace crystalgan {
namespace {

std::string report_of(const std::map<std::string, std::string>& files) {
  const test::RecordedRun run(files);
  return run_report(read_run(run.directory(), std::nullopt));
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(RunReport, SaysWhatWasAskedAndWhatCameOut) {
  const std::string page = report_of(test::recorded_files());
  EXPECT_NE(page.find("Structures generated for Pd-Ni-H: <strong>4</strong>. Certified"), std::string::npos);
  EXPECT_NE(page.find("crystalgan discover Pd Ni"), std::string::npos);
  EXPECT_EQ(page.find("{{"), page.find("{{", page.find("id=\"viewer-library\"")));  // no name is left to fill
}

TEST(RunReport, NothingIsLoadedFromAnywhere) {
  const std::string page = report_of(test::recorded_files());
  EXPECT_EQ(times(page, "src=\"http"), 0U);
  EXPECT_EQ(times(page, "href=\"http"), 0U);
  EXPECT_EQ(times(page, "@import"), 0U);
  EXPECT_NE(page.find("content=\"default-src 'none';"), std::string::npos);
}

TEST(RunReport, ThePolicyNamesTheTwoScriptsOfThePageAndNoOther) {
  const std::string page = report_of(test::recorded_files());
  EXPECT_EQ(times(page, "'sha256-"), 2U);
  EXPECT_NE(page.find(policy_hash(page_files::kScript)), std::string::npos);
  EXPECT_NE(page.find(policy_hash(page_files::kViewerLibrary)), std::string::npos);
  EXPECT_NE(page.find(">" + std::string(page_files::kScript) + "</script>"), std::string::npos);
}

TEST(RunReport, TextOfFilesStaysText) {
  auto files = test::recorded_files();
  Summary summary = test::recorded_summary();
  summary.rejections = {{"<b>bold</b>", 1, "<script>alert(1)</script>"}};
  files["summary.json"] = summary_json(summary);
  files["manifest.json"] =
      manifest_json({"0.1.0", "abc", "crystalgan discover --a-structures '<img src=x onerror=alert(1)>'", 0, {}, {}});
  const std::string page = report_of(files);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<b>bold"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_NE(page.find("&lt;b&gt;bold"), std::string::npos);
}

TEST(RunReport, NullBaselinesStandBesideTheRunWhereTheyWereCompared) {
  auto files = test::recorded_files();
  EXPECT_NE(report_of(files).find("crystalgan compare Pd Ni --with H --policy radii -o RUN/compare"),
            std::string::npos);
  files["compare/compare.json"] = test::kComparison;
  const std::string page = report_of(files);
  EXPECT_NE(page.find("97.5 ± 5.0"), std::string::npos);
  EXPECT_NE(page.find("atoms &lt;anywhere&gt;"), std::string::npos);
}

TEST(RunReport, ARunWithoutCandidatesIsAReportToo) {
  auto files = test::recorded_files();
  files["candidates.csv"] = candidates_csv({}, pair_names(ChemicalSystem::from_symbols("Pd", "Ni", "H")));
  Summary nothing;
  nothing.system = "Pd-Ni-H";
  nothing.policy = "radii";
  nothing.rejections = {{"the limits contradict each other", 0, "expected d1 <= d2, got 3 and 2"}};
  files["summary.json"] = summary_json(nothing);
  files.erase("history.csv");
  const std::string page = report_of(files);
  EXPECT_NE(page.find("No structure can keep these limits: expected d1 &lt;= d2"), std::string::npos);
  EXPECT_NE(page.find("Nothing was trained"), std::string::npos);
}

TEST(RunReport, EnergiesChangeNothingInThePageOfARunWithoutThem) {
  const std::string page = report_of(test::recorded_files());
  EXPECT_EQ(page.find("nergies"), page.find("nergies", page.find("id=\"viewer-library\"")));
  EXPECT_EQ(page.find("above_hull"), std::string::npos);
  EXPECT_NE(page.find("No number here is an energy"), std::string::npos);
  EXPECT_NE(page.find("Candidates</a></li>\n        <li><a href=\"#loss-curves\">"), std::string::npos);
  EXPECT_NE(page.find("  </section>\n\n  <section id=\"loss-curves\""), std::string::npos);
}

TEST(RunReport, ARankedRunHasASectionAndTheScriptOfItsColumn) {
  const std::string page = report_of(test::with_energies(test::recorded_files()));
  EXPECT_EQ(times(page, "<section id=\"energies\""), 1U);
  EXPECT_EQ(times(page, "<li><a href=\"#energies\">Energies</a></li>"), 1U);
  EXPECT_EQ(page.find("No number here is an energy"), std::string::npos);
  const std::string script = std::string(page_files::kScript) + std::string(page_files::kEnergyScript);
  EXPECT_NE(page.find(">" + script + "</script>"), std::string::npos);
  EXPECT_NE(page.find(policy_hash(script)), std::string::npos);
  EXPECT_EQ(times(page, "'sha256-"), 2U);
}

TEST(RunReport, ARunWithDftThatIsNotRankedHasNoColumn) {
  const std::string page = report_of(test::with_dft(test::recorded_files()));
  EXPECT_EQ(times(page, "<section id=\"energies\""), 1U);
  EXPECT_NE(page.find("No number here is an energy"), std::string::npos);
  EXPECT_NE(page.find(">" + std::string(page_files::kScript) + "</script>"), std::string::npos);
}

TEST(RunReport, TheSameRunGivesTheSameBytes) {
  EXPECT_EQ(report_of(test::recorded_files()), report_of(test::recorded_files()));
}

}  // namespace
}  // namespace crystalgan
