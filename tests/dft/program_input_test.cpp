#include <gtest/gtest.h>

#include <sstream>

#include "crystalgan/dft/gpaw_input.hpp"
#include "crystalgan/dft/magnetic_start.hpp"
#include "crystalgan/dft/potcar_setup.hpp"
#include "crystalgan/dft/qe_input.hpp"
#include "crystalgan/dft/vasp_input.hpp"
#include "crystalgan/io/poscar.hpp"
#include "tests/dft/export_example.hpp"

namespace crystalgan {
namespace {

constexpr KPoints kMesh{5, 4, 3};

// The line that begins so, without that beginning.
std::string line_behind(const std::string& text, const std::string& beginning) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(beginning)) return line.substr(beginning.size());
  return "nothing begins with " + beginning;
}

std::string incar(const RankedStructure& entry) { return vasp_input(written_cell(entry), kMesh).at("INCAR"); }

std::string pw_in(const RankedStructure& entry, const std::optional<Pseudopotentials>& files = std::nullopt) {
  return qe_input(written_cell(entry), kMesh, files).at("pw.in");
}

TEST(WrittenCell, GroupsAtomsByElementInTheOrderOfThePoscar) {
  const WrittenCell cell = written_cell(test::mixed_entry());
  EXPECT_NE(cell.poscar.find("\nH Ni Pd\n2 2 2\nDirect\n"), std::string::npos) << cell.poscar;
  std::string order;
  for (const auto& [element, count] : cell.species) order += std::string(element.symbol()) + std::to_string(count);
  EXPECT_EQ(order, "H2Ni2Pd2");
  std::string atoms;
  for (const Site& site : cell.structure.sites()) atoms += std::string(site.element.symbol()) + " ";
  EXPECT_EQ(atoms, "H H Ni Ni Pd Pd ");
}

TEST(WrittenCell, IsRightHandedForEveryProgram) {
  const RankedStructure entry = test::left_handed_entry();
  ASSERT_FALSE(entry.structure.lattice().right_handed());
  const WrittenCell cell = written_cell(entry);
  EXPECT_TRUE(cell.structure.lattice().right_handed());
  EXPECT_DOUBLE_EQ(cell.structure.lattice().volume(), entry.structure.lattice().volume());
}

TEST(WrittenCell, NamesOfFoldersAreFitForAShellAndAnInputFile) {
  EXPECT_EQ(folder_name("0001"), "0001");
  EXPECT_EQ(folder_name("Pd-H_2.b"), "Pd-H_2.b");
  EXPECT_EQ(folder_name("a b;rm -rf *\n"), "a_b_rm_-rf___");
  EXPECT_EQ(folder_name("../up"), "s.._up");
  EXPECT_EQ(folder_name("-rf"), "s-rf");
  EXPECT_EQ(folder_name(""), "s");
  EXPECT_EQ(folder_name("\xc3\x85"), "s__");
}

// MAGMOM of MPRelaxSet in pymatgen 2026.10.16; for U and its neighbours the 5f electrons of the trivalent ion.
TEST(MagneticStart, IsThatOfTheMaterialsProjectFor3d4fAnd5f) {
  const std::map<std::string, double> expected{
      {"V", 5},  {"Cr", 5}, {"Mn", 5}, {"Fe", 5}, {"Co", 0.6}, {"Ni", 5}, {"Mo", 5}, {"W", 5},  {"Ce", 5},
      {"Pr", 2}, {"Nd", 3}, {"Pm", 4}, {"Sm", 5}, {"Eu", 10},  {"Gd", 7}, {"Tb", 6}, {"Dy", 5}, {"Ho", 4},
      {"Er", 3}, {"Tm", 2}, {"Yb", 1}, {"Pa", 2}, {"U", 3},    {"Np", 4}, {"Pu", 5}, {"Am", 6}, {"Cm", 7}};
  for (int number = 1; number <= 118; ++number) {
    const Element element = Element::from_atomic_number(number);
    const auto found = expected.find(std::string(element.symbol()));
    EXPECT_EQ(starting_moment(element), found == expected.end() ? 0.0 : found->second) << element.symbol();
  }
  EXPECT_DOUBLE_EQ(starting_polarisation(Element::from_symbol("Fe")), 0.625);  // 5 of 8
  EXPECT_DOUBLE_EQ(starting_polarisation(Element::from_symbol("Ni")), 0.5);    // 5 of 10
  EXPECT_DOUBLE_EQ(starting_polarisation(Element::from_symbol("Gd")), 0.7);    // 7 of 10
  EXPECT_DOUBLE_EQ(starting_polarisation(Element::from_symbol("Eu")), 1.0);    // 10 of 9
  EXPECT_DOUBLE_EQ(starting_polarisation(Element::from_symbol("W")), 5.0 / 6.0);
  EXPECT_DOUBLE_EQ(starting_polarisation(Element::from_symbol("U")), 0.5);  // 3 of 6
  EXPECT_EQ(starting_polarisation(Element::from_symbol("Ar")), 0.0);        // not 0/0
}

TEST(PotcarSetup, IsTheMaterialsProjectsForKnownElements) {
  const std::map<std::string, std::string> expected{{"H", "H"},      {"Pd", "Pd"},    {"Ni", "Ni_pv"}, {"Mg", "Mg_pv"},
                                                    {"Ti", "Ti_pv"}, {"Zr", "Zr_sv"}, {"Ag", "Ag"},    {"Al", "Al"},
                                                    {"La", "La"},    {"Y", "Y_sv"},   {"Ga", "Ga_d"},  {"Li", "Li_sv"},
                                                    {"W", "W_sv"},   {"Yb", "Yb_3"},  {"Og", "Og"}};
  for (const auto& [symbol, setup] : expected) EXPECT_EQ(potcar_setup(Element::from_symbol(symbol)), setup);
}

TEST(VaspInput, MomentsAndSetUpsFollowTheSpeciesOfThePoscar) {
  const auto files = vasp_input(written_cell(test::mixed_entry()), kMesh);
  ASSERT_EQ(files.size(), 4U);
  EXPECT_EQ(line_behind(files.at("INCAR"), "MAGMOM ="), " 2*0.6 2*5.0 2*0.6");
  EXPECT_EQ(line_behind(files.at("INCAR"), "ISPIN ="), " 2");
  EXPECT_EQ(files.at("POTCAR.spec"), "H\nNi_pv\nPd\n");
  EXPECT_EQ(files.at("KPOINTS"), "5x4x3, centred on Gamma\n0\nGamma\n5 4 3\n0 0 0\n");
  EXPECT_EQ(line_behind(files.at("INCAR"), "SYSTEM ="), " Ni2Pd2H2, candidate 0001");
}

TEST(VaspInput, WithoutMagneticElementsThereAreNoMoments) {
  const std::string text = incar(test::left_handed_entry());
  EXPECT_EQ(line_behind(text, "ISPIN ="), " 1");
  EXPECT_EQ(text.find("MAGMOM"), std::string::npos);
}

TEST(VaspInput, ThePoscarKeepsEveryBitOfTheStructure) {
  const RankedStructure entry = test::mixed_entry();
  const Structure read = parse_poscar(vasp_input(written_cell(entry), kMesh).at("POSCAR"), "POSCAR");
  EXPECT_EQ(read.lattice().rows(), entry.structure.lattice().rows());
  EXPECT_EQ(read.sites()[2].position, entry.structure.sites()[1].position);  // the first Ni
}

TEST(QeInput, SpeciesMomentsAndAtomsAgree) {
  const std::string text = pw_in(test::mixed_entry());
  EXPECT_NE(text.find("  nat = 6\n  ntyp = 3\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  starting_magnetization(2) = 0.500\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("starting_magnetization(1)"), std::string::npos);
  EXPECT_EQ(line_behind(text, "  nspin = 2"), "                   ! a ferromagnetic start; try others too");
  EXPECT_NE(text.find("ATOMIC_SPECIES\n  H 1.0080 H.UPF\n  Ni 58.6934 Ni.UPF\n  Pd 106.4200 Pd.UPF\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  H 0.5000000000000000 0.5000000000000000 0.5000000000000000\n"), std::string::npos) << text;
  EXPECT_NE(text.find("K_POINTS automatic\n  5 4 3 0 0 0\n"), std::string::npos) << text;
}

TEST(QeInput, NumbersHaveNoExponents) {
  RankedStructure entry = test::mixed_entry();
  entry.structure = {entry.structure.lattice(), {test::site("Ni", 1e-9, -3e-12, 0.5)}, "small"};
  EXPECT_NE(pw_in(entry).find("  Ni 0.0000000010000000 -0.0000000000030000 0.5000000000000000\n"), std::string::npos);
}

TEST(QeInput, NamesTheFilesOfAFolderAsFortranReadsThem) {
  const auto element = [](const char* symbol) { return Element::from_symbol(symbol); };
  const Pseudopotentials files{"/home/o'hara/sets",
                               {{element("H"), "h.upf"}, {element("Ni"), "Ni_1.UPF"}, {element("Pd"), "Pd.pbe.UPF"}}};
  const std::string text = pw_in(test::mixed_entry(), files);
  EXPECT_NE(text.find("pseudo_dir = '/home/o''hara/sets'"), std::string::npos) << text;
  EXPECT_NE(text.find("  H 1.0080 h.upf\n  Ni 58.6934 Ni_1.UPF\n  Pd 106.4200 Pd.pbe.UPF\n"), std::string::npos)
      << text;
}

TEST(QeInput, WithoutMagneticElementsThereIsNoSpin) {
  const std::string text = pw_in(test::left_handed_entry());
  EXPECT_NE(text.find("  nspin = 1 "), std::string::npos) << text;
  EXPECT_EQ(text.find("starting_magnetization"), std::string::npos);
}

TEST(GpawInput, HasTheMeshTheMomentsAndTheStructure) {
  const WrittenCell cell = written_cell(test::mixed_entry());
  const auto files = gpaw_input(cell, kMesh);
  EXPECT_EQ(files.at("structure.vasp"), cell.poscar);
  EXPECT_NE(files.at("relax.py").find("K_POINTS = (5, 4, 3)\nMOMENTS = {\"Ni\": 5.0}  "), std::string::npos);
  const auto plain = gpaw_input(written_cell(test::left_handed_entry()), kMesh);
  EXPECT_NE(plain.at("relax.py").find("MOMENTS = {}  "), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
