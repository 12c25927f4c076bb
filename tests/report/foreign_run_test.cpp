// A run directory that a stranger sent: any text and any number in its files gives a page or an error, and nothing else.
#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/report/candidate_blocks.hpp"
#include "crystalgan/report/energies_section.hpp"
#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/run_report.hpp"
#include "crystalgan/report/steps_section.hpp"
#include "tests/report/comparison_example.hpp"
#include "tests/report/energies_example.hpp"
#include "tests/report/recorded_run.hpp"
#include "tests/report/unpacked.hpp"

namespace crystalgan::test {
namespace {

Files all_files() {
  Files files = with_dft(with_energies(recorded_files()));
  files["compare/compare.json"] = kComparison;
  return files;
}

// All of the page but what is the same in every page.
std::string parts_of(const RunRecord& run) {
  return facts_json(run) + candidate_blocks(run) + energies_section(run) + steps_section(run) + funnel_figure(run) +
         loss_figure(run) + distance_figure(run);
}

// Tries the files with one of them changed. An error of the library is one line that names the file.
void try_run(Files files, const std::string& name, const std::string& text, const std::string& what) {
  files[name] = text;
  const RecordedRun run(files);
  try {
    const std::string page = parts_of(read_run(run.directory(), std::nullopt));
    EXPECT_EQ(page.find("nan\""), std::string::npos) << name << ": " << what;
    EXPECT_EQ(page.find("inf\""), std::string::npos) << name << ": " << what;
  } catch (const ParseError& error) {
    EXPECT_NE(std::string(error.what()).find(name.substr(0, name.find('.'))), std::string::npos)
        << name << ": " << what << ": " << error.what();
  } catch (const Error&) {  // of structures and settings
  }
}

// Replaces the numbers of a text one after the other, each by the next of `foreign`.
void try_numbers(const std::string& name, const std::vector<std::string>& foreign) {
  const Files files = all_files();
  const std::string& text = files.at(name);
  std::size_t next = 0;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    const auto is_part = [&](std::size_t i) {
      return i < text.size() &&
             (std::isdigit(static_cast<unsigned char>(text[i])) != 0 || text[i] == '.' || text[i] == '-');
    };
    if (std::isdigit(static_cast<unsigned char>(text[begin])) == 0 ||
        (begin > 0 && std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0))
      continue;
    std::size_t end = begin;
    while (is_part(end)) ++end;
    const std::string& number = foreign[next++ % foreign.size()];
    try_run(files, name, text.substr(0, begin) + number + text.substr(end), number + " at " + std::to_string(begin));
    begin = end;
  }
}

TEST(ForeignRun, AnyNumberInJsonIsShownOrRefused) {
  const std::vector<std::string> foreign{"1e300",
                                         "-1e300",
                                         "1e-300",
                                         "-1",
                                         "-0",
                                         "1.5",
                                         "9223372036854775808",
                                         "18446744073709551616",
                                         "9007199254740992",
                                         "1e999",
                                         "NaN",
                                         "null",
                                         "\"7\"",
                                         "true",
                                         "[]"};
  for (const char* name : {"summary.json", "manifest.json", "certificates/0001.json", "relaxation.json", "ranking.json",
                           "compare/compare.json"})
    try_numbers(name, foreign);
}

TEST(ForeignRun, AnyNumberInATableIsShownOrRefused) {
  const std::vector<std::string> foreign{
      "1e300", "-1e300", "1e-300", "-1", "-0", "1.5", "9223372036854775807", "9223372036854775808",
      "nan",   "inf",    "",       "x",  "'-1"};
  for (const char* name : {"candidates.csv", "history.csv", "relaxation.csv", "ranking.csv", "phases.csv"})
    try_numbers(name, foreign);
}

TEST(ForeignRun, AnySettingIsShownOrRefused) {
  try_numbers("run.toml",
              {"1e300", "-1", "nan", "inf", "9223372036854775807", "9223372036854775808", "1e999", "'x'", "[]"});
}

TEST(ForeignRun, NothingOnThePageHidesOrReordersText) {
  const std::string hostile = "a\n\r\x1b[31m\u202e\u2066\u0085\u200b</script><img src=x onerror=alert(1)>\"'=1";
  Files files = all_files();
  std::vector<Candidate> candidates{recorded_candidate("0001"), recorded_candidate("0002")};
  for (Candidate& candidate : candidates) {
    candidate.origin = candidate.parent_a = candidate.parent_b = candidate.space_group_symbol = hostile;
    candidate.certificate.policy = candidate.certificate.pairs[0].source = hostile;
    candidate.certificate.nearest_metal->source = hostile;
    files["certificates/" + candidate.id + ".json"] = certificate_json(candidate);
    files["candidates/" + candidate.id + ".vasp"].insert(0, "\x1b\u202e");
  }
  files["candidates.csv"] = candidates_csv(candidates, pair_names(ChemicalSystem::from_symbols("Pd", "Ni", "H")));
  Summary summary = recorded_summary();
  summary.rejections = {{hostile, 1, hostile}};
  files["summary.json"] = summary_json(summary);
  files["manifest.json"] =
      manifest_json({hostile, hostile, hostile, 11, {}, {}, {{{hostile, hostile, hostile, hostile, 1}, hostile}}});
  CalculatorRecord calculator{hostile, hostile, hostile, hostile};
  RankingRecord ranking = recorded_ranking(calculator);
  ranking.left_out = {hostile};
  ranking.crystals[0].space_group_symbol = hostile;
  ranking.phases[0].name = ranking.phases[0].kind = hostile;
  ranking.hull.phases[3].name = ranking.hull.phases[3].kind = ranking.elements[0].source = hostile;
  add_ranking(files, "", ranking);
  add_relaxation(files, "", calculator, {relaxed_row("0001"), unfinished_row("0002", hostile)});
  const RecordedRun run(files);
  const std::string page = run_report(read_run(run.directory(), std::nullopt));
  EXPECT_TRUE(printable_lines(page) == page);
  EXPECT_EQ(page.find("<img src=x"), std::string::npos);
  for (const std::string id : {"candidates", "structures-0"}) {
    const std::size_t start = page.find("id=\"" + id + "\">") + id.size() + 6;
    const std::string packed = unpacked(page.substr(start, page.find('<', start) - start));
    EXPECT_TRUE(printable_lines(packed) == packed) << id;
    EXPECT_NE(packed.find("\\\\u202e"), std::string::npos) << id;
  }
}

}  // namespace
}  // namespace crystalgan::test
