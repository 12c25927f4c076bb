#include "crystalgan/io/structure_set.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/gzip.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "tests/io/example_crystals.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_of(const StructureSet& set) {
  std::vector<std::string> names;
  for (const fs::path& file : set.files) names.push_back(file.filename().string());
  return names;
}

TEST(StructureSet, AFolderIsReadInTheByteOrderOfItsNames) {
  const test::ScratchFolder folder;
  const std::string poscar = poscar_text(hexagonal_crystal(), "");
  for (const char* name : {"b.vasp", "B.vasp", "a.vasp", "10.vasp", "9.vasp", "\xC3\xA9.vasp", "~.vasp"})
    folder.write(name, poscar);
  const StructureSet set = read_structure_set(folder.path());
  EXPECT_EQ(names_of(set),
            (std::vector<std::string>{"10.vasp", "9.vasp", "B.vasp", "a.vasp", "b.vasp", "~.vasp", "\xC3\xA9.vasp"}));
  ASSERT_EQ(set.structures.size(), 7U);
  EXPECT_EQ(set.structures[0].name(), (folder.path() / "10.vasp").string());
  EXPECT_TRUE(set.refusals.empty());
}

TEST(StructureSet, FormatsMixAndOtherFilesAreSkippedByName) {
  const test::ScratchFolder folder;
  const Structure crystal = hexagonal_crystal();
  folder.write("a.cif", cif_text(crystal, "a"));
  folder.write("b.xyz", extxyz_frame(crystal, {}) + extxyz_frame(crystal, {}));
  folder.write("POSCAR", poscar_text(crystal, ""));
  folder.write("README.md", "not a structure");
  folder.write(".hidden.cif", "not a structure");
  fs::create_directory(folder.path() / "sub.vasp");
  fs::create_symlink("nowhere", folder.path() / "dangling.cif");
  const StructureSet set = read_structure_set(folder.path());
  EXPECT_EQ(names_of(set), (std::vector<std::string>{"POSCAR", "a.cif", "b.xyz"}));
  EXPECT_EQ(set.structures.size(), 4U);
  const std::string where = folder.path().string();
  ASSERT_EQ(set.skipped.size(), 4U);
  EXPECT_EQ(set.skipped[0], where + "/.hidden.cif: hidden");
  EXPECT_TRUE(set.skipped[1].starts_with(where + "/README.md: not one of POSCAR, CIF")) << set.skipped[1];
  EXPECT_EQ(set.skipped[2], where + "/dangling.cif: no file");
  EXPECT_EQ(set.skipped[3], where + "/sub.vasp: a folder; --recursive reads it");
  EXPECT_EQ(not_read_text(set), "0 refused, 4 skipped (1 a folder, 1 hidden, 1 no file, 1 of another format)");
}

TEST(StructureSet, FoldersInAFolderAreReadWhereRequested) {
  const test::ScratchFolder folder;
  fs::create_directories(folder.path() / "b" / "c");
  for (const char* name : {"d.vasp", "b/POSCAR", "b/c/POSCAR"}) folder.write(name, poscar_text(cubic_crystal(), ""));
  folder.write("a", poscar_text(cubic_crystal(), ""));  // known by its content alone
  EXPECT_EQ(read_structure_set(folder.path()).structures.size(), 2U);
  const StructureSet set = read_structure_set(folder.path(), {.recursive = true});
  EXPECT_EQ(names_of(set), (std::vector<std::string>{"a", "POSCAR", "POSCAR", "d.vasp"}));
  EXPECT_EQ(set.structures[1].name(), (folder.path() / "b/POSCAR").string());
  EXPECT_TRUE(set.skipped.empty());
}

TEST(StructureSet, AFileThatCannotBeParsedIsARefusalOfOneLine) {
  const test::ScratchFolder folder;
  folder.write("a.vasp", poscar_text(hexagonal_crystal(), ""));
  folder.write("b.vasp", "PdH\n1\n1 0 0\n0 1 0\n0 0 1\nPd H\n1 2 3\n");
  folder.write("c\n.vasp", "PdH\nx\n");
  folder.write(
      "d.vasp",
      poscar_text({Lattice::from_parameters(3, 3, 3, 90, 90, 90), {site("H", 0, 0, 0), site("H", 1, 0, 0)}, ""}, ""));
  const StructureSet set = read_structure_set(folder.path());
  const std::string where = folder.path().string();
  EXPECT_EQ(set.structures.size(), 1U);
  EXPECT_EQ(set.files.size(), 4U);
  EXPECT_EQ(set.refusals,
            (std::vector<std::string>{
                where + "/b.vasp:7: expected 2 counts for 2 elements, got 3",
                where + "/c\\n.vasp:2: scale factor: expected a finite number, got 'x'",
                where + "/d.vasp: atoms 1 (H) and 2 (H): expected at least 0.01 A between them, got 0.0000"}));
}

TEST(StructureSet, ALineOfOptimadeIsRefusedAloneAFileOfAnotherFormatWhole) {
  const test::ScratchFolder folder;
  const std::string where = folder.path().string();
  const std::string lines = optimade_text({cubic_crystal(), hexagonal_crystal()});
  folder.write("a.jsonl.gz", gzipped(with(with(lines, "\"H\",\"Pd\"]", "\"X\"]"), "[\"H\"]", "[\"H\",\"D\"]")));
  folder.write("b.jsonl", lines + "{\"type\":\n");
  folder.write("c.xyz", extxyz_frame(cubic_crystal(), {}) + "1\n\n");
  const StructureSet set = read_structure_set(folder.path());
  EXPECT_EQ(set.files.size(), 3U);
  ASSERT_EQ(set.structures.size(), 3U);
  EXPECT_EQ(set.structures[0].name(), where + "/a.jsonl.gz#hexagonal");
  EXPECT_EQ(set.structures[2].name(), where + "/b.jsonl#hexagonal");
  EXPECT_EQ(set.refusals, (std::vector<std::string>{
                              where + "/a.jsonl.gz:2: species \"H\": expected one element at a site, got [\"H\",\"D\"]",
                              where + "/b.jsonl:4: expected a JSON object, got an error of its syntax at byte 9",
                              where + "/c.xyz:8: expected Lattice=\"...\" (a periodic crystal), got none"}));
}

TEST(StructureSet, OfSeveralPathsIsOneBehindTheOther) {
  const test::ScratchFolder folder;
  const std::string broken = folder.write("a.vasp", "x\n").string();
  const std::string two = folder.write("b.jsonl", optimade_text({cubic_crystal(), hexagonal_crystal()})).string();
  const std::string one = folder.write("c.vasp", poscar_text(cubic_crystal(), "")).string();
  const StructureSet set = read_structure_sets({one, broken, two});
  EXPECT_EQ(names_of(set), (std::vector<std::string>{"c.vasp", "a.vasp", "b.jsonl"}));
  ASSERT_EQ(set.structures.size(), 3U);
  EXPECT_EQ(set.structures[0].name(), one);
  EXPECT_EQ(set.structures[2].name(), two + "#hexagonal");
  EXPECT_EQ(set.refusals.size(), 1U);
  EXPECT_TRUE(read_structure_sets({}).structures.empty());
}

TEST(StructureSet, ASingleFileIsASetToo) {
  const test::ScratchFolder folder;
  const StructureSet set = read_structure_set(folder.write("some.name", poscar_text(cubic_crystal(), "")));
  EXPECT_EQ(set.structures.size(), 1U);
  EXPECT_EQ(set.files.size(), 1U);
}

TEST(StructureSet, WhatCannotBeListedOrOpenedIsAnIoErrorWithItsReason) {
  const test::ScratchFolder folder;
  const std::string where = folder.path().string();
  EXPECT_EQ(message_of<IoError>([&] { read_structure_set(folder.path() / "none"); }),
            where + "/none: cannot be read: No such file or directory");
  EXPECT_EQ(message_of<IoError>([&] { read_structure_set(folder.path()); }),
            where + ": cannot be read: expected structure files (" + structure_file_patterns() +
                ", each also as *.gz, *.bz2, *.xz, *.zst or in a *.zip), got none");
  if (::geteuid() == 0) GTEST_SKIP() << "the superuser may read everything";
  const fs::path shut = folder.path() / "shut";
  fs::create_directory(shut);
  fs::permissions(shut, fs::perms::none);
  EXPECT_EQ(message_of<IoError>([&] { read_structure_set(shut); }),
            shut.string() + ": cannot be read: Permission denied");
  fs::permissions(shut, fs::perms::owner_all);
  const fs::path file = folder.write("shut.vasp", "");
  fs::permissions(file, fs::perms::none);
  EXPECT_EQ(read_structure_set(folder.path()).refusals,
            std::vector<std::string>{file.string() + ": cannot be read: Permission denied"});
}

// The authors' two published sets are not part of this project: the folder that holds Pd-H and Ni-H is named by the
// environment.
TEST(StructureSet, TheAuthorsSetsAreReadWhole) {
  const char* data = std::getenv("CRYSTALGAN_AUTHORS_DATA");
  if (data == nullptr) GTEST_SKIP() << "CRYSTALGAN_AUTHORS_DATA is not set";
  for (const char* name : {"Pd-H", "Ni-H"}) {
    const StructureSet set = read_structure_set(fs::path(data) / name);
    EXPECT_EQ(set.structures.size(), 35U);
    EXPECT_TRUE(set.refusals.empty());
  }
}

}  // namespace
}  // namespace crystalgan
