#include "crystalgan/dft/export.hpp"

#include <gtest/gtest.h>

#include <set>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/dft/export_example.hpp"

namespace crystalgan {
namespace {

std::set<std::string> names_of(const std::map<std::string, std::string>& files) {
  std::set<std::string> names;
  for (const auto& [name, text] : files) names.insert(name);
  return names;
}

std::map<std::string, std::string> files_for(ExportProgram program,
                                             const std::vector<RankedStructure>& entries = {
                                                 test::mixed_entry(), test::left_handed_entry()}) {
  return export_files(entries, {program, 0.32, std::nullopt});
}

TEST(Export, HasAFolderPerStructureAndThreeFilesOverThem) {
  using Names = std::set<std::string>;
  EXPECT_EQ(names_of(files_for(ExportProgram::vasp)),
            (Names{"0001/INCAR", "0001/KPOINTS", "0001/POSCAR", "0001/POTCAR.spec", "0002/INCAR", "0002/KPOINTS",
                   "0002/POSCAR", "0002/POTCAR.spec", "README.txt", "index.csv", "run-array.sh"}));
  EXPECT_EQ(names_of(files_for(ExportProgram::qe)),
            (Names{"0001/pw.in", "0002/pw.in", "README.txt", "index.csv", "run-array.sh"}));
  EXPECT_EQ(names_of(files_for(ExportProgram::gpaw)),
            (Names{"0001/relax.py", "0001/structure.vasp", "0002/relax.py", "0002/structure.vasp", "README.txt",
                   "index.csv", "run-array.sh"}));
}

TEST(Export, TheIndexSaysWhatIsInTheFolders) {
  const CsvTable index(files_for(ExportProgram::vasp).at("index.csv"), "index.csv");
  ASSERT_EQ(index.size(), 2U);
  EXPECT_EQ(index.columns(), (std::vector<std::string>{"task", "folder", "id", "formula", "space_group", "atoms",
                                                       "k_points", "above_hull_ev_per_atom"}));
  EXPECT_EQ(index.count(0, "task"), 1);
  EXPECT_EQ(index.text(0, "folder"), "0001");
  EXPECT_EQ(index.text(0, "formula"), "Ni2Pd2H2");
  EXPECT_EQ(index.count(0, "space_group"), 47);
  EXPECT_EQ(index.count(0, "atoms"), 6);
  EXPECT_EQ(index.text(0, "k_points"), "5x5x5");
  EXPECT_DOUBLE_EQ(index.real(0, "above_hull_ev_per_atom"), 0.031);
  EXPECT_EQ(index.count(1, "task"), 2);
  EXPECT_EQ(index.text(1, "above_hull_ev_per_atom"), "");
}

TEST(Export, NamesWithOddCharactersLeadToFoldersOfTheirOwn) {
  const auto files = files_for(ExportProgram::qe, {test::mixed_entry("a,b"), test::mixed_entry("a\"b"),
                                                   test::mixed_entry("../../etc"), test::mixed_entry("a_b")});
  const CsvTable index(files.at("index.csv"), "index.csv");
  std::vector<std::string> folders;
  std::vector<std::string> ids;
  for (std::size_t row = 0; row < index.size(); ++row) {
    folders.push_back(index.text(row, "folder"));
    ids.push_back(index.text(row, "id"));
    EXPECT_TRUE(files.contains(folders.back() + "/pw.in"));
  }
  EXPECT_EQ(folders, (std::vector<std::string>{"a_b", "a_b_2", "s.._.._etc", "a_b_3"}));
  EXPECT_EQ(ids, (std::vector<std::string>{"a,b", "a\"b", "../../etc", "a_b"}));
  EXPECT_NE(files.at("index.csv").find("\n2,a_b_2,\"a\"\"b\","), std::string::npos);  // what the script reads is plain
}

TEST(Export, TheBinariesOfASystemAreExportedAsItsTernariesAre) {
  RankedStructure binary = test::mixed_entry();
  binary.structure = {binary.structure.lattice(), {test::site("Ni", 0, 0, 0), test::site("H", 0.5, 0.5, 0.5)}, "NiH"};
  for (const auto program : {ExportProgram::vasp, ExportProgram::qe, ExportProgram::gpaw})
    EXPECT_GE(files_for(program, {binary}).size(), 4U);
}

TEST(Export, ThereIsAlwaysSomethingToExport) {
  EXPECT_THROW(files_for(ExportProgram::vasp, {}), ConfigError);
  EXPECT_THROW(export_files({test::mixed_entry()}, {ExportProgram::vasp, 0.01, std::nullopt}), ConfigError);
}

TEST(Export, TheReadMeSaysWhichStructuresStartWithSpin) {
  RankedStructure uranium = test::mixed_entry("0003");
  uranium.structure = {uranium.structure.lattice(), {test::site("U", 0, 0, 0), test::site("Eu", 0.5, 0.5, 0.5)}, "UEu"};
  const std::string text =
      files_for(ExportProgram::vasp, {test::mixed_entry(), test::left_handed_entry(), uranium}).at("README.txt");
  EXPECT_NE(text.find("   Spin: 2 of 3 structures start ferromagnetic, Ni 5.0, Eu 10.0, U 3.0 Bohr magnetons ("),
            std::string::npos)
      << text;
  EXPECT_NE(files_for(ExportProgram::qe, {test::left_handed_entry()}).at("README.txt").find("Spin: none, "),
            std::string::npos);
}

TEST(Export, LinesOfTheReadMeFitAScreen) {
  for (const auto program : {ExportProgram::vasp, ExportProgram::qe, ExportProgram::gpaw}) {
    const std::string text = files_for(program).at("README.txt");
    std::size_t lines = 0;
    for (std::size_t start = 0; start < text.size(); ++lines) {
      const std::size_t end = text.find('\n', start);
      EXPECT_LE(end - start, 120U) << text.substr(start, end - start);
      start = end + 1;
    }
    EXPECT_LE(lines, 12U);
  }
}

}  // namespace
}  // namespace crystalgan
