#include "crystalgan/io/shelx.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

std::vector<Structure> read(const std::string& text) {
  ReadNotes notes;
  return parse_res(text, "x.res", notes);
}

std::string error_of(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// Rock salt in its primitive cell, as AIRSS writes it.
const std::string kAirss =
    "TITL PdH-1 0.0 17.1 -1.5 0 0 2 (Fm-3m) n - 1\n"
    "REM made by hand\n\n"
    "CELL 1.54180 2.892067 2.892067 2.892067 60 60 60\n"
    "LATT -1\n"
    "SFAC H Pd\n"
    "H 1 0.5 0.5 0.5 1.0\n"
    "Pd 2 0 0 0 1.0 0.25\n"
    "END\n";

// Fluorite CaF2, a = 5.463 A, in F 2/m 2/m 2/m with the atoms of the asymmetric unit, as SHELXL writes it: coordinates on
// special positions are fixed (10 + x), occupancies are divided by the order of the position: Ca 8, F 4 (on x, x, x with
// 222, whose order is 4).
const std::string kShelxl =
    "TITL fluorite in Fmmm\n"
    "CELL 0.71073 5.463 5.463 5.463 90 90 90\n"
    "ZERR 4 0.001 0.001 0.001 0 0 0\n"
    "LATT 4\n"
    "SYMM -X, -Y, Z\n"
    "SYMM x,-y,-z ! a comment\n"
    "SYMM -X, Y, -Z\n"
    "SFAC CA F\n"
    "UNIT 4 8\n"
    "L.S. 4\n"
    "FVAR 0.5 0.25\n"
    "CA1 1 10.0 10.0 10.0 10.125 0.01 =\n"
    "  0.01 0.01 0 0 0\n"
    "F1 2 10.25 21.0 0.25 10.25 0.02\n"
    "HKLF 4\n"
    "REM R1 = 0.02\n"
    "END\n"
    "WGHT 0.1\n"
    "Q1 1 0.1 0.2 0.3 11.0 0.05 0.6\n";

TEST(Shelx, AirssFileIsReadAsItStands) {
  const auto structures = read(kAirss);
  ASSERT_EQ(structures.size(), 1U);
  const Structure& structure = structures[0];
  EXPECT_EQ(structure.name(), "x.res");
  EXPECT_EQ(formula(structure.composition()), "PdH");
  EXPECT_EQ(structure.sites()[0].element, Element::from_symbol("H"));
  EXPECT_EQ(find_space_group(structure)->number, 225);
  // by hand: half the edge of the conventional cell, 2.892067 / sqrt 2
  EXPECT_NEAR(shortest_distances(structure).at({Element::from_symbol("H"), Element::from_symbol("Pd")}), 2.0450, 1e-4);
}

TEST(Shelx, SymmetryIsExpandedToTheFullCell) {
  const auto structures = read(kShelxl);
  ASSERT_EQ(structures.size(), 1U);
  EXPECT_EQ(formula(structures[0].composition()), "Ca4F8");
  EXPECT_EQ(find_space_group(structures[0])->number, 225);
  // by hand: a sqrt 3 / 4
  EXPECT_NEAR(shortest_distances(structures[0]).at({Element::from_symbol("F"), Element::from_symbol("Ca")}),
              5.463 * std::sqrt(3.0) / 4, 1e-9);
}

TEST(Shelx, SeveralAreNumbered) {
  const auto structures = read(kAirss + kShelxl + kAirss);
  ASSERT_EQ(structures.size(), 3U);
  EXPECT_EQ(structures[0].name(), "x.res#1");
  EXPECT_EQ(structures[2].name(), "x.res#3");
  EXPECT_EQ(formula(structures[1].composition()), "Ca4F8");
}

TEST(Shelx, PeaksOfTheDensityAreLeftOutWithARemark) {
  ReadNotes notes;
  const auto structures = parse_res(
      with(kAirss, "END\n", "Q1 1 0.1 0.2 0.3 11 0.05 0.6\nQ2 1 0.3 0.2 0.3 11 0.05 0.6\nEND\n"), "x.res", notes);
  EXPECT_EQ(structures.at(0).size(), 2U);
  ASSERT_EQ(notes.remarks.size(), 1U);
  EXPECT_EQ(notes.remarks[0], "x.res:9: peaks of the density (Q1, ...) are left out");
}

TEST(Shelx, WhatIsNoOrderedCrystalIsRefused) {
  EXPECT_EQ(error_of(with(kAirss, "0.5 1.0", "0.5 0.5")), "x.res:7: H: expected occupancy 1 (no disorder), got 0.5");
  EXPECT_EQ(error_of(with(kShelxl, "10.25 0.02", "10.125 0.02")),
            "x.res:14: F: expected occupancy 1 (no disorder), got 0.5");
  EXPECT_EQ(error_of(with(kAirss, "SFAC H", "SFAC Vac")),
            "x.res:6: SFAC: expected the symbol of an element, got 'Vac'");
  EXPECT_EQ(error_of(with(kAirss, "Pd 2", "Pd 3")),
            "x.res:8: Pd: expected the number of one of the 2 elements of SFAC, got 3");
  EXPECT_EQ(error_of(with(kAirss, "LATT -1\n", "")), "x.res:8: expected LATT (-1 without symmetry) before, got none");
  EXPECT_EQ(error_of(with(kAirss, "END\n", "")), "x.res:9: expected END, got the end of the file");
  EXPECT_EQ(error_of(with(kAirss, "END\n", "TITL second\n")), "x.res:9: expected END before the next TITL, got none");
  EXPECT_EQ(error_of("TITL x"), "x.res:2: expected END, got the end of the file");
}

TEST(Shelx, AlternativePartsAreRefused) {
  EXPECT_EQ(error_of(with(with(kAirss, "H 1", "PART 1\nH 1"), "Pd 2", "PART 2\nPd 2")),
            "x.res:9: expected no disorder, got PART 1 and 2");
  EXPECT_EQ(read(with(with(kAirss, "H 1", "PART 1\nH 1"), "Pd 2", "PART 0\nPd 2")).size(), 1U);
}

TEST(Shelx, UnitMustBeTheAtomsOfTheCell) {
  EXPECT_EQ(error_of(with(kAirss, "SFAC H Pd\n", "SFAC H Pd\nUNIT 4 1\n")),
            "x.res:7: expected 4 H in the cell as UNIT says, got 1");
  EXPECT_EQ(read(with(kAirss, "SFAC H Pd\n", "SFAC H Pd\nUNIT 1 1\n")).size(), 1U);
  EXPECT_EQ(read(with(kAirss, "SFAC H Pd\n", "SFAC H Pd\nUNIT 4\n")).size(), 1U);
}

TEST(Shelx, SymmetryThatIsNoGroupOfTheCellIsRefused) {
  EXPECT_EQ(error_of(with(kShelxl, "SYMM -X, Y, -Z\n", "")),
            "x.res:6: SYMM and LATT: expected a group, got 24 operators without x,-y,z");
  EXPECT_EQ(error_of(with(kShelxl, "SYMM -X, Y, -Z\n", "SYMM -X,-Y,Z\n")),
            "x.res:7: SYMM and LATT: expected every operator once, got one twice");
  EXPECT_EQ(error_of(with(kShelxl, "SYMM -X, Y, -Z", "SYMM -X, Y, Q")),
            "x.res:7: SYMM: expected an operator such as -X,0.5+Y,-Z, got ' -X, Y, Q '");
  EXPECT_EQ(error_of(with(kShelxl, "90 90 90", "90 90 100")),
            "x.res:7: SYMM and LATT: -x,y,-z does not fit the lengths and angles of CELL");
}

TEST(Shelx, OperatorsMayHaveDecimalsAndFractions) {
  // P 1 21/c 1: the operator in three spellings
  for (const char* spelling : {"-X, 0.5+Y, 0.5-Z", "-x,y+1/2,-z+1/2", "-X, Y+.500, .5000-Z"}) {
    const auto structures = read(std::string("TITL x\nCELL 1 5 6 7 90 100 90\nLATT 1\nSYMM ") + spelling +
                                 "\nSFAC Ca H\nCa 1 0.1 0.2 0.3\nH 2 0 0.5 0 10.5\nEND\n");
    EXPECT_EQ(formula(structures.at(0).composition()), "Ca4H2");
    EXPECT_EQ(find_space_group(structures[0])->number, 14);
  }
}

TEST(Shelx, WrittenStructuresReadBack) {
  const auto crystals = example_crystals();
  const auto back = read(res_text(crystals));
  ASSERT_EQ(back.size(), crystals.size());
  for (std::size_t i = 0; i < back.size(); ++i) {
    EXPECT_EQ(back[i].composition(), crystals[i].composition());
    EXPECT_NEAR(back[i].lattice().volume(), crystals[i].lattice().volume(), 1e-9);
    const auto got = shortest_distances(back[i]);
    for (const auto& [pair, distance] : shortest_distances(crystals[i])) EXPECT_NEAR(got.at(pair), distance, 1e-8);
  }
}

TEST(Shelx, ACutFileIsRefusedOrTheSame) {
  for (const std::string& whole : {kAirss, kShelxl}) {
    const auto expected = read(whole);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      try {
        const auto structures = read(whole.substr(0, size));
        ASSERT_EQ(structures.size(), 1U) << size;
        EXPECT_EQ(structures[0].sites().size(), expected[0].sites().size()) << size;
      } catch (const ParseError&) {
      }
    }
  }
}

}  // namespace
}  // namespace crystalgan
