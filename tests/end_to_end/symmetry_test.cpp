// learn, formulas, and discover in the mode symmetry.
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <string>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/formula_record.hpp"
#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

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

// One formula in all groups: templates, relabelled binaries, and candidates whose symmetry is higher than their template's.
TEST(DiscoverSymmetry, CandidatesAreInStandardCellsForSpglibPymatgenAndAse) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"discover", "Ba", "Ti", "--with", "O", "--formulas-count", "3",
                                               "--candidates", "30", "-o", "run"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  expect_witness_agrees(scratch.path(), CRYSTALGAN_SOURCE "/tests/end_to_end/verify_cells.py", {"run"});
}

TEST(DiscoverSymmetry, DoesNotDependOnTheThreads) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), small_discovery("one", "1")).code, 0);
  ASSERT_EQ(run(scratch.path(), small_discovery("two", "2")).code, 0);
  EXPECT_EQ(files_below(scratch / "one"), files_below(scratch / "two"));
}

// Killed before its candidates, while they are written, and while they are relaxed.
TEST(DiscoverSymmetry, AKilledRunGoesOnToTheSameBytes) {
  const ScratchFolder scratch;
  std::vector<std::string> words{"discover",
                                 "Sr",
                                 "Ti",
                                 "--with",
                                 "O",
                                 "--mode",
                                 "symmetry",
                                 "--formulas-count",
                                 "2",
                                 "--space-groups",
                                 "62,139,194,221",
                                 "--candidates",
                                 "20",
                                 "--relax",
                                 "packing",
                                 "--quiet",
                                 "-o",
                                 "whole"};
  ASSERT_EQ(run(scratch.path(), words).code, 0);
  const auto whole = files_below(scratch / "whole");
  for (const std::string part : {"run.toml", "formulas.csv", "summary.json"}) {
    SCOPED_TRACE(part);
    const std::string folder = "killed-" + part;
    words.back() = folder;
    auto command = words;
    command.insert(command.begin(), CRYSTALGAN_PROGRAM);
    const Program killed(scratch.path(), command);
    ASSERT_TRUE(appears(scratch / (folder + "/" + part)));
    killed.signal(SIGKILL);
    killed.wait();
    const Outcome resumed = run(scratch.path(), {"discover", "--resume", folder, "--quiet"});
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(files_below(scratch / folder), whole);
  }
}

TEST(DiscoverSymmetry, OfARunWithoutItsLastFilesWritesThemAgain) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), small_discovery("whole", "2")).code, 0);
  const auto whole = files_below(scratch / "whole");
  // as a kill between two of these leaves it: they are written in this order
  const std::vector<std::string> order{"formulas.csv", "candidates.csv", "summary.json", "report.html"};
  for (std::size_t written = 0; written < order.size(); ++written) {
    SCOPED_TRACE(order[written]);
    const auto folder = scratch / ("cut-" + std::to_string(written));
    std::filesystem::copy(scratch / "whole", folder, std::filesystem::copy_options::recursive);
    for (std::size_t i = written; i < order.size(); ++i) std::filesystem::remove(folder / order[i]);
    if (written < 2) std::filesystem::remove(folder / "candidates/0001.vasp");
    ASSERT_EQ(run(scratch.path(), {"discover", "--resume", folder.string(), "--quiet"}).code, 0);
    EXPECT_EQ(files_below(folder), whole);
  }
}

TEST(DiscoverSymmetry, TheManifestSaysWhatItLearnedFrom) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), small_discovery("shipped", "2")).code, 0);
  const std::string shipped = read_file(scratch / "shipped/manifest.json");
  for (const std::string name : {"data/binaries.txt", "data/discriminator.txt"})
    EXPECT_NE(
        shipped.find('"' + name + "\": \"" + sha256(read_file(std::string(CRYSTALGAN_SOURCE) + "/" + name)) + '"'),
        std::string::npos)
        << shipped;
  ASSERT_EQ(run(scratch.path(), {"inspect", "--built-in", "Pd", "-o", "palladium"}).code, 0);
  ASSERT_EQ(run(scratch.path(), {"inspect", "--built-in", "Ni", "-o", "nickel"}).code, 0);
  ASSERT_EQ(run(scratch.path(), {"learn", "palladium", "nickel", "-o", "mine.toml"}).code, 0);
  const Outcome outcome =
      run(scratch.path(), {"discover", "Pd", "Ni", "--mode", "symmetry", "--learned", "mine.toml", "--formula",
                           "PdNiH2", "--space-groups", "123", "--candidates", "5", "-o", "learned", "--quiet"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const std::string learned = read_file(scratch / "learned/manifest.json");
  EXPECT_NE(learned.find("mine.toml\": \"" + sha256(read_file(scratch / "mine.toml"))), std::string::npos) << learned;
  EXPECT_EQ(learned.find("data/binaries.txt"), std::string::npos) << learned;
}

TEST(DiscoverSymmetry, SaysWhyThereIsNothing) {
  const ScratchFolder scratch;
  const auto discover = [&](std::vector<std::string> more, const std::string& folder) {
    more.insert(more.begin(), {"discover", "Sr", "Ti", "--with", "O", "--mode", "symmetry", "--quiet"});
    more.insert(more.end(), {"-o", folder});
    return run(scratch.path(), more);
  };
  const Outcome large = discover({"--formula", "SrTiO3", "--max-atoms", "4"}, "large");
  EXPECT_EQ(large.code, 0) << large.err;
  EXPECT_NE(large.out.find("No structure was made; large/formulas.csv says why for each formula."), std::string::npos)
      << large.out;
  EXPECT_NE(read_file(scratch / "large/formulas.csv").find("5 atoms, more than --max-atoms 4"), std::string::npos);
  discover({"--formula", "SrTiO3", "--space-groups", "230"}, "groups");
  EXPECT_NE(read_file(scratch / "groups/formulas.csv").find("no arrangement in the requested space groups"),
            std::string::npos);
  for (const std::string formula : {"", "SrTi", "SrTiFe", "Sr0TiO3", "SrTiO3x"})
    EXPECT_EQ(discover({"--formula", formula}, "wrong").code, 2) << formula;
  const Outcome bromide = run(scratch.path(), {"discover", "Sr", "Ti", "--with", "Br", "--mode", "symmetry"});
  EXPECT_EQ(bromide.code, 2);
  EXPECT_NE(bromide.err.find("--mode repaired takes any X"), std::string::npos) << bromide.err;
  const Outcome neither = run(scratch.path(), {"discover", "Au", "Pt", "--with", "H", "--mode", "symmetry"});
  EXPECT_EQ(neither.code, 3) << neither.out;
  EXPECT_NE(neither.err.find("expected a binary of Au or Pt with H, found none"), std::string::npos) << neither.err;
}

TEST(Formulas, SayWhatIsEstimated) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"formulas", "Au", "Ti", "--with", "H"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("; no binary of Au and H, sizes estimated"), std::string::npos) << outcome.out;
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
