#include "crystalgan/io/cif.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

const std::string kCell =
    "data_PdH\n"
    "_cell_length_a 4.09\n"
    "_cell_length_b 4.09\n"
    "_cell_length_c 4.09\n"
    "_cell_angle_alpha 90\n"
    "_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n";

const std::string kSymmetry = "_symmetry_space_group_name_H-M 'F m -3 m'\n";

const std::string kAtoms =
    "loop_\n"
    "_atom_site_label\n"
    "_atom_site_type_symbol\n"
    "_atom_site_fract_x\n"
    "_atom_site_fract_y\n"
    "_atom_site_fract_z\n"
    "_atom_site_occupancy\n"
    "Pd1 Pd 0 0 0 1\n"
    "H1 H 0.5 0.5 0.5 1\n";

const std::string kRocksalt = kCell + kSymmetry + kAtoms;

Structure parse(const std::string& text) {
  ReadNotes notes;
  const auto structures = parse_cif(text, "PdH.cif", notes);
  EXPECT_EQ(structures.size(), 1U);
  return structures.front();
}

std::string parse_error(const std::string& text) {
  return message_of<ParseError>([&] { parse(text); });
}

std::string structure_error(const std::string& text) {
  return message_of<StructureError>([&] { parse(text); });
}

void expect_rocksalt(const std::string& text) {
  const Structure structure = parse(text);
  EXPECT_EQ(formula(structure.composition()), "Pd4H4");
  EXPECT_NEAR(shortest_distance(structure), 2.045, 1e-9);
  const auto group = find_space_group(structure, 1e-3);
  ASSERT_TRUE(group.has_value());
  EXPECT_EQ(group->number, 225);
}

TEST(Cif, IsReadByHand) {
  expect_rocksalt(kRocksalt);
  EXPECT_EQ(parse(kRocksalt).name(), "PdH.cif");
  EXPECT_NEAR(parse(kRocksalt).lattice().volume(), std::pow(4.09, 3), 1e-10);
}

TEST(Cif, SymmetryIsKnownByOperatorsSymbolHallSymbolOrNumber) {
  for (const char* symmetry :
       {"_space_group_name_H-M_alt 'Fm-3m'\n", "_symmetry_space_group_name_H-M F_m_-3_m\n",
        "_space_group_IT_number 225\n", "_symmetry_Int_Tables_number 225\n_symmetry_space_group_name_H-M ?\n",
        "_space_group_name_Hall '-F 4 2 3'\n", "_space_group.name_H-M_alt \"F m -3 m\"\n"})
    expect_rocksalt(kCell + symmetry + kAtoms);
  const std::string face_centring =
      "loop_ _symmetry_equiv_pos_as_xyz 'x,y,z' 'X, 1/2+Y, Z+1/2' x+.5,y,z+0.5 \"+x+1/2, y-1/2, z\"\n";
  expect_rocksalt(kCell + face_centring + kAtoms);
}

TEST(Cif, OperatorsThatAreNotThoseOfTheSymbolAreRefused) {
  EXPECT_EQ(
      parse_error(kCell + kSymmetry + "loop_\n_symmetry_equiv_pos_as_xyz\n'x, y, z'\n" + kAtoms),
      "PdH.cif:9: list of symmetry operators: expected the 192 of space group 'F m -3 m' (line 8), got 1, those of "
      "'P 1'");
}

TEST(Cif, WithoutSymmetryTheListedAtomsAreAll) { EXPECT_EQ(parse(kCell + kAtoms).size(), 2U); }

// Spinel's Mg on 8a: (1/8, 1/8, 1/8) from the second origin, (0, 0, 0) from the first.
TEST(Cif, AnOpenOriginIsRefusedAndANamedOneFollowed) {
  const auto spinel = [](const std::string& symmetry, const std::string& atom) {
    return kCell + symmetry + "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n" +
           atom;
  };
  const std::string first = "Mg1 0 0 0\n";
  const std::string second = "Mg1 0.125 0.125 0.125\n";
  EXPECT_EQ(
      parse_error(spinel("_symmetry_space_group_name_H-M 'F d -3 m'\n", first)),
      "PdH.cif:8: space group 'F d -3 m' has two origins: expected ':1' or ':2' after its symbol, a Hall symbol, or "
      "the list of operators");
  EXPECT_EQ(parse_error(spinel("_space_group_IT_number 227\n", first)).substr(0, 46),
            "PdH.cif:8: space group '227' has two origins: ");
  for (const char* symmetry :
       {"_symmetry_space_group_name_H-M 'F d -3 m:1'\n", "_symmetry_space_group_name_H-M 'F d -3 m S'\n",
        "_symmetry_space_group_name_H-M 'Fd-3m'\n_space_group_name_Hall 'F 4d 2 3 -1d'\n"})
    EXPECT_EQ(parse(spinel(symmetry, first)).size(), 8U) << symmetry;
  for (const char* symmetry :
       {"_symmetry_space_group_name_H-M 'F d -3 m :2'\n", "_symmetry_space_group_name_H-M 'F d -3 m Z'\n",
        "_symmetry_space_group_name_H-M 'F d -3 m'\n_space_group_name_Hall '-F 4vw 2vw 3'\n"})
    EXPECT_EQ(parse(spinel(symmetry, second)).size(), 8U) << symmetry;
}

TEST(Cif, RhombohedralAndHexagonalAxesAreToldApartByTheCell) {
  const std::string atom =
      "_atom_site_label Bi1\n_atom_site_fract_x 0.2339\n_atom_site_fract_y 0.2339\n_atom_site_fract_z 0.2339\n";
  const std::string rhombohedral =
      "data_Bi\n_cell_length_a 4.746\n_cell_length_b 4.746\n_cell_length_c 4.746\n_cell_angle_alpha 57.23\n"
      "_cell_angle_beta 57.23\n_cell_angle_gamma 57.23\n_symmetry_space_group_name_H-M 'R -3 m'\n";
  EXPECT_EQ(parse(rhombohedral + atom).size(), 2U);
  EXPECT_EQ(parse_error(with(rhombohedral, "'R -3 m'", "'R -3 m:H'") + atom),
            "PdH.cif:8: space group 'R -3 m:H' does not fit the cell: expected one that keeps its lengths and angles");
}

TEST(Cif, SymmetryThatTheCellDoesNotHaveIsRefused) {
  EXPECT_EQ(
      parse_error(kCell + "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\nx-y,x,z\n" + kAtoms),
      "PdH.cif:8: symmetry operator 'x-y,x,z' does not fit the cell: expected one that keeps its lengths and angles");
  for (const char* wrong : {"x,y", "x,y,z,x", "x,y,w", "x,,z", "2x,y,z", "x,x,z", "x+1/0,y,z", "x+,y,z", "xy,x,z"}) {
    EXPECT_EQ(parse_error(kCell + "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n\"" + wrong + "\"\n" + kAtoms),
              std::string("PdH.cif:8: expected a symmetry operator such as 'x-y,x,z+1/2', got '") + wrong + "'");
  }
  EXPECT_EQ(parse_error(with(kRocksalt, "F m -3 m", "F q 9")),
            "PdH.cif:8: expected the symbol of a space group, got 'F q 9'");
}

// 1/3 printed as 0.3333: the orbit must have two atoms, not six, and they must lie on the axis exactly.
TEST(Cif, SpecialPositionsPrintedWithFewDigitsBecomeExact) {
  for (const char* third : {"0.33333333", "0.3333", "0.333"}) {
    const std::string text = with(std::string("data_Mg\n_cell_length_a 3.21\n_cell_length_b 3.21\n_cell_length_c 5.21\n"
                                              "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 120\n"
                                              "_symmetry_space_group_name_H-M 'P 63/m m c'\n"
                                              "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n"
                                              "_atom_site_fract_z\nMg1 third 0.6667 0.25\n"),
                                  "third", third);
    const Structure structure = parse(text);
    ASSERT_EQ(structure.size(), 2U) << third;
    EXPECT_NEAR(structure.sites()[0].position[0], 1.0 / 3.0, 1e-12) << third;
    EXPECT_NEAR(structure.sites()[0].position[1], 2.0 / 3.0, 1e-12) << third;
  }
}

TEST(Cif, ElementsAreKnownByTypeAndElseByLabel) {
  const auto element = [](const std::string& label, const std::string& type) {
    return std::string(parse(with(kRocksalt, "Pd1 Pd", label + " " + type)).sites()[0].element.symbol());
  };
  for (const char* type : {"Pd", "PD", "Pd2+", "Pd+2", "Pd0+", "pd"}) EXPECT_EQ(element("X1", type), "Pd");
  EXPECT_EQ(element("X1", "O2-"), "O");
  EXPECT_EQ(element("X1", "D"), "H");
  EXPECT_EQ(element("X1", "D1-"), "H");
  for (const char* label : {"Pd", "Pd1", "Pd12A", "Pd_1"}) EXPECT_EQ(element(label, "?"), "Pd");
  EXPECT_EQ(element("H12", "."), "H");
  EXPECT_EQ(element("OA1", "."), "O");
  EXPECT_EQ(element("SiT1", "."), "Si");
  EXPECT_EQ(element("MG1", "?"), "Mg");
  EXPECT_EQ(parse_error(with(kRocksalt, "Pd1 Pd", "PD1 ?")),
            "PdH.cif:9: _atom_site_label: expected _atom_site_type_symbol beside it, as 'PD1' does not name an element "
            "unambiguously");
  EXPECT_EQ(parse_error(with(kRocksalt, "Pd1 Pd", "Pd1 Qx")),
            "PdH.cif:9: _atom_site_type_symbol: expected the symbol of an element, got 'Qx'");
  EXPECT_EQ(parse_error(with(kRocksalt, "Pd1 Pd", "1Pd ?")),
            "PdH.cif:9: _atom_site_label: expected _atom_site_type_symbol beside it, as '1Pd' does not name an element "
            "unambiguously");
}

TEST(Cif, NumbersMayCarryTheirUncertainty) {
  expect_rocksalt(with(with(kRocksalt, "4.09", "4.0900(12)"), "0.5 0.5 0.5 1", ".5(3) 0.500(1) +5.0E-1 1.0000(2)"));
  EXPECT_EQ(parse_error(with(kRocksalt, "0.5 0.5 0.5 1", "0.5( 0.5 0.5 1")),
            "PdH.cif:9: atom 'H1': coordinates: expected a finite number, got '0.5('");
  EXPECT_EQ(parse_error(with(kRocksalt, "a 4.09", "a nan")),
            "PdH.cif:2: _cell_length_a: expected a finite number, got 'nan'");
}

TEST(Cif, WhatIsMissingIsRefusedByName) {
  EXPECT_EQ(parse_error(with(kRocksalt, "_cell_length_b 4.09\n", "")), "PdH.cif: expected _cell_length_b, got none");
  EXPECT_EQ(parse_error(with(kRocksalt, "_cell_angle_gamma 90", "_cell_angle_gamma ?")),
            "PdH.cif: expected _cell_angle_gamma, got none");
  EXPECT_EQ(parse_error(with(kRocksalt, "H1 H 0.5", "H1 H ?")),
            "PdH.cif:9: atom 'H1': expected coordinates, got '?' or '.'");
  EXPECT_EQ(parse_error(with(kRocksalt, "H1 H 0.5 0.5 0.5", "H1 H 0.5 0.5 .")),
            "PdH.cif:9: atom 'H1': expected coordinates, got '?' or '.'");
  EXPECT_EQ(parse_error(with(kRocksalt, "_atom_site_fract_x", "_atom_site_Cartn_x")),
            "PdH.cif:9: expected _atom_site_fract_x beside the atoms, got none");
  EXPECT_EQ(parse_error(kCell + kSymmetry), "PdH.cif: expected a block with atoms (_atom_site_fract_x, ...), got none");
  EXPECT_EQ(parse_error(""), "PdH.cif: expected a block with atoms (_atom_site_fract_x, ...), got none");
}

TEST(Cif, PartlyOccupiedSitesAreRefusedByTheirLabel) {
  EXPECT_EQ(structure_error(with(kRocksalt, "0.5 0.5 0.5 1", "0.5 0.5 0.5 0.706(3)")),
            "PdH.cif:9: atom 'H1': expected occupancy 1, got 0.706");
  EXPECT_EQ(structure_error(with(kRocksalt, "0.5 0.5 0.5 1", "0.5 0.5 0.5 2")),
            "PdH.cif:9: atom 'H1': expected occupancy 1, got 2");
  expect_rocksalt(with(kRocksalt, "0.5 0.5 0.5 1", "0.5 0.5 0.5 0.9995"));
  expect_rocksalt(with(kRocksalt, "0.5 0.5 0.5 1", "0.5 0.5 0.5 ?"));
}

// Hydrogen is often left out of the list of atoms, and a file may be cut between two of its rows.
TEST(Cif, AtomsThatDisagreeWithTheFormulaAreRefused) {
  const std::string formula_line = "_chemical_formula_sum 'H Pd'\n";
  expect_rocksalt(kCell + formula_line + kSymmetry + kAtoms);
  EXPECT_EQ(structure_error(kCell + formula_line + kSymmetry + with(kAtoms, "H1 H 0.5 0.5 0.5 1\n", "")),
            "PdH.cif:8: expected atoms as in _chemical_formula_sum 'H Pd', got Pd4");
  const std::string units = "_chemical_formula_sum 'H2 Pd2'\n_cell_formula_units_Z 2\n";
  expect_rocksalt(kCell + units + kSymmetry + kAtoms);
  EXPECT_EQ(structure_error(kCell + units + kAtoms),
            "PdH.cif:8: expected atoms as in _chemical_formula_sum 'H2 Pd2' and _cell_formula_units_Z 2, got PdH");
  expect_rocksalt(kCell + "_chemical_formula_sum 'D4 Pd4'\n" + kSymmetry + kAtoms);
  expect_rocksalt(kCell + "_chemical_formula_sum '(Pd H)n'\n" + kSymmetry + kAtoms);
}

TEST(Cif, BlocksWithoutAtomsAreSkippedAndSeveralAreNamed) {
  ReadNotes notes;
  const auto structures = parse_cif(
      "data_global\n_journal 'none'\n" + kRocksalt + with(kCell, "data_PdH", "data_second") + kAtoms, "two.cif", notes);
  ASSERT_EQ(structures.size(), 2U);
  EXPECT_EQ(structures[0].name(), "two.cif#PdH");
  EXPECT_EQ(structures[1].name(), "two.cif#second");
  EXPECT_EQ(structures[1].size(), 2U);
}

TEST(Cif, EveryFormOfTheSyntaxIsRead) {
  expect_rocksalt(with_crlf(kRocksalt));
  expect_rocksalt("\xEF\xBB\xBF# comment\n" + kRocksalt);
  expect_rocksalt(with(kRocksalt, "_cell_length_a 4.09", "_CELL_length_A '4.09' # comment"));
  expect_rocksalt(with(kRocksalt, "_cell_length_a 4.09", "_cell_length_a\n\t4.09"));
  expect_rocksalt(with(kRocksalt, "data_PdH", "DATA_"));
  expect_rocksalt(with(kRocksalt, "'F m -3 m'", "\n;F m -3 m\n;"));
  expect_rocksalt(
      with(kRocksalt, "data_PdH\n", "data_PdH\n_note 'it''s' _text\n;data_x\nloop_ 'open\n;\n_s 'a dog's life'\n"));
  expect_rocksalt(with(kRocksalt, "data_PdH\n", "data_PdH\nsave_frame\n_cell_length_a 7\nsave_\n"));
  expect_rocksalt(with(kRocksalt, "_cell_length_a", "_cell.length_a"));
  expect_rocksalt(kRocksalt.substr(0, kRocksalt.size() - 1));
  expect_rocksalt(kRocksalt + "loop_ _x _y 1 2 3 4 stop_\n");
}

TEST(Cif, WhatNobodyAsksForMayBeOddButNotBroken) {
  expect_rocksalt(with(kRocksalt, "data_PdH\n", "data_PdH\n_note 1\n_note 2\n"));
  expect_rocksalt(with(kRocksalt, "loop_\n", "loop_ _empty\nloop_\n"));
  expect_rocksalt(with(kRocksalt, "data_PdH\n", "data_PdH\n_journal 'Z\xC3\xBCrich'\n_note ;open\n"));
}

TEST(Cif, AQuestionMarkInQuotesIsAText) {
  EXPECT_EQ(parse_error(with(kRocksalt, "gamma 90", "gamma '?'")),
            "PdH.cif:7: _cell_angle_gamma: expected a finite number, got '?'");
}

// Of a value, gemmi keeps the line of its tag or loop.
TEST(Cif, BrokenSyntaxIsRefusedByLine) {
  EXPECT_EQ(parse_error("4.09 " + kRocksalt), "PdH.cif:1: not a CIF: expected block header (data_) at '4.09'");
  EXPECT_EQ(parse_error(with(kRocksalt, "'F m -3 m'", "'F m -3 m")), "PdH.cif:8: not a CIF: unterminated 'string'");
  EXPECT_EQ(parse_error(with(kRocksalt, "'F m -3 m'", "\"F m -3 m'")), "PdH.cif:8: not a CIF: unterminated \"string\"");
  EXPECT_EQ(parse_error(with(kRocksalt, "'F m -3 m'", "\n;F m -3 m\n")),
            "PdH.cif:20: not a CIF: unterminated text field");
  EXPECT_EQ(parse_error(with(kRocksalt, "H1 H 0.5", "H1 0.5")),
            "PdH.cif:9: the loop of _atom_site_label: expected rows of 6, got 11 values");
  EXPECT_EQ(parse_error(with(kRocksalt, "a 4.09", "a")), "PdH.cif:2: expected a value of _cell_length_a, got none");
  EXPECT_EQ(parse_error(with(kRocksalt, "a 4.09\n", "a\n ")), "PdH.cif:3: not a CIF: parse error at '_cell_length_b'");
  EXPECT_EQ(parse_error(with(kRocksalt, "a 4.09", "a 4.09 4.10")), "PdH.cif:2: not a CIF: parse error at '4.10'");
  EXPECT_EQ(parse_error(with(kRocksalt, "a 4.09", "a 4.09\xC3\xA9")),
            "PdH.cif:2: _cell_length_a: expected a finite number, got '4.09?\?'");
  EXPECT_EQ(parse_error(with(kRocksalt, "_cell_length_b 4.09", "_cell_length_a 4.1")),
            "PdH.cif:2: expected _cell_length_a once in a block, got it twice");
  EXPECT_EQ(parse_error(kRocksalt + "loop_"), "PdH.cif:18: not a CIF: parse error");
  EXPECT_EQ(parse_error(kRocksalt + "save_\n"), "PdH.cif:18: not a CIF: unnamed save_ frame");
}

TEST(Cif, HugeOrBinaryTextIsRefusedInOneShortLine) {
  const std::size_t size = 10'000'000;
  const auto repeated = [&](std::string_view word) {
    std::string text;
    while (text.size() < size) text += word;
    return text;
  };
  std::string bytes;
  for (std::size_t i = 0; i < 100'000; ++i) bytes += static_cast<char>((i * i + i / 256) % 256);
  for (const std::string& text : {std::string(size, 'x'), std::string(size, '\0'),
                                  "data_x _y '" + std::string(size, 'z'), "data_x _y\n;" + std::string(size, '\n'),
                                  "data_x loop_ " + repeated("_y "), repeated("data_ "), bytes, kRocksalt + bytes}) {
    const std::string message = parse_error(text);
    EXPECT_LT(message.size(), 200U);
    EXPECT_EQ(message.find_first_of("\n\r\x1b"), std::string::npos);
    EXPECT_TRUE(message.starts_with("PdH.cif")) << message;
  }
}

TEST(Cif, AnImpossibleCellIsAStructureErrorOfTheFile) {
  EXPECT_EQ(structure_error(with(kRocksalt, "gamma 90", "gamma 200")),
            "PdH.cif: lattice: no cell has a, b, c = 4.09, 4.09, 4.09 A and angles 90, 90, 200 degrees");
}

TEST(Cif, ACutAnywhereIsNoticed) {
  expect_cuts_are_noticed(kCell + "_chemical_formula_sum 'H Pd'\n" + kSymmetry + kAtoms, parse);
  for (const Structure& crystal : example_crystals()) expect_cuts_are_noticed(cif_text(crystal, "cut"), parse);
}

TEST(Cif, TextReadsBackToTheSameCrystal) {
  for (const Structure& crystal : {cubic_crystal(), hexagonal_crystal()})
    expect_same_cell(parse(cif_text(crystal, crystal.name())), crystal, 1e-9);
}

// Lengths and angles do not tell a cell from its mirror image: a left-handed one must be turned first.
TEST(Cif, TextOfALeftHandedCellIsNotItsMirrorImage) {
  const Structure crystal = skewed_crystal();
  ASSERT_FALSE(crystal.lattice().right_handed());
  const Structure back = parse(cif_text(crystal, "skewed"));
  EXPECT_TRUE(back.lattice().right_handed());
  for (const double cutoff : {3.0, 6.0}) {
    const auto expected = neighbors_within(crystal, cutoff);
    const auto got = neighbors_within(back, cutoff);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i].distance, expected[i].distance, 1e-9);
  }
  for (std::size_t i = 0; i < crystal.size(); ++i)
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_EQ(back.sites()[i].position[axis], -crystal.sites()[i].position[axis]);
}

TEST(Cif, TextHasOneWordAsBlockName) {
  EXPECT_TRUE(cif_text(cubic_crystal(), "a b\n\xC3\xA9").starts_with("data_a_b___\n"));
  EXPECT_TRUE(cif_text(cubic_crystal(), "").starts_with("data_crystal\n"));
}

}  // namespace
}  // namespace crystalgan
