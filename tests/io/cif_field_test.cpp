#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/io/cif.hpp"
#include "tests/io/example_crystals.hpp"

// What CIFs of databases and programs get wrong, made by hand: rock salt PdH unless said otherwise. Each is read as it says,
// refused in one line that names what contradicts what, or read with a remark.

namespace crystalgan {
namespace {

std::string cell(double a, double b, double c, double beta = 90.0, double gamma = 90.0) {
  const auto item = [](const char* tag, double value) { return std::string(tag) + " " + std::to_string(value) + "\n"; };
  return "data_x\n" + item("_cell_length_a", a) + item("_cell_length_b", b) + item("_cell_length_c", c) +
         item("_cell_angle_alpha", 90.0) + item("_cell_angle_beta", beta) + item("_cell_angle_gamma", gamma);
}

const std::string kCube = cell(4.0, 4.0, 4.0);
const std::string kLoop =
    "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";
const std::string kSites = "Pd1 Pd 0 0 0\nH1 H 0.5 0.5 0.5\n";
const std::string kFaceCentred = "_symmetry_space_group_name_H-M 'F m -3 m'\n";
const std::string kRockSalt = kCube + kFaceCentred + kLoop + kSites;
const std::string kIdentity = "loop_\n_symmetry_equiv_pos_as_xyz\n'x, y, z'\n";

std::string named(const std::string& symbol) { return "_space_group_name_H-M_alt \"" + symbol + "\"\n"; }

/// "Pd4H4 225", or the error; remarks are joined.
struct Reading {
  std::string got;
  std::string remarks;
  std::size_t remark_count = 0;
};

Reading read(const std::string& text) {
  Reading reading;
  ReadNotes notes;
  try {
    const auto structures = parse_cif(text, "x.cif", notes);
    for (const Structure& structure : structures) {
      const auto group = find_space_group(structure, 1e-3);
      reading.got += (reading.got.empty() ? "" : ", ") + formula(structure.composition()) + " " +
                     std::to_string(group ? group->number : 0);
    }
  } catch (const Error& error) {
    reading.got = error.what();
  }
  for (const std::string& remark : notes.remarks) reading.remarks += remark + "\n";
  reading.remark_count = notes.remarks.size();
  EXPECT_EQ(reading.got.find('\n'), std::string::npos);
  return reading;
}

void expect_refusal(const std::string& text, const std::string& word) {
  const std::string got = read(text).got;
  EXPECT_TRUE(got.starts_with("x.cif")) << got;
  EXPECT_NE(got.find(word), std::string::npos) << got;
}

/// As rock salt, with one remark that has `word`.
void expect_remark(const std::string& text, const std::string& word) {
  const Reading reading = read(text);
  EXPECT_EQ(reading.got, "Pd4H4 225") << text;
  EXPECT_EQ(reading.remark_count, 1U) << reading.remarks;
  EXPECT_NE(reading.remarks.find(word), std::string::npos) << reading.remarks;
}

TEST(CifField, OldFullAndMarkedSymbolsMeanWhatTheyMeant) {
  for (const char* symbol :
       {"Fm3m", "F m 3 m", "fm-3m", "FM3-M", "F 4/m -3 2/m", "F4/m-32/m", "F m -3 m S", "Fm\\bar{3}m", "$Fm\\bar{3}m$",
        "F m \\overline{3} m", "F m \\=3 m", "Fm<sup>-</sup>3m", "Fm3\xCC\x84m", "Fm-3m (225)", "F m -3 m (no. 225)",
        "F m -3 m, No. 225", "F m -3 m #225", "F_m_-3_m", "225"}) {
    const Reading reading = read(kCube + named(symbol) + kLoop + kSites);
    EXPECT_EQ(reading.got, "Pd4H4 225") << symbol;
    EXPECT_EQ(reading.remarks, "") << symbol;
  }
  EXPECT_EQ(read(kCube + named("I m 3 m") + kLoop + "Pd1 Pd 0 0 0\n").got, "Pd2 229");
  const std::string hexagonal = cell(3.6, 3.6, 5.2, 90, 120) + kLoop + "Ni1 Ni 0 0 0\nH1 H 0.33333 0.66667 0.25\n";
  for (const char* symbol : {"P 63/m 2/m 2/c", "P63/mmc", "P6_3/mmc", "P 6<sub>3</sub>/m m c", "P6~3~/mmc", "P6(3)/mmc",
                             "P6\xE2\x82\x83/mmc"})
    EXPECT_EQ(read(with(hexagonal, "loop_", named(symbol) + "loop_")).got, "Ni2H2 194") << symbol;
}

TEST(CifField, WordsThatAreNoSymbolAreRefused) {
  for (const char* symbol : {"F m -3 m (cubic)", "F m -3 m (225", "F m -3 m :2", "F m -3 m (224)", "F m m -3",
                             "Fm-3m:", "F m -3 m or F -4 3 m", "x", "P 21/c(0b0)00"})
    expect_refusal(kCube + named(symbol) + kLoop + kSites, "expected the symbol of a space group");
}

// Ca, Ni and H in P 1 21/n 1: in the standard setting P 1 21/c 1 H would be 0.47 Å from Ca.
TEST(CifField, ASettingIsNeverAnother) {
  const std::string monoclinic = cell(5.1, 6.2, 7.3, 105) + "_space_group_IT_number 14\n";
  const std::string atoms = kLoop + "Ca1 Ca 0.99 0.03 0.25\nNi1 Ni 0 0.5 0\nH1 H 0.08 0.48 0.25\nH2 H 0.7 0.29 0.04\n";
  for (const char* symbol :
       {"P 1 21/n 1", "P 1 21/n 1 (cell choice 2)", "P2(1)/n", "P 2_1/n", "P2~1~/n", "P2_{1}/n", "P 21/n (no. 14)",
        "P 1 21/n 1 S", "P 21/n", "P 2 1/n", "P 1 21/n 1:b2", "P121/n1", "p21/n"}) {
    ReadNotes notes;
    const auto structures = parse_cif(monoclinic + named(symbol) + atoms, "x.cif", notes);
    EXPECT_EQ(formula(structures.at(0).composition()), "Ca4Ni2H8") << symbol;
    EXPECT_NEAR(shortest_distance(structures[0]), 1.77, 0.01) << symbol;
  }
  const std::string orthorhombic = cell(5.38, 5.44, 7.64) + "_space_group_IT_number 62\n";
  for (const char* symbol : {"P b n m", "P b n m (62)", "Pbnm", "PBNM", "P 21/b 21/n 21/m"}) {
    ReadNotes notes;
    const auto structures = parse_cif(orthorhombic + named(symbol) + atoms, "x.cif", notes);
    EXPECT_EQ(structures.at(0).size(), 20U) << symbol;
  }
}

TEST(CifField, ANameOfSeveralSettingsIsRefusedWithAll) {
  const std::string orthorhombic = cell(5.38, 5.44, 7.64);
  EXPECT_EQ(
      read(orthorhombic + "_space_group_IT_number 62\n" + kLoop + kSites).got,
      "x.cif:8: space group '62' may be 'P n m a', 'P m n b', 'P b n m', 'P c m n', 'P m c n' or 'P n a m': expected "
      "the full symbol, a Hall symbol, or the list of operators");
  // the new symbol of two old ones, whose origins differ
  expect_refusal(orthorhombic + named("C m m e") + kLoop + kSites, "'C m m a' or 'C m m b'");
  // the angles tell the unique axis, unless all are right
  const std::string monoclinic = named("P 21/n") + kLoop + kSites;
  for (const std::string& clear : {cell(5.1, 6.2, 7.3, 90.4), cell(5.1, 6.2, 7.3, 90, 101)})
    EXPECT_TRUE(read(clear + monoclinic).got.starts_with("Pd2H2 ")) << read(clear + monoclinic).got;
  expect_refusal(cell(5.1, 6.2, 7.3) + monoclinic, "'P 1 21/n 1', 'P 1 1 21/n' or 'P 21/n 1 1'");
  // cut between other axes
  const std::string trigonal = cell(6.2, 6.2, 7.3, 90, 120);
  expect_refusal(trigonal + named("P 31 2") + kLoop + kSites, "'P 31 2'");
  expect_refusal(trigonal + named("P 3 2") + kLoop + kSites, "'P 3 2'");
}

TEST(CifField, NamesThatContradictEachOtherAreRefusedWithBothLines) {
  expect_refusal(kCube + kFaceCentred + "_space_group_IT_number 221\n" + kLoop + kSites,
                 "got space group 'F m -3 m' (line 8) and space group '221' (line 9)");
  expect_refusal(kCube + named("P m -3 m") + kFaceCentred + kLoop + kSites,
                 "(line 8) and space group 'F m -3 m' (line 9)");
  expect_refusal(cell(5, 6, 7) + named("P n m a") + "_space_group_name_Hall '-P 2c 2ab'\n" + kLoop + kSites,
                 "space group 'P n m a' (line 8) and Hall symbol '-P 2c 2ab' (line 9)");
  // gemmi reads Hall symbols that are in no table
  expect_refusal(kCube + kFaceCentred + "_space_group_name_Hall 'P 4 (0 0 1)'\n" + kLoop + kSites,
                 "Hall symbol 'P 4 (0 0 1)' (line 9): expected the 192 of space group 'F m -3 m' (line 8), got 4");
  EXPECT_EQ(read(kCube + "_space_group_name_Hall '-F 4 2 3 (0 0 6)'\n" + kLoop + "Pd1 Pd 0 0 0.5\nH1 H 0 0 0\n").got,
            "Pd4H4 225");
  expect_refusal(kCube + "_space_group_name_Hall 'rock salt'\n" + kLoop + kSites, "'rock salt'");
}

TEST(CifField, OperatorsMustBeTheGroupThatIsNamed) {
  const std::string atoms = kLoop + kSites;
  for (const std::string& names :
       {named("F 4/m -3 2/m"), kFaceCentred + "_symmetry_Int_Tables_number 225\n", named("F m -3 m"),
        std::string("_symmetry_Int_Tables_number 225\n"), std::string("_space_group_name_Hall '-F 4 2 3'\n")})
    expect_refusal(kCube + names + kIdentity + atoms, "list of symmetry operators: expected the 192 of ");
  const std::string half_centred =
      "loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n'x,y+1/2,z+1/2'\n'x+1/2,y,z+1/2'\n'x,y+1/2,z+1/2'\n";
  expect_refusal(kCube + kFaceCentred + half_centred + atoms, "expected a group, but the product of 'x");
  const std::string p222 = "loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n'-x,-y,z'\n'-x,y,-z'\n'x,-y,-z'\n";
  expect_refusal(cell(3, 3, 3) + named("I m -3 m") + p222 + kLoop + "Pd1 Pd 0 0 0\n",
                 "expected the 96 of space group 'I m -3 m' (line 8), got 4, those of 'P 2 2 2'");
  expect_refusal(kCube + with(p222, "'x,y,z'\n", "") + atoms, "expected x,y,z among the 3, got none");
  // P222 has no inversion, Pmm2 has the order of P222
  expect_refusal(kCube + "_space_group_IT_number 25\n" + p222 + atoms, "got 4 others, those of 'P 2 2 2'");
}

TEST(CifField, OperatorsOfAnotherSettingThanTheSymbolAreRefused) {
  const std::string pnma =
      "loop_\n_space_group_symop_operation_xyz\nx,y,z\nx+1/2,-y+1/2,-z+1/2\n-x,y+1/2,-z\n-x+1/2,-y,z+1/2\n-x,-y,-z\n"
      "-x+1/2,y+1/2,z+1/2\nx,-y+1/2,z\nx+1/2,y,-z+1/2\n";
  const std::string crystal = cell(5.44, 7.64, 5.38) + pnma + kLoop + kSites;
  const std::string right = read(crystal).got;
  EXPECT_TRUE(right.starts_with("Pd4H4 ")) << right;
  for (const std::string& name : {named("P n m a"), std::string("_space_group_IT_number 62\n")})
    EXPECT_EQ(read(with(crystal, "loop_", name + "loop_")).got, right);
  expect_refusal(with(crystal, "loop_", named("P b n m") + "loop_"), "those of 'P n m a'");
  expect_refusal(with(crystal, "loop_", named("P n n a") + "loop_"), "those of 'P n m a'");
  // another origin is the same setting
  std::string shifted = with(with(pnma, "-x,-y,-z", "-x+1/4,-y,-z"), "-x,y+1/2,-z", "-x+1/4,y+1/2,-z");
  shifted = with(with(shifted, "-x+1/2,-y,z+1/2", "-x+3/4,-y,z+1/2"), "-x+1/2,y+1/2,z+1/2", "-x+3/4,y+1/2,z+1/2");
  EXPECT_EQ(read(cell(5.44, 7.64, 5.38) + named("P n m a") + shifted + kLoop + "Pd1 Pd 0.1 0.2 0.3\n").got, "Pd8 62");
  // but not where the symbol names it: P n, origin 2 of P n n n without its axes
  const std::string pnnn =
      "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n-x,-y,z\n-x,y,-z\nx,-y,-z\n-x+1/2,-y+1/2,-z+1/2\nx+1/2,y+1/2,-z+1/2\n"
      "x+1/2,-y+1/2,z+1/2\n-x+1/2,y+1/2,z+1/2\n";
  for (const char* symbol : {"P n n n", "P n n n :1", "P n n n S"})
    EXPECT_TRUE(read(cell(5, 6, 7) + named(symbol) + pnnn + kLoop + kSites).got.starts_with("Pd2H2 ")) << symbol;
  expect_refusal(cell(5, 6, 7) + named("P n n n :2") + pnnn + kLoop + kSites, "got 8 others, those of 'P n n n:1'");
}

// As programs write a primitive cell with the name of its group: 60 degrees, where R -3 m :H cannot be meant.
TEST(CifField, AGroupWhoseSettingTheCellCannotHaveIsComparedByItsPointGroup) {
  std::string operators;
  for (const char* order : {"x,y,z", "y,z,x", "z,x,y", "y,x,z", "x,z,y", "z,y,x"}) {
    const std::string axes = order;
    operators += axes + "\n-" + axes[0] + ",-" + axes[2] + ",-" + axes[4] + "\n";
  }
  const auto crystal = [&](const std::string& symbol) {
    return "data_x\n_cell_length_a 2.828427\n_cell_length_b 2.828427\n_cell_length_c 2.828427\n_cell_angle_alpha 60\n"
           "_cell_angle_beta 60\n_cell_angle_gamma 60\n" +
           named(symbol) + "loop_\n_symmetry_equiv_pos_as_xyz\n" + operators + kLoop + kSites;
  };
  EXPECT_EQ(read(crystal("R -3 m")).remarks, "");
  const Reading reading = read(crystal("R -3 m :H"));
  EXPECT_EQ(reading.got, "PdH 225");
  EXPECT_NE(reading.remarks.find("the tables have no such setting of space group 'R -3 m :H' (line 8)"),
            std::string::npos)
      << reading.remarks;
  expect_refusal(crystal("F m -3 m"),
                 "expected the 192 of space group 'F m -3 m' (line 8), got 12, those of 'R -3 m:R'");
}

TEST(CifField, MultiplicitiesMustBeThoseOfTheSites) {
  const auto crystal = [](const std::string& symmetry, const std::string& tag, const char* pd, const char* h) {
    return kCube + symmetry + with(kLoop, "_atom_site_fract_x", tag + "\n_atom_site_fract_x") + "Pd1 Pd " + pd +
           " 0 0 0\nH1 H " + h + " 0.5 0.5 0.5\n";
  };
  for (const char* tag : {"_atom_site_symmetry_multiplicity", "_atom_site_site_symmetry_multiplicity",
                          "_atom_site.site_symmetry_multiplicity"}) {
    EXPECT_EQ(read(crystal(kFaceCentred, tag, "4", "4")).got, "Pd4H4 225");
    EXPECT_EQ(read(crystal(kFaceCentred, tag, "4", "?")).got, "Pd4H4 225");
    // old SHELXL: 192 operators, of which 48 keep the site
    EXPECT_EQ(read(crystal(kFaceCentred, tag, "48", "48")).got, "Pd4H4 225");
    expect_refusal(crystal(named("P m -3 m"), tag, "4", "4"),
                   "atom 'Pd1': expected multiplicity 4 as in the list, got 1");
    expect_refusal(crystal(kFaceCentred, tag, "4", "8"), "atom 'H1': expected multiplicity 8");
    expect_refusal(crystal("", tag, "4", "4"), "multiplicity 4");
  }
  expect_refusal(crystal(kFaceCentred + kIdentity, "_atom_site_symmetry_multiplicity", "4", "4"), "operators");
}

TEST(CifField, HydrogenWithoutCoordinatesIsRefused) {
  const std::string text =
      kCube + kFaceCentred + with(kLoop, "_atom_site_fract_x", "_atom_site_attached_hydrogens\n_atom_site_fract_x");
  expect_refusal(text + "Mg1 Mg 0 0 0 0\nO1 O 2 0.5 0.5 0.5\n",
                 "atom 'O1': expected every atom in the list, got 2 attached hydrogens without coordinates");
  EXPECT_EQ(read(text + "Mg1 Mg 0 0 0 0\nO1 O . 0.5 0.5 0.5\n").got, "Mg4O4 225");
}

TEST(CifField, DummiesAreLeftOutWithARemark) {
  const std::string loop = with(kLoop, "_atom_site_fract_x", "_atom_site_calc_flag\n_atom_site_fract_x");
  const std::string text = kCube + kFaceCentred + loop + "Pd1 Pd d 0 0 0\nH1 H . 0.5 0.5 0.5\n";
  EXPECT_EQ(read(text).got, "Pd4H4 225");
  expect_remark(text + "X1 X dum 0.25 0.25 0.25\n", "1 dummy atom is left out");
  expect_remark(text + "X1 H Dum 0.25 0.25 0.25\nX2 . dum ? ? ?\n", "2 dummy atoms are left out");
  expect_refusal(text + "X1 X . 0.25 0.25 0.25\n", "got 'X'");
  expect_refusal(kCube + loop + "X1 X dum 0 0 0\n", "dummies alone");
}

TEST(CifField, AtomsOfTheWholeCellBesideItsSymmetryCountOnce) {
  const std::string all = kCube + kFaceCentred + kLoop +
                          "Pd1 Pd 0 0 0\nPd2 Pd 0 0.5 0.5\nPd3 Pd 0.5 0 0.5\nPd4 Pd 0.5 0.5 1.0\nH1 H 0.5 0.5 0.5\n";
  expect_remark(all, "3 listed atoms are equal to an atom before by symmetry");
  expect_refusal(with(all, "data_x\n", "data_x\n_chemical_formula_sum 'Pd H2'\n"), "formula");
  const std::string shared = with(kLoop, "_atom_site_fract_x", "_atom_site_occupancy\n_atom_site_fract_x");
  expect_refusal(kCube + kFaceCentred + shared + "Pd1 Pd .5 0 0 0\nNi1 Ni .5 0 0 0\n", "occupancy");
}

TEST(CifField, WhatStandsTwiceCountsOnce) {
  EXPECT_EQ(read(kCube + kIdentity + "'x, y, z'\n" + kLoop + kSites).remarks,
            "x.cif:8: 1 symmetry operator stands twice and counts once\n");
  expect_remark(kRockSalt + "Pd2 Pd 0 0.5 0.5\n",
                "1 listed atom is equal to an atom before by symmetry and counts once");
}

// Bi2Te3: 15 atoms in three layers, c = 30.49 A, where the last digit of 0.333 is 0.01 A.
TEST(CifField, AtomsOfTheWholeCellMayBeRounded) {
  const auto crystal = [](std::size_t decimals) {
    const double units = std::pow(10.0, static_cast<double>(decimals));
    std::string atoms;
    const auto add = [&](const char* element, double z) {
      for (int third = 0; third < 3; ++third) {
        const double height = z + third / 3.0;
        const std::array<double, 3> position{third * 2 / 3.0 - (third == 2 ? 1.0 : 0.0), third / 3.0,
                                             height - std::floor(height)};
        atoms += element;
        for (const double x : position)
          atoms += " " + std::to_string(std::round(x * units) / units).substr(0, 2 + decimals);
        atoms += "\n";
      }
    };
    for (const double z : {0.4, 0.6}) add("Bi", z);
    for (const double z : {0.0, 0.21, 0.79}) add("Te", z);
    return cell(4.386, 4.386, 30.49, 90.0, 120.0) + named("R -3 m :H") + with(kLoop, "_atom_site_label\n", "") + atoms;
  };
  const Reading reading = read(crystal(3));
  EXPECT_EQ(reading.got, "Bi6Te9 166");
  EXPECT_NE(reading.remarks.find("12 listed atoms are equal to an atom before by symmetry"), std::string::npos)
      << reading.remarks;
  expect_refusal(crystal(2), "listed atoms are almost equal by symmetry");
}

TEST(CifField, LabelsAloneMustNameOneElement) {
  const std::string loop = with(kLoop, "_atom_site_type_symbol\n", "");
  const auto with_label = [&](const std::string& label) { return kCube + named("P 1") + loop + label + " 0 0 0\n"; };
  for (const char* label :
       {"T",   "T1", "T2o", "D1",  "D",    "Vac1", "VA1", "VAC", "WAT1", "OHA", "OSA", "Va2", "Wat1",
        "Wat", "Ow", "Ow1", "OW1", "OH1",  "Oh",   "O-H", "REE", "RE1",  "Ree", "M1",  "M",   "X",
        "X1",  "A",  "Q1",  "LP",  "Cat1", "PD1",  "CO1", "CA",  "HO1",  "Ln1", "1Pd", "*",   "co1"})
    expect_refusal(with_label(label), "'" + std::string(label) + "' does not name an element unambiguously");
  // sites that two elements share, and elements that no crystal is made of
  for (const char* label : {"KNa1", "NaK1", "FeNi1", "Fe_Ni", "Fe1_Ni1", "SiAl1", "Mg/Fe", "La/Sr", "LA/SR", "Fe/V",
                            "Pd,Ni", "Pd+Ni", "Fe-Ni", "PdNi", "OF1", "OD1", "Cn1", "Og1"})
    expect_refusal(with_label(label), "'" + std::string(label) + "' does not name an element unambiguously");
  const std::vector<std::pair<std::string, std::string>> good{
      {"Pd", "Pd"}, {"Pd1", "Pd"},  {"Pd_1", "Pd"}, {"SiT1", "Si"}, {"MgM1", "Mg"},   {"OA1", "O"},  {"O1A", "O"},
      {"OBo", "O"}, {"OBR", "O"},   {"K", "K"},     {"MG1", "Mg"},  {"H1'", "H"},     {"AL", "Al"},  {"Co1", "Co"},
      {"W1", "W"},  {"Pd1A", "Pd"}, {"O1W", "O"},   {"MG2", "Mg"},  {"Fe_tet", "Fe"}, {"Fe3+", "Fe"}};
  for (const auto& [label, symbol] : good) {
    ReadNotes notes;
    const auto structures = parse_cif(with_label(label), "x.cif", notes);
    EXPECT_EQ(structures.at(0).sites()[0].element.symbol(), symbol) << label;
  }
  // the type symbol decides, and nothing else
  for (const char* label : {"T1", "Wat1", "Vac1", "H1", "REE"}) {
    EXPECT_EQ(read(kCube + named("P 1") + kLoop + label + " Pd 0 0 0\n").got, "Pd 221") << label;
    expect_refusal(kCube + named("P 1") + kLoop + "Pd1 " + label + "x 0 0 0\n", "got '" + std::string(label) + "x'");
  }
  for (const char* type : {"Wat", "Ow", "OH", "H2O", "T1", "M1", "Va", "Vac", "REE", "X", "Cval", "O-H"})
    expect_refusal(kCube + named("P 1") + kLoop + "Pd1 " + type + " 0 0 0\n", "got '" + std::string(type) + "'");
}

TEST(CifField, AlternativePositionsAreRefused) {
  const auto crystal = [](const std::string& one, const std::string& two) {
    return kCube + named("P 1") +
           with(kLoop, "_atom_site_fract_x",
                "_atom_site_disorder_assembly\n_atom_site_disorder_group\n_atom_site_fract_x") +
           "Pd1 Pd . . 0 0 0\nH1 H " + one + " 0.5 0.5 0.5\nH2 H " + two + " 0.5 0.5 0.2\n";
  };
  expect_refusal(crystal("A 1", "A 2"), "atom 'H2': expected no disorder, got _atom_site_disorder_group 1 and 2");
  expect_refusal(crystal(". 1", ". 2"), "expected no disorder");
  for (const auto& [one, two] : std::vector<std::pair<std::string, std::string>>{
           {"A 1", "A 1"}, {"A 1", "B 2"}, {"A 0", "A 1"}, {". .", "A 1"}, {"? ?", ". ."}})
    EXPECT_TRUE(read(crystal(one, two)).got.starts_with("PdH2 ")) << one << two;
}

TEST(CifField, AFormulaIsComparedInEverySpelling) {
  const auto crystal = [](const std::string& item) { return with(kRockSalt, "data_x\n", "data_x\n" + item + "\n"); };
  for (const char* spelling :
       {"PdH",       "'Pd H'",       "'H Pd'",        "Pd4H4",        "'Pd4 H4'",
        "Pd~4~H~4~", "'Pd_4_ H_4_'", "'$PdH$'",       "PdH_{1}",      "(Pd)H",
        "[PdH]4",    "'(Pd H)n'",    "'Pd1+ H1-'",    "Pd+2H-2",      "'Pd 1 H 1'",
        "'Pd, H'",   "Pd.H",         "'2(PdH).2PdH'", "4(PdH)",       "Pd<sub>4</sub>H<sub>4</sub>",
        "PdD",       "'PD H'",       "PDH",           "'Pd0.5 H0.5'", "\n;Pd\nH\n;"}) {
    EXPECT_EQ(read(crystal(std::string("_chemical_formula_sum ") + spelling)).got, "Pd4H4 225") << spelling;
    EXPECT_EQ(read(crystal(std::string("_chemical_formula_sum ") + spelling)).remarks, "") << spelling;
  }
  for (const char* spelling : {"PdH2", "'Pd H2'", "Pd4H8", "Pd~4~H~8~", "(Pd)H2", "Pd(H)2", "'Pd H, H2 O'", "PdH.2H2O",
                               "'Pd2+ H2'", "Pd", "PDH2", "'Pd H 2'", "'PdH\xC2\xB7H2O'", "Pd1.0H0.7"})
    expect_refusal(crystal(std::string("_chemical_formula_sum ") + spelling), "formula");
  for (const char* tag : {"_chemical_formula_structural", "_chemical_formula_moiety", "_chemical_formula.sum"})
    expect_refusal(crystal(std::string(tag) + " 'Pd H2'"), "formula");
  expect_remark(crystal("_chemical_formula_sum 'Pd Hx'"), "is not compared with the atoms");
  expect_remark(crystal("_chemical_formula_sum 'hydride'"), "is not compared with the atoms");
}

}  // namespace
}  // namespace crystalgan
