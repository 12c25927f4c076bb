// The paper's Table 2 as its reader repeats it, and docs/results/table2.md, whose figures must be those of this program.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> short_table(const std::vector<std::string>& more) {
  std::vector<std::string> words{"compare", "Pd", "Ni",        "--paper", "--epochs", "2",
                                 "--seeds", "2",  "--samples", "4",       "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// The line that starts with `start`, after `section`; empty without one.
std::string line_with(const std::string& text, const std::string& section, const std::string& start) {
  const auto from = text.find(section);
  const auto line = from == std::string::npos ? from : text.find("\n" + start, from);
  return line == std::string::npos ? "" : text.substr(line + 1, text.find('\n', line + 1) - line - 1);
}

// The fields of a row of a table, without blanks around them.
std::vector<std::string> fields_of(const std::string& row) {
  std::vector<std::string> fields;
  for (auto from = row.find('|'); from != std::string::npos && from + 1 < row.size();) {
    const auto to = row.find('|', from + 1);
    const std::string field = row.substr(from + 1, to - from - 1);
    const auto first = field.find_first_not_of(' ');
    fields.push_back(first == std::string::npos ? "" : field.substr(first, field.find_last_not_of(' ') - first + 1));
    from = to;
  }
  return fields;
}

TEST(PaperTable, TheSameCommandGivesTheSameBytesWhateverTheThreads) {
  const ScratchFolder scratch;
  const Outcome one = run(scratch.path(), short_table({"--threads", "1", "-o", "one"}));
  ASSERT_EQ(one.code, 0) << one.err;
  ASSERT_EQ(run(scratch.path(), short_table({"--threads", "2", "-o", "two"})).code, 0);
  const auto files = files_below(scratch / "one");
  EXPECT_EQ(files, files_below(scratch / "two"));
  EXPECT_TRUE(files.contains("table2.csv") && files.contains("table2.json") && files.contains("manifest.json"));
  EXPECT_TRUE(one.out.starts_with(files.at("table2.md")));
  const auto hinge = fields_of(line_with(one.out, "## Ternaries of good quality", "| crystalgan published, hinge "));
  ASSERT_EQ(hinge.size(), 4U) << one.out;
  EXPECT_EQ(hinge[1], "9");
}

TEST(PaperTable, OtherSystemsHaveNoFiguresOfThePaper) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"compare", "Pd", "Ag", "--paper", "--only", "gan", "--epochs", "1",
                                               "--seeds", "1", "--samples", "2", "--quiet"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("The paper has no figures for Pd-Ag-H."), std::string::npos) << outcome.out;
}

TEST(PaperTable, RefusesWhatItsRowsDoNotUse) {
  const ScratchFolder scratch;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--noise", "0.1"}, {"--policy", "radii"}, {"--prototypes", "."}}) {
    const Outcome outcome = run(scratch.path(), short_table(words));
    EXPECT_EQ(outcome.code, 2) << words.front();
    EXPECT_NE(outcome.err.find(words.front() + ": expected without --paper"), std::string::npos) << outcome.err;
  }
}

// One row with its first seed, seconds to train. Another processor or library rounds otherwise: there the page can only
// be compared in its form.
TEST(PaperTable, ThePageHasTheFiguresOfThisProgram) {
  const ScratchFolder scratch;
  const std::string name = "crystalgan published, hinge without images";
  const Outcome outcome =
      run(scratch.path(), {"compare", "Pd", "Ni", "--paper", "--only", name, "--seeds", "1", "--quiet"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const std::string page = read_file(fs::path(CRYSTALGAN_SOURCE) / "docs/results/table2.md");
  const std::string command = "<!-- crystalgan compare Pd Ni --paper -->";
  ASSERT_NE(page.find(command), std::string::npos);
  const std::string part = page.substr(page.find(command));
  const auto of_page = fields_of(line_with(part, "## By seed", "| " + name + " "));
  const auto of_program = fields_of(line_with(outcome.out, "## By seed", "| " + name + " "));
  ASSERT_EQ(of_page.size(), 11U) << "ten seeds; renew the page with scripts/renew-results docs/results/table2.md";
  ASSERT_EQ(of_program.size(), 2U) << outcome.out;
  const std::string products = "Matrix products by ";
  if (line_with(part, "", products) != line_with(outcome.out, "", products))
    GTEST_SKIP() << "the page is of " << line_with(part, "", products);
  EXPECT_EQ(of_page[1], of_program[1]) << "renew the page with scripts/renew-results docs/results/table2.md";
}

}  // namespace
}  // namespace crystalgan::test
