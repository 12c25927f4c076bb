#include "crystalgan/report/steps_section.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/report/run_report.hpp"
#include "tests/report/recorded_run.hpp"
#include "tests/report/steps_example.hpp"

namespace crystalgan {
namespace {

std::string section_with(std::vector<KeptStep> steps) {
  const test::RecordedRun run;
  write_steps(std::move(steps), ChemicalSystem::from_symbols("Pd", "Ni", "H"), run.directory());
  return steps_section(read_run(run.directory(), std::nullopt));
}

TEST(StepsSection, IsEmptyWhereTheStepsWereNotKept) {
  const test::RecordedRun run;
  const RunRecord record = read_run(run.directory(), std::nullopt);
  EXPECT_EQ(steps_section(record), "");
  const std::string page = run_report(record);
  EXPECT_EQ(page.find("#steps"), std::string::npos);
  EXPECT_NE(page.find("Losses</a></li>\n        <li><a href=\"#distance-histograms\">"), std::string::npos);
}

TEST(StepsSection, ShowsBinariesStepsAndCandidateInTheirOrder) {
  const std::string section = section_with(test::recorded_steps());
  std::size_t at = 0;
  for (const char* part :
       {"Binary Pd-H", "Binary Ni-H", "Step 1: AHB1 <small>step1/0002-AHB1.vasp</small>", "Step 1: BHA1",
        "Step 2: AHB_g", "Step 3: AHB2 <small>step3/0002-AHB2.vasp</small>", "<a href=\"#0001\">Candidate 0001</a>"}) {
    const std::size_t found = section.find(part, at);
    ASSERT_NE(found, std::string::npos) << part << " in\n" << section;
    at = found;
  }
  EXPECT_EQ(section.find("BHA2"), std::string::npos);
  EXPECT_NE(section.find("<td>NiPdH</td><td class=\"number\">20.46</td>"), std::string::npos) << section;
  EXPECT_NE(section.find("<td class=\"number\">0.5</td><td class=\"number\">0.25</td><td class=\"number\">0.125</td>"
                         "<td class=\"number\">0</td></tr>"),
            std::string::npos)
      << section;
}

TEST(StepsSection, LeavesOutTheGeometryWithoutAConstraint) {
  auto steps = test::recorded_steps();
  for (KeptStep& step : steps) step.row.geo1 = step.row.geo2 = std::nullopt;
  EXPECT_EQ(section_with(std::move(steps)).find("geo1"), std::string::npos);
}

TEST(StepsSection, TextOfFilesStaysText) {
  const std::string section = section_with(test::recorded_steps());
  EXPECT_EQ(section.find("<script>"), std::string::npos);
  EXPECT_NE(section.find("&lt;script&gt;alert(1)"), std::string::npos);
}

TEST(StepsSection, StandsOnThePageWithItsLink) {
  const test::RecordedRun run;
  write_steps(test::recorded_steps(), ChemicalSystem::from_symbols("Pd", "Ni", "H"), run.directory());
  const std::string page = run_report(read_run(run.directory(), std::nullopt));
  EXPECT_NE(page.find("<li><a href=\"#steps\">Steps</a></li>"), std::string::npos);
  EXPECT_NE(page.find("<section id=\"steps\""), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
