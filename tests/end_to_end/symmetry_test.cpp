// learn, formulas, and discover in the mode symmetry.
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>

#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/formula_record.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

// The text of `key` in a model.
std::string part_of(const std::string& model, const std::string& key) {
  const std::string open = key + " = '''\n";
  const std::size_t begin = model.find(open) + open.size();
  return model.substr(begin, model.find("'''", begin) - begin);
}

// Words equal, numbers within `tolerance`: processors and compilers round differently.
void expect_close(const std::string& got, const std::string& expected, double tolerance) {
  std::istringstream one(got), other(expected);
  std::string a, b;
  while (other >> b) {
    ASSERT_TRUE(one >> a);
    char* end = nullptr;
    const double number = std::strtod(b.c_str(), &end);
    if (*end == '\0')
      EXPECT_NEAR(std::strtod(a.c_str(), nullptr), number, tolerance) << a << " " << b;
    else
      EXPECT_EQ(a, b);
  }
  EXPECT_FALSE(one >> a);
}

TEST(Learn, MakesTheShippedDiscriminatorAgain) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"learn", "-o", "model.toml"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out.substr(0, 69), "Learned from 1136 binaries: 357 known templates of 31 formulas.\nLoss ");
  const std::string shipped = read_file(std::string(CRYSTALGAN_SOURCE) + "/data/discriminator.txt");
  expect_close(part_of(read_file(scratch / "model.toml"), "discriminator"), shipped, 0.05);
}

TEST(Learn, TakesAnyFilesAndLeavesOutSystems) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), {"inspect", "--built-in", "Pd", "-o", "palladium"}).code, 0);
  ASSERT_EQ(run(scratch.path(), {"inspect", "--built-in", "Ni", "-o", "nickel"}).code, 0);
  const Outcome outcome =
      run(scratch.path(), {"learn", "palladium", "nickel", "--leave-out", "Ni-H", "-o", "model.toml", "--seed", "2"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const std::string model = read_file(scratch / "model.toml");
  EXPECT_NE(model.find("\nleft_out = ['Ni-H']\n"), std::string::npos) << model.substr(0, 400);
  EXPECT_NE(model.find("\ncommand = 'crystalgan learn palladium nickel --leave-out Ni-H --seed 2'\n"),
            std::string::npos)
      << model.substr(0, 400);
  EXPECT_EQ(part_of(model, "binaries").find(" Ni "), std::string::npos);
  EXPECT_EQ(run(scratch.path(), {"learn", "palladium", "-o", "model.toml"}).code, 2) << "it exists";
  const Outcome formulas = run(scratch.path(), {"formulas", "Pd", "Ni", "--learned", "model.toml"});
  EXPECT_EQ(formulas.code, 0) << formulas.err;
}

TEST(Learn, SaysWhatIsWrong) {
  const ScratchFolder scratch;
  const Outcome unknown = run(scratch.path(), {"learn", "-o", "model.toml", "--leave-out", "He-Ne"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("expected a system with binaries, found none of He-Ne"), std::string::npos) << unknown.err;
  write_file(scratch / "bad.toml", "discriminator = ''\n");
  const Outcome bad = run(scratch.path(), {"formulas", "Sr", "Ti", "--with", "O", "--learned", "bad.toml"});
  EXPECT_EQ(bad.code, 3);
  EXPECT_NE(bad.err.find("bad.toml: expected a text 'binaries'"), std::string::npos) << bad.err;
}

TEST(Formulas, AreATableAndAFile) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"formulas", "Sr", "Ti", "--with", "O", "--csv", "formulas.csv"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("\n   1  SrTiO3 "), std::string::npos) << outcome.out;
  const auto rows = parse_formulas(read_file(scratch / "formulas.csv"), "formulas.csv");
  ASSERT_EQ(rows.size(), 30U);
  EXPECT_EQ(rows[0].formula, "SrTiO3");
  EXPECT_EQ(rows[0].reason, "Sr 2+, Ti 4+");
  EXPECT_FALSE(rows[0].templates);
  const Outcome few = run(scratch.path(), {"formulas", "Sr", "Ti", "--with", "O", "--formulas-count", "3"});
  EXPECT_EQ(std::count(few.out.begin(), few.out.end(), '\n'), 4) << few.out;
}

TEST(Formulas, AnXOfUnknownValenceIsAWrongSetting) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"formulas", "Sr", "Ti", "--with", "Br"});
  EXPECT_EQ(outcome.code, 2) << outcome.out << outcome.err;
}

std::vector<std::string> small_discovery(const std::string& folder, const std::string& threads) {
  return {
      "discover",       "Sr",      "Ti",           "--with", "O",         "--mode", "symmetry", "--formula", "SrTiO3",
      "--space-groups", "221,194", "--candidates", "20",     "--threads", threads,  "-o",       folder};
}

TEST(DiscoverSymmetry, WritesAWholeRunWithNoFiles) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), small_discovery("run", "2"));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto formulas = parse_formulas(read_file(scratch / "run/formulas.csv"), "formulas.csv");
  ASSERT_EQ(formulas.size(), 1U);
  EXPECT_EQ(formulas[0].source, "requested");
  EXPECT_GT(formulas[0].templates, 10);
  const auto candidates = parse_candidates(read_file(scratch / "run/candidates.csv"), "candidates.csv");
  ASSERT_FALSE(candidates.empty());
  EXPECT_LE(candidates.size(), 20U);
  bool perovskite = false;
  for (const Candidate& candidate : candidates) {
    EXPECT_EQ(candidate.formula_rank, 1);
    EXPECT_TRUE(candidate.ionic_energy);
    EXPECT_EQ(candidate.kind == "T", candidate.log_probability.has_value());
    EXPECT_EQ(candidate.origin, "symmetry");
    perovskite = perovskite || (candidate.kind == "T" && candidate.space_group == 221 && candidate.formula == "SrTiO3");
  }
  EXPECT_TRUE(perovskite);
  const std::string frames = read_file(scratch / "run/candidates.extxyz");
  EXPECT_NE(frames.find("ionic_energy="), std::string::npos) << frames.substr(0, 500);
  const std::string page = read_file(scratch / "run/report.html");
  EXPECT_NE(page.find("Ternary diagram of the formulas"), std::string::npos);
  EXPECT_NE(page.find("<circle class=\"candidates\""), std::string::npos);
}

TEST(DiscoverSymmetry, DoesNotDependOnTheThreads) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), small_discovery("one", "1")).code, 0);
  ASSERT_EQ(run(scratch.path(), small_discovery("two", "2")).code, 0);
  EXPECT_EQ(files_below(scratch / "one"), files_below(scratch / "two"));
}

TEST(DiscoverSymmetry, ReadsFormulasFromAFileAndRefusesOthers) {
  const ScratchFolder scratch;
  write_file(scratch / "formulas.txt", "SrTiO3, Sr2TiO4  # layered\n\nO3SrTi\n");
  const std::vector<std::string> start{"discover",       "Sr",  "Ti",           "--with", "O", "--mode", "symmetry",
                                       "--space-groups", "139", "--candidates", "5"};
  auto from_file = start;
  from_file.insert(from_file.end(), {"--formulas", "formulas.txt", "-o", "run"});
  ASSERT_EQ(run(scratch.path(), from_file).code, 0);
  EXPECT_EQ(parse_formulas(read_file(scratch / "run/formulas.csv"), "formulas.csv").size(), 2U);
  for (const auto& [option, value] : std::map<std::string, std::string>{
           {"--formula", "BaTiO3"}, {"--space-groups", "0"}, {"--rounds", "2"}, {"--formulas", "none.txt"}}) {
    auto wrong = start;
    wrong.insert(wrong.end(), {option, value, "-o", "wrong"});
    if (option == "--space-groups") wrong.erase(wrong.begin() + 7, wrong.begin() + 9);
    const Outcome outcome = run(scratch.path(), wrong);
    EXPECT_EQ(outcome.code, option == "--formulas" ? 3 : 2) << option << ": " << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(scratch / "wrong")) << option;
  }
}

}  // namespace
}  // namespace crystalgan::test
