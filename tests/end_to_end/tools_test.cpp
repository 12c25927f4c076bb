// inspect, neighbours and convert, and what the program says of itself.
#include <gtest/gtest.h>

#include <string>

#include "crystalgan/io/neighbor_table.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

TEST(Inspect, ShowsTheBuiltInBinariesAndWritesThem) {
  const ScratchFolder scratch;
  const Outcome outcome = run(scratch.path(), {"inspect", "--built-in", "Pd", "-o", "binaries"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("PdH-NaCl  PdH  2 atoms  Fm-3m (225)"), std::string::npos) << outcome.out;
  EXPECT_GE(files_below(scratch / "binaries").size(), 30U);
  // what was written reads back as the same
  const Outcome again = run(scratch.path(), {"inspect", "binaries"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.out.find("PdH  2 atoms  Fm-3m (225)"), std::string::npos);
}

TEST(Inspect, WritesEveryStructureUnderANameOfItsOwn) {
  const ScratchFolder scratch;
  const std::string text = "x\n4.09\n0 .5 .5\n.5 0 .5\n.5 .5 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";
  fs::create_directory(scratch / "a");
  fs::create_directory(scratch / "b");
  write_file(scratch / "a/0.vasp", text);
  write_file(scratch / "b/0.vasp", text);
  ASSERT_EQ(run(scratch.path(), {"convert", "a/0.vasp", "one.extxyz"}).code, 0);
  const std::string frame = read_file(scratch / "one.extxyz");
  write_file(scratch / "many.extxyz", frame + frame + frame);
  ASSERT_EQ(run(scratch.path(), {"inspect", "a", "b", "many.extxyz", "-o", "out"}).code, 0);
  const auto files = files_below(scratch / "out");
  EXPECT_EQ(files.size(), 5U);
  for (const char* name : {"0.vasp", "0_2.vasp", "many_1.vasp", "many_2.vasp", "many_3.vasp"})
    EXPECT_TRUE(files.contains(name)) << name;
}

TEST(Inspect, SaysWhatIsWrong) {
  const ScratchFolder scratch;
  const std::string good = "x\n4.09\n0 .5 .5\n.5 0 .5\n.5 .5 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";
  write_file(scratch / "0.vasp", good);
  write_file(scratch / "1.vasp", good);
  write_file(scratch / "2.vasp", "x\n1\n4 0 0\n0 4 0\n0 0 4\nPd H\n1 2\nDirect\n0 0 0\n.5 .5 .5\n.5 .5 .6\n");
  write_file(scratch / "3.vasp", "x\n1\n9 0 0\n0 9 0\n0 0 9\nNi O\n1 1\nDirect\n0 0 0\n.5 .5 .5\n");
  write_file(scratch / "4.vasp", "x\n1\n4 0\n");
  const Outcome outcome = run(scratch.path(), {"inspect", "."});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.out.find("    ! looks like ./0.vasp"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("    ! H-H at 0.40 A, expected at least 1.00"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("    ! other elements than ./0.vasp"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("times the volume rule"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("4.vasp:3: "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.out.find("4 structures of 5 files, 3 with remarks, 1 refused, 2 skipped (2 hidden)"),
            std::string::npos)
      << outcome.out;
}

// Pd2Ni2H2 of the paper's Fig. 5.
std::string figure_5() { return std::string(CRYSTALGAN_SOURCE) + "/tests/data/paper/figure-5.vasp"; }

TEST(Neighbours, PrintsTheTableOfTheLibrary) {
  const ScratchFolder scratch;
  const Structure structure = read_structures(figure_5()).front();
  const Outcome outcome = run(scratch.path(), {"neighbours", figure_5()});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, neighbor_table(structure, 3.0));
  EXPECT_NE(outcome.out.find("\nH    1      1.58695    0.61697    0.02452\n    Pd   3    0.81031     0   0   0\n"),
            std::string::npos)
      << outcome.out;
  EXPECT_EQ(run(scratch.path(), {"neighbours", figure_5(), "--cutoff", "2.3"}).out, neighbor_table(structure, 2.3));
}

TEST(Neighbours, NamesTheStructuresOfAFileOfSeveral) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), {"convert", figure_5(), "one.extxyz"}).code, 0);
  const std::string frame = read_file(scratch / "one.extxyz");
  write_file(scratch / "two.extxyz", frame + frame);
  const std::string table = run(scratch.path(), {"neighbours", "one.extxyz"}).out;
  EXPECT_EQ(run(scratch.path(), {"neighbours", "two.extxyz"}).out,
            "two.extxyz#1\n" + table + "\ntwo.extxyz#2\n" + table);
}

TEST(Neighbours, RefusesACutoffOutOfRangeAndAFileThatIsNone) {
  const ScratchFolder scratch;
  for (const std::string cutoff : {"-1", "20.5", "nan", "inf"}) {
    const Outcome outcome = run(scratch.path(), {"neighbours", figure_5(), "--cutoff", cutoff});
    EXPECT_EQ(outcome.code, 2) << cutoff;
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(outcome.err.starts_with("crystalgan: --cutoff: expected 0 to 20 Å, got ")) << outcome.err;
  }
  EXPECT_EQ(run(scratch.path(), {"neighbours", "none.vasp"}).code, 3);
}

TEST(Convert, GoesRoundThroughEveryFormat) {
  const ScratchFolder scratch;
  ASSERT_EQ(run(scratch.path(), {"inspect", "--built-in", "Mg", "-o", "binaries"}).code, 0);
  for (const std::string stem : {"MgH-NaCl", "MgH-wurtzite", "MgH2-rutile"}) {  // cubic, hexagonal, tetragonal
    ASSERT_EQ(run(scratch.path(), {"convert", "binaries/" + stem + ".vasp", stem + ".extxyz"}).code, 0) << stem;
    ASSERT_EQ(run(scratch.path(), {"convert", stem + ".extxyz", stem + ".cif"}).code, 0) << stem;
    // a CIF has the conventional cell
    ASSERT_EQ(run(scratch.path(), {"convert", stem + ".cif", stem + ".vasp", "--cell", "primitive"}).code, 0) << stem;
    const Outcome before = run(scratch.path(), {"inspect", "binaries/" + stem + ".vasp"});
    const Outcome after = run(scratch.path(), {"inspect", stem + ".vasp"});
    EXPECT_EQ(after.out.substr(after.out.find("  ")), before.out.substr(before.out.find("  ")));
  }
}

TEST(Convert, WritesTheCellThatIsRequested) {
  const ScratchFolder scratch;
  write_file(scratch / "a.vasp", "x\n1\n0 2 2\n2 0 2\n4 2 2\nPd H\n1 1\nDirect\n0 0 0\n.5 0 .5\n");  // skewed rocksalt
  ASSERT_EQ(run(scratch.path(), {"convert", "a.vasp", "a.cif"}).code, 0);
  EXPECT_NE(read_file(scratch / "a.cif").find("_space_group_name_H-M_alt 'F m -3 m'"), std::string::npos);
  const std::vector<std::pair<std::string, std::string>> cells{
      {"given", "  0 2 2\n  2 0 2\n  4 2 2\nPd H\n1 1\n"},
      {"primitive", "  0 2 2\n  2 0 2\n  2 2 0\nPd H\n1 1\n"},
      {"conventional", "  4 0 0\n  0 4 0\n  0 0 4\nPd H\n4 4\n"}};
  for (const auto& [cell, expected] : cells) {
    ASSERT_EQ(run(scratch.path(), {"convert", "a.vasp", cell + ".vasp", "--cell", cell}).code, 0) << cell;
    const std::string text = read_file(scratch / (cell + ".vasp"));
    EXPECT_NE(text.find(expected), std::string::npos) << text;
    ASSERT_EQ(run(scratch.path(), {"convert", "a.vasp", cell + ".cif", "--cell", cell}).code, 0) << cell;
    const bool has_symmetry = cell == "conventional";
    EXPECT_EQ(read_file(scratch / (cell + ".cif")).find("'P 1'") == std::string::npos, has_symmetry) << cell;
  }
  EXPECT_EQ(run(scratch.path(), {"convert", "a.vasp", "b.vasp", "--cell", "cubic"}).code, 2);
}

TEST(Convert, OffersEveryFormatInItsHelpAndItsMessage) {
  const ScratchFolder scratch;
  const std::string help = run(scratch.path(), {"convert", "--help"}).out;
  const std::string message = run(scratch.path(), {"convert", "a.vasp", "b.pdb"}).err;
  for (const StructureFormat& format : structure_formats()) {
    for (const std::string_view ending : format.endings) {
      EXPECT_NE(help.find("*" + std::string(ending)), std::string::npos) << help;
      EXPECT_NE(message.find("*" + std::string(ending)), std::string::npos) << message;
    }
  }
}

TEST(Convert, OverwritesNothing) {
  const ScratchFolder scratch;
  write_file(scratch / "a.vasp", "x\n4.09\n0 .5 .5\n.5 0 .5\n.5 .5 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n");
  write_file(scratch / "b.cif", "precious");
  EXPECT_EQ(run(scratch.path(), {"convert", "a.vasp", "b.cif"}).code, 2);
  EXPECT_EQ(read_file(scratch / "b.cif"), "precious");
  EXPECT_EQ(run(scratch.path(), {"convert", "a.vasp", "b.pdb"}).code, 2);
}

TEST(Program, TellsItsVersionAndExplainsEveryCommand) {
  const ScratchFolder scratch;
  const Outcome version = run(scratch.path(), {"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_NE(version.out.find("matrix products "), std::string::npos);
  for (const char* command : {"discover", "train", "generate", "compare", "tune", "energy", "evaluate", "match",
                              "bench", "inspect", "neighbours", "convert"}) {
    const Outcome help = run(scratch.path(), {command, "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("Usage"), std::string::npos) << help.out;
  }
}

}  // namespace
}  // namespace crystalgan::test
