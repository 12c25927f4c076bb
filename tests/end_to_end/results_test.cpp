// The pages of docs/results but table2.md (table2_test.cpp): what is cheap to compute again on each of them must be what
// this program says. A page that fails is renewed with scripts/renew-results PAGE.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/markdown_page.hpp"
#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = CRYSTALGAN_SOURCE;

std::string result_page(const std::string& name) { return read_file(kSource / "docs/results" / name); }

std::string renew(const std::string& name) { return "renew the page with scripts/renew-results docs/results/" + name; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Trained networks differ in the last digits where another library or processor multiplies matrices.
bool has_matrix_products_of_this_machine(const std::string& page) {
  const ScratchFolder scratch;
  const std::string here = line_with(run(scratch.path(), {"--version"}).out, "", "matrix products");
  return !here.empty() && page.find("\n" + here + "\n") != std::string::npos;
}

// The names that an error of `compare` lists, and the one that needs ternaries.
std::set<std::string> contender_names() {
  const ScratchFolder scratch;
  const std::string listed = run(scratch.path(), {"compare", "Pd", "Ni", "--only", "?"}).err;
  std::set<std::string> names{"substitute"};
  const std::regex quoted("'([^']+)'");
  for (std::sregex_iterator it(listed.begin(), listed.end(), quoted), end; it != end; ++it) names.insert((*it)[1]);
  return names;
}

TEST(Results, EveryPageIsTested) {
  std::set<std::string> pages;
  for (const auto& entry : fs::directory_iterator(kSource / "docs/results"))
    pages.insert(entry.path().filename().string());
  EXPECT_EQ(pages, (std::set<std::string>{"chgnet-pbe.md", "chgnet-ranking.md", "chgnet.md", "lambda.md", "matcher.md",
                                          "hydrides.html", "hydrides.md", "nulls.md", "prototypes.md", "python.md",
                                          "rediscovery.md", "rounds-chgnet.md", "rounds.md", "speed.md", "table2.md"}));
}

TEST(Results, RenewingThePrototypesChangesNothing) {
  const ScratchFolder scratch;
  const std::string page = result_page("prototypes.md");
  scratch.write("page.md", page);
  const Outcome outcome =
      Program(scratch.path(), {(kSource / "scripts/renew-results").string(), "page.md", CRYSTALGAN_PROGRAM}).wait();
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(read_file(scratch / "page.md") == page) << renew("prototypes.md");  // both are long
}

TEST(Results, ThePrototypesThatMatchAreBuiltIn) {
  const std::string page = result_page("prototypes.md");
  const std::string marker = "<!-- crystalgan inspect --built-in Pd -->";
  std::size_t named = 0;
  const std::regex name("(Pd[A-Za-z0-9-]+) \\(");
  for (const std::string& line : lines_of(page.substr(0, page.find(marker)))) {
    if (!line.starts_with("| ")) continue;
    for (std::sregex_iterator it(line.begin(), line.end(), name), end; it != end; ++it, ++named)
      EXPECT_FALSE(line_with(page, marker, (*it)[1].str() + "  ").empty()) << (*it)[1];
  }
  EXPECT_GE(named, 30U);
}

// The cheap nulls with all seeds of the page: they draw and are repaired in float64, without matrix products.
TEST(Results, NullsHaveTheFiguresOfThisProgram) {
  const ScratchFolder scratch;
  const Outcome outcome =
      run(scratch.path(), {"compare", "Pd", "Ni", "--only", "random", "--only", "relabel", "--seeds", "5", "--quiet"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const std::string page = result_page("nulls.md");
  for (const char* section : {"## The paper's Table 2", "## Before projection", "## After projection"})
    for (const char* row : {"| random ", "| relabel "}) {
      const auto of_program = fields_of(line_with(outcome.out, section, row));
      ASSERT_GT(of_program.size(), 3U) << outcome.out;
      EXPECT_EQ(fields_of(line_with(page, section, row)), of_program) << section << ": " << renew("nulls.md");
    }
}

// The row of the default weights, by the default weights.
TEST(Results, LambdaHasTheFiguresOfThisProgram) {
  const std::string page = result_page("lambda.md");
  if (!has_matrix_products_of_this_machine(page)) GTEST_SKIP() << "the page is of other matrix products";
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"discover", "Pd", "Ni", "--mode", "published", "--members", "2",
                                               "--seed", "1", "--quiet", "-o", "run"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto row = fields_of(line_with(page, "", "| 0.1 | hinge |"));
  ASSERT_EQ(row.size(), 7U);
  const std::string summary = read_file(scratch / "run/summary.json");
  const char* counts[] = {"generated", "certified", "good", "strict", "compositions"};
  for (std::size_t i = 0; i < std::size(counts); ++i)
    EXPECT_NE(summary.find("\"" + std::string(counts[i]) + "\": " + row[i + 2] + ","), std::string::npos)
        << counts[i] << ": " << renew("lambda.md") << "\n"
        << summary.substr(0, 400);
}

// Fits and steps of one of the cells; the times beside them depend on the machine.
TEST(Results, MatcherTakesTheStepsOfThePage) {
  const auto missing = missing_python();
  if (missing && !witness_required()) GTEST_SKIP() << *missing;
  ASSERT_FALSE(missing) << *missing;
  const ScratchFolder scratch;
  const Outcome outcome = Program(scratch.path(), {CRYSTALGAN_PYTHON, (kSource / "bench/match_extremes.py").string(),
                                                   "--program", CRYSTALGAN_BENCH, "--only", "tiny"})
                              .wait();
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  auto of_program = fields_of(line_with(outcome.out, "", "| tiny "));
  auto of_page = fields_of(line_with(result_page("matcher.md"), "<!-- bench/match_extremes.py -->", "| tiny "));
  ASSERT_EQ(of_program.size(), 9U) << outcome.out;
  ASSERT_EQ(of_page.size(), 9U);
  of_program.resize(6);
  of_page.resize(6);
  EXPECT_EQ(of_page, of_program) << renew("matcher.md");
}

// A row that depends on no other: the null that draws.
TEST(Results, RoundsHaveTheFiguresOfThisProgram) {
  const ScratchFolder scratch;
  const Outcome outcome =
      run(scratch.path(), {"compare", "Pd", "Ag", "--rounds", "4", "--only", "random-symmetric", "--quiet"});
  if (outcome.err.find("feedback.rounds: expected a model") != std::string::npos) GTEST_SKIP() << outcome.err;
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  std::string page = result_page("rounds.md");
  page.erase(0, page.find("# Pd-Ag-H"));
  const std::string course = "The lowest energy so far";
  const auto of_program = fields_of(line_with(outcome.out, course, "| random-symmetric "));
  ASSERT_EQ(of_program.size(), 5U) << outcome.out;
  EXPECT_EQ(fields_of(line_with(page, course, "| random-symmetric ")), of_program) << renew("rounds.md");
}

// The names in the first column of the tables below each command of the page.
std::set<std::string> row_names(const std::string& block) {
  std::set<std::string> names;
  for (const std::string& line : lines_of(block)) {
    const auto fields = fields_of(line);
    if (fields.size() > 1 && fields[0] != "choice" && !fields[0].starts_with("--")) names.insert(fields[0]);
  }
  return names;
}

// CHGNet takes minutes, and rounds differently on another processor: each table has the rows of this program.
TEST(Results, RoundsByChgnetHaveTheRowsOfThisProgram) {
  const ScratchFolder scratch;
  const std::string listed =
      run(scratch.path(), {"compare", "Pd", "Ni", "--rounds", "4", "--relax", "chgnet", "--only", "?"}).err;
  std::set<std::string> rows{"PyXtal"};
  const std::regex quoted("'([a-z][^']+)'");
  for (std::sregex_iterator it(listed.begin(), listed.end(), quoted), end; it != end; ++it) rows.insert((*it)[1]);
  ASSERT_EQ(rows.size(), 7U) << listed;
  const std::string page = result_page("rounds-chgnet.md");
  const std::regex marker("<!-- scripts/rounds [A-Z][a-z]? [A-Z][a-z]?.* -->\n");
  std::size_t filled = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), marker), end; it != end; ++it) {
    const auto from = static_cast<std::size_t>(it->position() + it->length());
    const std::string block = page.substr(from, page.find("<!-- /crystalgan -->", from) - from);
    if (block.empty()) continue;  // not run yet
    ++filled;
    EXPECT_EQ(row_names(block), rows) << it->str() << renew("rounds-chgnet.md");
  }
  if (filled == 0) GTEST_SKIP() << "no table yet: " << renew("rounds-chgnet.md");
}

// Each command of the page, with what stands below it.
std::vector<std::pair<std::string, std::string>> blocks_of(const std::string& page) {
  std::vector<std::pair<std::string, std::string>> blocks;
  const std::regex marker("<!-- (scripts/rediscovery .*) -->\n");
  for (std::sregex_iterator it(page.begin(), page.end(), marker), end; it != end; ++it) {
    const auto from = static_cast<std::size_t>(it->position() + it->length());
    blocks.emplace_back((*it)[1], page.substr(from, page.find("<!-- /crystalgan -->", from) - from));
  }
  return blocks;
}

// The list, and what one system has before anything is relaxed.
TEST(Results, HydridesHaveTheSystemsOfThisProgram) {
  const std::string page = result_page("hydrides.md");
  const auto words_of = [](const std::string& line) {
    std::istringstream stream(line);
    return std::vector<std::string>(std::istream_iterator<std::string>(stream), {});
  };
  const ScratchFolder scratch;
  const std::string made = line_with(page, "", "    crystalgan campaign new");
  ASSERT_FALSE(made.empty());
  const std::vector<std::string> command = words_of(made);
  const Outcome all = run(scratch.path(), {command.begin() + 1, command.end()});
  ASSERT_EQ(all.code, 0) << all.err;
  EXPECT_NE(page.find("\n" + all.out.substr(0, all.out.find('\n')) + "\n"), std::string::npos) << all.out;

  scratch.write("systems.txt", "K-Mg-H\n");
  for (const std::string line : {"campaign new one --with H --systems systems.txt --relax off --seed 1",
                                 "campaign run one --quiet", "campaign merge one --quiet"})
    ASSERT_EQ(run(scratch.path(), words_of(line)).code, 0) << line;
  const std::vector<std::string> row = fields_of(line_with(page, "", "| K-Mg-H | 0001 |"));
  ASSERT_GT(row.size(), 4U);
  std::vector<std::string> query = words_of("campaign query one --format csv --where");
  query.emplace_back("id = '0001'");
  const std::string found = run(scratch.path(), query).out;
  EXPECT_NE(found.find("\nK-Mg-H,0001,KMgH3,"), std::string::npos) << found;
  EXPECT_NE(found.find("," + row.back() + ","), std::string::npos) << found;  // the template
}

TEST(Results, RediscoveryHasMethodsOfThisProgram) {
  const auto known = contender_names();
  ASSERT_GT(known.size(), 20U);
  for (const auto& [command, table] : blocks_of(result_page("rediscovery.md")))
    for (const std::string& line : lines_of(table)) {
      const auto fields = fields_of(line);
      if (fields.size() < 7 || fields[0] == "method" || fields[0].starts_with("--")) continue;
      EXPECT_TRUE(known.contains(fields[0])) << fields[0] << ": " << renew("rediscovery.md");
    }
}

TEST(Results, RediscoveryNamesOptionsOfThisProgram) {
  const ScratchFolder scratch;
  const std::string help = run(scratch.path(), {"rediscover", "--help"}).out;
  const std::regex option("--[a-z-]+");
  std::size_t options = 0;
  const auto blocks = blocks_of(result_page("rediscovery.md"));
  EXPECT_EQ(blocks.size(), 3U);
  for (const auto& [command, table] : blocks)
    for (std::sregex_iterator it(command.begin(), command.end(), option), end; it != end; ++it, ++options)
      EXPECT_NE(help.find((*it).str() + " "), std::string::npos) << (*it).str();
  EXPECT_GE(options, 9U);
}

TEST(Results, TheRankingByChgnetNamesOptionsOfThisProgramAndSaysThatItIsContaminated) {
  const ScratchFolder scratch;
  const std::string page = result_page("chgnet-ranking.md");
  const std::string help = run(scratch.path(), {"rediscover", "--help"}).out;
  const std::regex marker("<!-- ((crystalgan rediscover|scripts/rediscovery) .*) -->\n");
  const std::regex option("--[a-z-]+");
  std::size_t blocks = 0;
  for (std::sregex_iterator it(page.begin(), page.end(), marker), end; it != end; ++it, ++blocks) {
    const std::string command = (*it)[1];
    for (std::sregex_iterator word(command.begin(), command.end(), option), last; word != last; ++word)
      EXPECT_NE(help.find((*word).str() + " "), std::string::npos) << (*word).str();
    const auto from = static_cast<std::size_t>(it->position());
    const std::string block = page.substr(from, page.find("<!-- /crystalgan -->", from) - from);
    EXPECT_NE(block.find("Contaminated: CHGNet was trained on the Materials Project"), std::string::npos) << command;
    EXPECT_NE(block.find("| prior + CHGNet, 64 "), std::string::npos) << command;
  }
  EXPECT_EQ(blocks, 4U);  // binaries and ternaries with O, and with H
}

// The script that fills the page, on one system of the two: what it prints are the tables.
TEST(Results, TheScriptOfRediscoveryPrintsTables) {
  const ScratchFolder scratch;
  const auto cell = [](const std::string& title, const std::string& elements, const std::string& counts) {
    return title + "\n4.3\n1 0 0\n0 1 0\n0 0 1\n" + elements + "\n" + counts +
           "\nDirect\n0 0 0\n.5 .5 0\n0 .5 .5\n.5 0 .5\n.5 0 0\n0 .5 0\n0 0 .5\n.5 .5 .5\n";
  };
  scratch.write("MgNiO2.vasp", cell("MgNiO2", "Mg Ni O", "2 2 4"));
  fs::create_directory(scratch / "bin");
  fs::create_symlink(CRYSTALGAN_PROGRAM, scratch / "bin/crystalgan");
  const Outcome outcome =
      Program(scratch.path(), {"/usr/bin/env", "PATH=" + (scratch / "bin").string() + ":/usr/bin:/bin",
                               (kSource / "scripts/rediscovery").string(), "--ternaries", "MgNiO2.vasp", "--with", "O",
                               "--method", "relabel", "--samples", "20"})
          .wait();
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out.substr(0, 19), "# Known ternaries w") << outcome.out;
  EXPECT_NE(outcome.out.find("\n| relabel | "), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.out.find("The results are in"), std::string::npos) << outcome.out;
}

// Its times, and what the package finds, cannot be repeated here; how many rows are computed can.
TEST(Results, ChgnetComputesTheRowsOfThePage) {
  const std::string page = result_page("chgnet.md");
  const ScratchFolder scratch;
  const Outcome outcome = Program(scratch.path(), {CRYSTALGAN_BENCH, "chgnet"}).wait();
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto found = nlohmann::json::parse(outcome.out);
  for (const auto& row : found["rows"]) {
    std::string line = "| " + row["name"].get<std::string>();
    const auto add_counts = [&](const nlohmann::json& counts) {
      for (const char* key : {"directed_bonds", "angles"}) line += " | " + std::to_string(counts[key].get<int>());
    };
    line += " | " + std::to_string(row["atoms"].get<int>());
    add_counts(row);
    add_counts(row.value("symmetric", row));
    EXPECT_NE(page.find(line + " | "), std::string::npos) << line;
  }
  EXPECT_TRUE(fs::exists(kSource / "bench/chgnet_package.py"));
}

// PBE takes hours; what CHGNet says of NaMgH3, the perovskite that exists, does not.
TEST(Results, ChgnetBesidePbeHasTheCrystalOfThisProgram) {
  const ScratchFolder scratch;
  const Outcome outcome =
      run(scratch.path(), {"discover", "Na", "Mg", "--formula", "NaMgH3", "--candidates", "5", "--max-atoms", "8",
                           "--relax", "chgnet", "--relax-best", "0", "--quiet", "-o", "run"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  std::vector<std::string> cubic;  // rank,id,formula,space_group,space_group_symbol,energy,formation energy,...
  for (const std::string& line : lines_of(read_file(scratch / "run/ranking.csv"))) {
    if (line.find(",221,Pm-3m,") == std::string::npos) continue;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cubic.push_back(cell);
    break;
  }
  ASSERT_GT(cubic.size(), 6U);
  const auto row = fields_of(line_with(result_page("chgnet-pbe.md"), "Na-Mg-H", "| 0047 | MgNaH3 | Pm-3m |"));
  ASSERT_GT(row.size(), 6U);
  EXPECT_NEAR(1000.0 * std::stod(cubic[6]), std::stod(row[6]), 1.0);  // meV/atom
}

// The page holds times, which no test can repeat: its commands run, and it says where and when.
TEST(Results, CommandsOfSpeedRunAndItsMachineIsNamed) {
  const std::string page = result_page("speed.md");
  const ScratchFolder scratch;
  std::set<std::string> seen;
  for (const std::string& line : lines_of(page)) {
    if (!line.starts_with("    ")) continue;
    std::istringstream stream(line);
    std::string first;
    std::string second;
    stream >> first >> second;
    seen.insert(first + " " + second);
    if (first == "python3") {
      EXPECT_TRUE(fs::exists(kSource / second)) << line;
    }
  }
  EXPECT_EQ(seen, (std::set<std::string>{"cmake --build", "crystalgan discover", "crystalgan-bench ionic",
                                         "crystalgan-bench train", "python3 bench/large_inputs.py",
                                         "python3 bench/train_ratio.py"}));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"train", "--members", "1", "--threads", "1"}, {"ionic"}}) {
    std::vector<std::string> command{CRYSTALGAN_BENCH};
    command.insert(command.end(), words.begin(), words.end());
    const Outcome outcome = Program(scratch.path(), command).wait();
    EXPECT_EQ(outcome.code, 0) << outcome.err;
  }
  const Outcome discovery =
      Program(scratch.path(), {CRYSTALGAN_PROGRAM, "discover", "Ba", "Ti", "--with", "O", "--mode", "symmetry",
                               "--formulas-count", "1", "--candidates", "5", "--quiet"})
          .wait();
  EXPECT_EQ(discovery.code, 0) << discovery.err;
  EXPECT_NE(page.find("AMD EPYC"), std::string::npos);
  EXPECT_TRUE(std::regex_search(page, std::regex("[0-9]{1,2} (October|November|December) 20[0-9]{2}")));
}

}  // namespace
}  // namespace crystalgan::test
