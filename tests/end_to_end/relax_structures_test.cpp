// relax with files of structures.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

// Rock salt, the primitive cell of a cube of `edge` Å.
std::string rock_salt(const std::string& metal, double edge) {
  const std::string h = exact_text(edge / 2.0);
  return metal + "H\n1\n0 " + h + " " + h + "\n" + h + " 0 " + h + "\n" + h + " " + h + " 0\n" + metal +
         " H\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n";
}

struct Files {
  ScratchFolder folder;
  Files() {
    write_file(folder / "PdH.vasp", rock_salt("Pd", 4.5));
    write_file(folder / "NiH.vasp", rock_salt("Ni", 3.5));
    write_file(folder / "RnH.vasp", rock_salt("Rn", 5.0));
  }
  Outcome relax(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"relax", "--quiet"});
    return run(folder.path(), arguments);
  }
};

TEST(RelaxStructures, FindsTheLatticeConstantAndKeepsTheOrder) {
  const Files files;
  const Outcome outcome = files.relax({"PdH.vasp", "NiH.vasp", "-o", "relaxed.extxyz", "--relax-symmetry", "kept"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("2 of 2 structures converged"), std::string::npos) << outcome.out;
  const auto relaxed = read_structures(files.folder / "relaxed.extxyz");
  ASSERT_EQ(relaxed.size(), 2);
  const auto edge = [](const Structure& structure) { return std::cbrt(4.0 * structure.lattice().volume()); };
  EXPECT_NEAR(edge(relaxed[0]), 4.12, 0.03);  // Å; PBE 4.13, measured 4.09
  EXPECT_NEAR(edge(relaxed[1]), 3.68, 0.03);  // Å; PBE 3.75, measured 3.72
  for (const Structure& structure : relaxed) EXPECT_EQ(find_space_group(structure)->number, 225);
}

TEST(RelaxStructures, WhatDoesNotConvergeIsSaidAndNotWritten) {
  const Files files;
  const Outcome outcome = files.relax({"PdH.vasp", "RnH.vasp", "-o", "relaxed.extxyz"});
  EXPECT_EQ(outcome.code, 4) << outcome.out;
  EXPECT_NE(outcome.out.find("1 of 2 structures converged"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("Rn"), std::string::npos) << outcome.out;
  EXPECT_EQ(read_structures(files.folder / "relaxed.extxyz").size(), 1);
}

TEST(RelaxStructures, WarnsAndShowsNoEnergyThatWasNotComputed) {
  const Files files;
  write_file(files.folder / "PuH.vasp", rock_salt("Pu", 5.0));
  const Outcome outcome = files.relax({"PuH.vasp", "RnH.vasp", "-o", "relaxed.extxyz"});
  EXPECT_NE(outcome.err.find("warning: CHGNet hardly knows Pu"), std::string::npos) << outcome.err;
  const std::string refused = outcome.out.substr(outcome.out.find("RnH.vasp"));
  EXPECT_EQ(refused.substr(0, refused.find('\n')).find("eV/atom"), std::string::npos) << refused;
}

TEST(RelaxStructures, AKimModelOrOffIsWhatItSays) {
  const Files files;
  EXPECT_EQ(files.relax({"PdH.vasp", "-o", "a.extxyz", "--relax", "off"}).code, 2);
  const Outcome unknown = files.relax({"PdH.vasp", "-o", "a.extxyz", "--model", "EAM_Nonsense"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.err.find("expected beside --relax auto"), std::string::npos) << unknown.err;
}

TEST(RelaxStructures, TheNewFileComesFirst) {
  const Files files;
  EXPECT_EQ(files.relax({"PdH.vasp"}).code, 2);
  EXPECT_EQ(files.relax({"PdH.vasp", "-o", "relaxed.txt"}).code, 2);
  const std::string before = read_file(files.folder / "NiH.vasp");
  EXPECT_EQ(files.relax({"PdH.vasp", "-o", "NiH.vasp"}).code, 2);
  EXPECT_EQ(read_file(files.folder / "NiH.vasp"), before);
  EXPECT_EQ(files.relax({"PdH.vasp", "-o", "relaxed.extxyz", "--relax-best", "3"}).code, 2);
}

}  // namespace
}  // namespace crystalgan::test
