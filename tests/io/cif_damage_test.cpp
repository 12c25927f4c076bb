#include <gtest/gtest.h>

#include <string>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/cif.hpp"
#include "tests/io/example_crystals.hpp"

// CIFs that the grammar refuses, or that say less or more than a crystal in three dimensions, made by hand.

namespace crystalgan {
namespace {

const std::string kCell =
    "_cell_length_a 4.1\n_cell_length_b 4.1\n_cell_length_c 4.1\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n";
const std::string kSymbol = "_symmetry_space_group_name_H-M 'F m -3 m'\n";
const std::string kAtoms =
    "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
    "Pd1 Pd 0 0 0\nH1 H 0.5 0.5 0.5\n";

/// Rock salt PdH with something in the middle.
std::string with_item(const std::string& item) { return "data_own\n" + item + kCell + kSymbol + kAtoms; }

/// Rock salt PdH with something at the end.
std::string with_end(const std::string& item) { return "data_own\n" + kCell + kSymbol + kAtoms + item; }

struct Damage {
  std::string error;
  std::string remarks;
  std::string formulas;
};

Damage read(const std::string& text) {
  Damage damage;
  ReadNotes notes;
  try {
    for (const Structure& structure : parse_cif(text, "x.cif", notes))
      damage.formulas += formula(structure.composition()) + " ";
  } catch (const Error& error) {
    damage.error = error.what();
  }
  for (const std::string& refusal : notes.refusals) damage.error += refusal + "\n";
  for (const std::string& remark : notes.remarks) damage.remarks += remark + "\n";
  return damage;
}

/// Read as rock salt, with this remark alone.
void expect_remark(const std::string& text, const std::string& remark) {
  const Damage damage = read(text);
  EXPECT_EQ(damage.error, "") << text;
  EXPECT_EQ(damage.formulas, "Pd4H4 ") << text;
  EXPECT_EQ(damage.remarks, remark + "\n") << text;
}

void expect_error(const std::string& text, const std::string& word) {
  const Damage damage = read(text);
  EXPECT_EQ(damage.formulas, "") << text;
  EXPECT_NE(damage.error.find(word), std::string::npos) << damage.error;
}

TEST(CifDamage, ATagThatStandsTwiceAndOnceSaysNothingCountsOnce) {
  for (const char* empty : {"''", "?", ".", "\"\"", "\n;\n;"})
    expect_remark(with_item(std::string("_chemical_formula_sum 'H Pd'\n_chemical_formula_sum ") + empty + "\n"),
                  "x.cif:3: _chemical_formula_sum stands twice in its block, once without a value: the value is used");
  expect_remark(with_item("_chemical_formula_sum ''\n_chemical_formula_sum 'H Pd'\n"),
                "x.cif:3: _chemical_formula_sum stands twice in its block, once without a value: the value is used");
  EXPECT_EQ(read(with_item("_chemical_formula_sum 'H Pd'\n_chemical_formula_sum 'H Pd'\n")).remarks, "");
  EXPECT_EQ(read(with_item("_cell.length_a 4.1\n")).formulas, "Pd4H4 ");
  expect_error(with_item("_chemical_formula_sum 'H Pd'\n_chemical_formula_sum 'H2 Pd'\n"),
               "x.cif:2: expected _chemical_formula_sum once in a block, got it twice");
  expect_error(with_item("_cell_length_a 4.2\n"), "expected _cell_length_a once in a block");
}

TEST(CifDamage, MetadataMayBeBroken) {
  for (const bool at_end : {false, true}) {
    const auto text = [&](const std::string& item) { return at_end ? with_end(item) : with_item(item); };
    const std::string line = at_end ? "x.cif:17: " : "x.cif:2: ";
    expect_remark(text("_audit_creation_method written by hand\n"),
                  line + "_audit_creation_method is not read: expected one value, got 3 words");
    expect_remark(text("_publ_author 'J. Smith\n"),
                  line + "_publ_author is not read: expected one value, got ''J. Smith'");
    expect_remark(text("_publ_title \"Hydrides' of Pd\n and Ni\n"),
                  line + "_publ_title is not read: expected one value, got 3 words");
    expect_remark(text("_cell_measurement_temperature 300\xB1"
                       "5\n"),
                  line + "1 byte that is not ASCII is read as '?'");
    expect_remark(text("loop_\n_own_number\n_own_text\n? ? ?\n"),
                  line + "the loop of _own_number is not read: expected rows of 2, got 3 values");
    expect_remark(text("loop_\n_atom_site_aniso_label\n_atom_site_aniso_U_11\nPd1 0.1 H1\n"),
                  line + "the loop of _atom_site_aniso_label is not read: expected rows of 2, got 3 values");
    expect_remark(text("loop_\n_own_text\n'open\n"), line + "the loop of _own_text is not read: a value has no end");
    expect_remark(text("_own_list [1 2 3]\n"), line + "_own_list is not read: expected one value, got 3 words");
    expect_remark(text("_own_text '''one\ndata_two\n_cell_length_a'''\n"),
                  line + "_own_text is not read: expected one value, got ''''one\\ndata_two\\n_cell_length_a''''");
    expect_remark(text("_own_note $5 x _cell_length_a 7\n"),
                  line + "_own_note is not read: expected one value, got 4 words");
  }
  expect_remark(with_item("_journal_name_full\n"), "x.cif:2: expected a value of _journal_name_full, got none");
  expect_remark(with_item("_journal_name_full\n  _journal_year 2020\n"),
                "x.cif:2: _journal_name_full is not read: expected one value, got none");
  expect_remark(with_end("_journal_name_full"),
                "x.cif:17: _journal_name_full is not read: expected one value, got none");
  expect_remark("From the database,\n'as it was sent\n" + with_item(""),
                "x.cif:1: 'From' and what follows it belongs to no item and is not read");
  expect_remark(with_item("_chemical_formula_sum\n"), "x.cif:2: expected a value of _chemical_formula_sum, got none");
  expect_remark(with_item(" _chemical_formula_sum\n _symmetry_cell_setting\n  _journal_year 2020\n"),
                "x.cif:2: _chemical_formula_sum is not read: expected one value, got none\n"
                "x.cif:3: _symmetry_cell_setting is not read: expected one value, got none");
  expect_remark(with(with_item(""), "data_own\n", ""),
                "x.cif:1: no data_ before '_cell_length_a': what follows is read as a block");
  expect_remark(with_item("of palladium\n"), "x.cif:2: 'of' and what follows it belongs to no item and is not read");
}

TEST(CifDamage, SeveralFaultsAreSeveralRemarks) {
  const Damage damage = read(with_end("_one a b\n_two 'c\nloop_\n_three\n_four\n1 2 3\n_five\n"));
  EXPECT_EQ(damage.formulas, "Pd4H4 ");
  EXPECT_EQ(damage.remarks,
            "x.cif:17: _one is not read: expected one value, got 2 words\n"
            "x.cif:18: _two is not read: expected one value, got ''c'\n"
            "x.cif:19: the loop of _three is not read: expected rows of 2, got 3 values\n"
            "x.cif:23: _five is not read: expected one value, got none\n");
}

TEST(CifDamage, ASymbolOrFormulaNeedsNoQuotes) {
  const std::string text = with_item("_chemical_formula_sum H Pd # of the cell\n");
  expect_remark(text, "x.cif:2: the words after _chemical_formula_sum are read as one value: 'H Pd'");
  expect_remark(with(with_item(""), "'F m -3 m'", "F m -3 m"),
                "x.cif:8: the words after _symmetry_space_group_name_H-M are read as one value: 'F m -3 m'");
  expect_error(with_item("_chemical_formula_sum H2 Pd\n"), "'H2 Pd', got Pd4H4");
}

TEST(CifDamage, WhatTouchesTheCrystalIsRefused) {
  expect_error(with_end("H2 H 0.25 0.25\n"),
               "x.cif:9: the loop of _atom_site_label: expected rows of 5, got 14 values");
  expect_error(with_end("end of file\n"), "x.cif:9: the loop of _atom_site_label");
  expect_error(with(with_item(""), "Pd1 Pd 0", "Pd1 Pd"), "x.cif:9: the loop of _atom_site_label");
  expect_error(with(with_item(""), "Pd1 Pd", "'Pd1 Pd"), "x.cif:");
  expect_error(with(with_item(""), "'F m -3 m'", ""), "expected a value of _symmetry_space_group_name_H-M, got none");
  expect_error(with(with_item(""), "a 4.1\n", "a\n"), "x.cif:2: expected a value of _cell_length_a, got none");
  expect_error(with(with_item(""), "a 4.1", "a 4.1 A"), "x.cif:2: not a CIF: parse error at 'A'");
  expect_error(with(with_item(""), "0.5 0.5 0.5",
                    "0.5 0.5 \xE2\x88\x92"
                    "0.5"),
               "coordinates: expected a finite number");
  expect_error(with_item("loop_\n_symmetry_equiv_pos_as_xyz\n_symmetry_equiv_pos_site_id\nx,y,z 1 -x,-y,-z\n"),
               "the loop of _symmetry_equiv_pos_as_xyz: expected rows of 2, got 3 values");
  // what an open text field swallowed is not known
  expect_error(with_end("_publ_text\n;open\n"), "unterminated text field");
  expect_error(with_end("_publ_text\n;one\n;two\n"), "x.cif:");
  expect_error("words only\n", "expected block header (data_)");
}

TEST(CifDamage, LineEndsMayBeThoseOfAnySystem) {
  EXPECT_EQ(read(with_crlf(with_item("_note a b\n"))).formulas, "Pd4H4 ");
  std::string old = "#\n" + with_item("_publ_text\n;two\nlines\n;\n");
  std::replace(old.begin(), old.end(), '\n', '\r');
  EXPECT_EQ(read(old).formulas, "Pd4H4 ");
}

TEST(CifDamage, OneBlockDoesNotHideTheOthers) {
  const Damage damage = read(with_item("") + with(with(with_item(""), "data_own", "data_half"), "H1 H", "X1 X") +
                             with(with_item(""), "data_own", "data_last"));
  EXPECT_EQ(damage.formulas, "Pd4H4 Pd4H4 ");
  EXPECT_EQ(damage.error,
            "x.cif:25: _atom_site_type_symbol: expected the symbol of an element, got 'X' (block half)\n");
}

TEST(CifDamage, ABlockWithACellAndNoAtomsIsRefused) {
  const std::string second = "data_second\n" + kCell;
  const Damage damage = read(with_item("") + second);
  EXPECT_EQ(damage.formulas, "Pd4H4 ");
  EXPECT_EQ(damage.error, "x.cif: expected atoms in block second, got none\n");
  EXPECT_EQ(read(with_item("") + "data_global\n_journal_year 2020\n").error, "");
  expect_error(second, "expected a block with atoms");
}

TEST(CifDamage, TwoCellsAreRefusedAndAnotherVolumeIsARemark) {
  const std::string loop = "loop_\n_cell_length_a\n4.1\n";
  expect_error(with(with_item(""), "_cell_length_a 4.1\n", loop + "4.2\n"),
               "expected one value of _cell_length_a, got 4.1 and 4.2");
  EXPECT_EQ(read(with(with_item(""), "_cell_length_a 4.1\n", loop + "?\n4.1\n")).formulas, "Pd4H4 ");
  EXPECT_EQ(read(with_item("_cell_volume 68.92(1)\n")).remarks, "");
  expect_remark(with_item("_cell_volume 72\n"),
                "x.cif:2: _cell_volume 72 is not that of the lengths and angles, 68.92");
}

TEST(CifDamage, AnglesThatAreMissingAreRight) {
  const auto without_angles = [](std::string text) {
    for (const char* angle : {"alpha", "beta", "gamma"})
      text = with(text, std::string("_cell_angle_") + angle + " 90\n", "");
    return text;
  };
  expect_remark(without_angles(with_item("")),
                "x.cif: no _cell_angle_alpha, _cell_angle_beta, _cell_angle_gamma: taken as 90 degrees");
  expect_remark(with(with_item(""), "_cell_angle_beta 90\n", ""), "x.cif: no _cell_angle_beta: taken as 90 degrees");
  expect_remark(without_angles(with_item("_cell_volume 68.92(1)\n")),
                "x.cif: no _cell_angle_alpha, _cell_angle_beta, _cell_angle_gamma: taken as 90 degrees");
  expect_error(without_angles(with_item("_cell_volume 59.69\n")), "not the _cell_volume 59.69");
  const std::string hexagonal = with(with_item(""), "F m -3 m", "P 63/m m c");
  expect_error(without_angles(hexagonal), "does not fit the cell");
}

TEST(CifDamage, NoWordOfSymmetryIsARemark) {
  const Damage damage = read(with(with_item(""), kSymbol, ""));
  EXPECT_EQ(damage.formulas, "PdH ");
  EXPECT_EQ(damage.remarks, "x.cif: no symmetry is given: the atoms listed are taken as all of the cell\n");
}

// NiO in a monoclinic magnetic cell: the positions obey the primed operators, too. Ni-O is 2.09 Å.
const std::string kMagnetic =
    "#\\#CIF_2.0\ndata_x\n_space_group_magn.number_BNS 15.90\n_space_group_magn.name_BNS 'C_c 2/c'\n"
    "_cell_length_a 5.11\n_cell_length_b 2.95\n_cell_length_c 5.9\n_cell_angle_alpha 90\n_cell_angle_beta 125.26\n"
    "_cell_angle_gamma 90\n"
    "loop_\n_space_group_symop_magn_operation.id\n_space_group_symop_magn_operation.xyz\n"
    "1 x,y,z,+1\n2 -x,y,-z+1/2,+1\n3 -x,-y,-z,+1\n4 x,-y,z+1/2,+1\n"
    "loop_\n_space_group_symop_magn_centering.id\n_space_group_symop_magn_centering.xyz\n"
    "1 x,y,z,+1\n2 x+1/2,y+1/2,z,+1\n3 x,y,z+1/2,-1\n4 x+1/2,y+1/2,z+1/2,-1\n"
    "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
    "Ni1 Ni 0 0 0\nO1 O 0.5 0 0.25\n";

TEST(CifDamage, PositionsObeyPrimedOperators) {
  ReadNotes notes;
  const auto structures = parse_cif(kMagnetic, "x.cif", notes);
  EXPECT_EQ(formula(structures.at(0).composition()), "Ni4O4");
  EXPECT_NEAR(shortest_distance(structures[0]), 2.09, 0.005);
  EXPECT_TRUE(notes.remarks.empty());
  const Damage moments = read(kMagnetic + "loop_\n_atom_site_moment.label\n_atom_site_moment.crystalaxis_x\nNi1 1.9\n");
  EXPECT_EQ(moments.remarks, "x.cif:33: magnetic moments are not read\n");
  // the older tags, and a grey group: every operator with and without time reversal
  std::string old = kMagnetic;
  for (const std::string part : {"operation", "centering"})
    for (const char* item : {"id", "xyz"})
      old = with(old, "_symop_magn_" + part + "." + item, "_symop.magn_" + part + "_" + item);
  EXPECT_EQ(read(old).formulas, "Ni4O4 ");
  EXPECT_EQ(read(with(kMagnetic, "3 x,y,z+1/2,-1", "3 x,y,z,-1\n5 x,y,z+1/2,-1")).formulas, "Ni4O4 ");
}

TEST(CifDamage, MagneticOperatorsAreChecked) {
  expect_error(with(kMagnetic, "x,-y,z+1/2,+1", "x,-y,z+1/2,+2"), "expected a time reversal of +1 or -1");
  expect_error(with(kMagnetic, "4 x,-y,z+1/2,+1\n", ""), "expected a group");
  expect_error(with(kMagnetic, "4 x,-y,z+1/2,+1", "4 -y,x,z,+1"), "does not fit the cell");
  std::string without_operators = kMagnetic;
  without_operators.erase(without_operators.find("loop_"),
                          without_operators.find("loop_\n_atom") - without_operators.find("loop_"));
  expect_error(without_operators, "expected the operators of the magnetic space group");
  // ordinary operators beside them must be the same
  expect_error(with(kMagnetic, "loop_\n_atom", "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n-x,-y,-z\nloop_\n_atom"),
               "expected those of the list in line");
  // a name may be that of the crystal without moments
  EXPECT_EQ(read(with(kMagnetic, "_cell_length_a", "_space_group_IT_number 225\n_cell_length_a")).formulas, "Ni4O4 ");
}

TEST(CifDamage, SuperspaceIsRefusedByName) {
  for (const char* item :
       {"_cell_modulation_dimension 1\n", "_space_group_ssg_name 'P2/m(0b0)00'\n", "_space_group.ssg_name_IT x\n",
        "_space_group_ssg_IT_number 10.1.1\n", "loop_\n_cell_wave_vector_seq_id\n_cell_wave_vector_x\n1 0.3\n",
        "loop_\n_space_group_symop_ssg_id\n_space_group_symop_ssg_operation_algebraic\n1 x1,x2,x3,x4\n",
        "loop_\n_space_group_symop_magn_ssg_operation.id\n_space_group_symop_magn_ssg_operation.algebraic\n1 "
        "x1,x2,x3,x4,+1\n",
        "loop_\n_atom_site_Fourier_wave_vector_seq_id\n_atom_site_Fourier_wave_vector_q1_coeff\n1 1\n",
        "loop_\n_atom_site_displace_Fourier_id\n_atom_site_displace_Fourier_param_cos\nd1 0.1\n",
        "loop_\n_atom_site_occ_special_func_crenel_c\n0.5\n"}) {
    const std::string got = read(with_item(item)).error;
    EXPECT_NE(got.find("incommensurate"), std::string::npos) << item << got;
  }
  for (const char* tag : {"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"})
    expect_error(with_item(std::string("loop_\n") + tag + "\nx1,x2,x3,x4\n-x1,-x2,-x3,-x4\n"), "of superspace");
  EXPECT_EQ(read(with_item("_cell_modulation_dimension 0\n")).formulas, "Pd4H4 ");
}

TEST(CifDamage, DottedTagsAreThoseOfTheCore) {
  std::string text = with_item("");
  for (const char* tag : {"_cell_", "_atom_site_"})
    for (std::size_t at = text.find(tag); at != std::string::npos; at = text.find(tag, at + 1))
      text[at + std::string(tag).size() - 1] = '.';
  text = with(text, "_symmetry_space", "_symmetry.space");
  EXPECT_EQ(read(text).formulas, "Pd4H4 ");
  EXPECT_EQ(read(text).remarks, "");
}

}  // namespace
}  // namespace crystalgan
