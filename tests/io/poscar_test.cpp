#include "crystalgan/io/poscar.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "crystalgan/crystal/neighbors.hpp"
#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

const std::string kRocksalt =
    "PdH\n"
    "4.09\n"
    "0.0 0.5 0.5\n"
    "0.5 0.0 0.5\n"
    "0.5 0.5 0.0\n"
    "Pd H\n"
    "1 1\n"
    "Direct\n"
    "0.0 0.0 0.0\n"
    "0.5 0.5 0.5\n";

Structure parse(const std::string& text) { return parse_poscar(text, "Pd-H/07.vasp"); }

std::string parse_error(const std::string& text) {
  return message_of<ParseError>([&] { parse(text); });
}

void expect_rocksalt(const std::string& text) { expect_same_positions(parse(text), parse(kRocksalt), 1e-12); }

TEST(Poscar, IsReadByHand) {
  const Structure structure = parse(kRocksalt);
  EXPECT_EQ(structure.name(), "Pd-H/07.vasp");
  EXPECT_EQ(formula(structure.composition()), "PdH");
  EXPECT_NEAR(structure.lattice().volume(), std::pow(4.09, 3) / 4.0, 1e-12);
  EXPECT_EQ(structure.lattice().rows()[0], (Cartesian{0.0, 2.045, 2.045}));
  EXPECT_EQ(structure.sites()[1].position, (Fractional{0.5, 0.5, 0.5}));
}

TEST(Poscar, ANegativeScaleIsTheVolume) {
  const Structure structure = parse(with(kRocksalt, "4.09", "-17.0"));
  EXPECT_NEAR(structure.lattice().volume(), 17.0, 1e-12);
}

TEST(Poscar, ThreeScalesAreForTheComponents) {
  const Structure structure = parse(with(kRocksalt, "4.09", "4.0 5.0 6.0"));
  EXPECT_EQ(structure.lattice().rows()[0], (Cartesian{0.0, 2.5, 3.0}));
  EXPECT_EQ(structure.lattice().rows()[2], (Cartesian{2.0, 2.5, 0.0}));
}

TEST(Poscar, CartesianCoordinatesAreScaledToo) {
  const std::string cartesian = with(with(kRocksalt, "Direct", "Cartesian"), "0.5 0.5 0.5\n", "0.5 0.6 0.7\n");
  const Structure one = parse(cartesian);
  EXPECT_LT(length(one.lattice().cartesian(one.sites()[1].position) - Cartesian{2.045, 2.454, 2.863}), 1e-12);
  const Structure three = parse(with(cartesian, "4.09", "4.0 5.0 6.0"));
  EXPECT_LT(length(three.lattice().cartesian(three.sites()[1].position) - Cartesian{2.0, 3.0, 4.2}), 1e-12);
  const Structure volume = parse(with(cartesian, "4.09", "-2.0"));  // the factor is 2
  EXPECT_LT(length(volume.lattice().cartesian(volume.sites()[1].position) - Cartesian{1.0, 1.2, 1.4}), 1e-12);
}

TEST(Poscar, TheFirstLetterSaysDirectOrCartesian) {
  for (const char* word : {"Direct", "direct", "D", "d", "  dIRECT configuration= 1"})
    expect_rocksalt(with(kRocksalt, "Direct", word));
  for (const char* word : {"Cartesian", "cart", "Kartesisch", "k"}) {
    const Structure structure = parse(with(kRocksalt, "Direct", word));
    EXPECT_LT(length(structure.lattice().cartesian(structure.sites()[1].position) - Cartesian{2.045, 2.045, 2.045}),
              1e-12);
  }
}

TEST(Poscar, EveryDialectOfTheWildIsRead) {
  expect_rocksalt(with_crlf(kRocksalt));
  expect_rocksalt("\xEF\xBB\xBF" + kRocksalt);
  expect_rocksalt(with(kRocksalt, "0.0 0.5 0.5", "\t0.0\t0.5\t0.5\t"));
  expect_rocksalt(with(kRocksalt, "4.09", " 4.09 ! lattice constant"));
  expect_rocksalt(with(kRocksalt, "4.09", "4.09 Angstrom"));
  expect_rocksalt(with(kRocksalt, "0.5 0.5 0.0", "0.5 0.5 0.0 # c"));
  expect_rocksalt(with(kRocksalt, "1 1", "1 1 ! one of each"));
  expect_rocksalt(with(kRocksalt, "Pd H", "Pd H # elements"));
  expect_rocksalt(with(kRocksalt, "0.0 0.0 0.0", "0.0 0.0 0.0 Pd"));
  expect_rocksalt(with(kRocksalt, "0.0 0.0 0.0", ".0D+00 0.0e0 +0"));
  expect_rocksalt(with(kRocksalt, "Direct", "Selective dynamics\nDirect"));
  expect_rocksalt(with(with(kRocksalt, "Direct", "selective\nDirect"), "0.0 0.0 0.0", "0.0 0.0 0.0 T F T"));
  expect_rocksalt(kRocksalt + "\n0.1 0.1 0.1\nvelocities and more\n");
  expect_rocksalt(kRocksalt + "\n\n\n");
  expect_rocksalt(kRocksalt.substr(0, kRocksalt.size() - 1));  // no line end at the end
  expect_rocksalt(with(kRocksalt, "PdH\n", "\n"));
}

TEST(Poscar, LabelsAreCutToElements) {
  for (const char* labels :
       {"Pd_pv H", "Pd/3a4b5c6d H/0f1e2d3c", "Pd_sv_new H.75", "Pd1 H2", "Pd_pv/1a2b.. H_h/3c4d..", "Pd D"})
    expect_rocksalt(with(kRocksalt, "Pd H\n", std::string(labels) + "\n"));
}

TEST(Poscar, SpeciesMayComeInSeveralBlocks) {
  const Structure structure =
      parse(with(with(kRocksalt, "Pd H\n1 1", "H Pd H\n1 1 1"), "0.5 0.5 0.5\n", "0.5 0.5 0.5\n0.25 0.25 0.25\n"));
  EXPECT_EQ(formula(structure.composition()), "PdH2");
  EXPECT_EQ(structure.sites()[1].element.symbol(), "Pd");
  EXPECT_EQ(structure.sites()[2].element.symbol(), "H");
}

TEST(Poscar, AVasp4FileTakesItsSpeciesFromTheFirstLine) {
  const std::string vasp4 = with(kRocksalt, "Pd H\n1 1", "1 1");
  expect_rocksalt(with(vasp4, "PdH\n", "Pd_pv H ! elements\n"));
  EXPECT_EQ(parse_error(vasp4),
            "Pd-H/07.vasp:6: expected element symbols here (VASP 5), or 2 of them as line 1 or one after every "
            "position (VASP 4), got 'PdH' as line 1");
  EXPECT_EQ(parse_error(with(vasp4, "PdH\n", "Pd in a box\n")),
            "Pd-H/07.vasp:6: expected element symbols here (VASP 5), or 2 of them as line 1 or one after every "
            "position (VASP 4), got 'Pd in a box' as line 1");
}

TEST(Poscar, MessagesSayWhereWhatAndWhatInstead) {
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", "1 1 2 2 4 4")),
            "Pd-H/07.vasp:7: expected 2 counts for 2 elements, got 6");
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", "1 x")),
            "Pd-H/07.vasp:7: count of atoms: expected a whole number, got 'x'");
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", "-1 2")),
            "Pd-H/07.vasp:7: count of atoms: expected a whole number, got '-1'");
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", "19999 2")),
            "Pd-H/07.vasp:7: expected at most 20000 atoms, got more"
            " (--limit atoms=NUMBER changes this limit)");
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", "9223372036854775807 9223372036854775807")),
            "Pd-H/07.vasp:7: expected at most 20000 atoms, got more"
            " (--limit atoms=NUMBER changes this limit)");
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", "0 0")), "Pd-H/07.vasp:7: expected at least one atom, got none");
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", "1 4")),
            "Pd-H/07.vasp:11: expected the coordinates of 5 atoms, got the end of the file");
  EXPECT_EQ(parse_error(with(kRocksalt, "Pd H\n", "Pd Hx\n")),
            "Pd-H/07.vasp:6: expected the symbols of elements, got 'Hx'");
  EXPECT_EQ(parse_error(with(kRocksalt, "Direct", "fractional")),
            "Pd-H/07.vasp:8: expected Direct or Cartesian, got 'fractional'");
  EXPECT_EQ(parse_error(with(kRocksalt, "4.09", "4.09 4.09")),
            "Pd-H/07.vasp:2: scale factor: expected 1 or 3 numbers, got 2");
  EXPECT_EQ(parse_error(with(kRocksalt, "4.09", "4 -5 6")),
            "Pd-H/07.vasp:2: scale factor: expected 3 positive numbers, got -5");
  EXPECT_EQ(parse_error(with(kRocksalt, "4.09", "0")), "Pd-H/07.vasp:2: scale factor: expected a number other than 0");
  EXPECT_EQ(parse_error(with(kRocksalt, "0.5 0.0 0.5", "0.5 nan 0.5")),
            "Pd-H/07.vasp:4: lattice vector: expected a finite number, got 'nan'");
  EXPECT_EQ(parse_error(with(kRocksalt, "0.0 0.0 0.0", "0.0 inf 0.0")),
            "Pd-H/07.vasp:9: coordinates: expected a finite number, got 'inf'");
  EXPECT_EQ(parse_error(with(kRocksalt, "0.0 0.0 0.0", "0.0 0.0")),
            "Pd-H/07.vasp:9: coordinates: expected 3 numbers, got 2");
  EXPECT_EQ(parse_error(""), "Pd-H/07.vasp:1: expected a comment line, got the end of the file");
}

TEST(Poscar, ACellWithoutVolumeIsAStructureErrorOfTheFile) {
  EXPECT_EQ(message_of<StructureError>([] { parse(with(kRocksalt, "0.5 0.5 0.0", "0.0 0.5 0.5")); }),
            "Pd-H/07.vasp: lattice: expected three finite vectors that span a volume, got 0 A^3");
}

TEST(Poscar, AnOverlongLineIsRefusedShortlyAndSoon) {
  const auto start = std::chrono::steady_clock::now();
  const std::string blob(10'000'000, '7');
  EXPECT_EQ(parse_error(blob),
            "Pd-H/07.vasp:1: expected a line of at most 1000000 bytes, got 10000000"
            " (--limit line_bytes=NUMBER changes this limit)");
  EXPECT_EQ(parse_error(with(kRocksalt, "1 1", blob)),
            "Pd-H/07.vasp:7: expected a line of at most 1000000 bytes, got 10000000"
            " (--limit line_bytes=NUMBER changes this limit)");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Poscar, ACutAnywhereIsNoticed) {
  expect_cuts_are_noticed(kRocksalt, parse);
  expect_cuts_are_noticed(with_crlf(with(kRocksalt, "Direct", "Selective\nCartesian")), parse);
}

TEST(Poscar, TextReadsBackToTheSameBits) {
  for (const Structure& crystal : {cubic_crystal(), hexagonal_crystal()}) {
    const Structure back = parse(poscar_text(crystal, crystal.name()));
    EXPECT_EQ(back.lattice().rows(), crystal.lattice().rows());
    EXPECT_EQ(poscar_text(back, "again"), poscar_text(crystal, "again"));
  }
  const double awkward = std::nextafter(1.0 / 3.0, 1.0);
  const Structure crystal(hexagonal_crystal().lattice(), {site("Pd", awkward, 1e-17, -2.5)}, "awkward");
  EXPECT_EQ(parse(poscar_text(crystal, "")).sites()[0].position, crystal.sites()[0].position);
}

TEST(Poscar, TextIsRightHandedWithEveryAtomWhereItWas) {
  const Structure crystal = skewed_crystal();
  ASSERT_FALSE(crystal.lattice().right_handed());
  const Structure back = parse(poscar_text(crystal, ""));
  EXPECT_TRUE(back.lattice().right_handed());
  // grouped by element: H, H, Pd
  const std::size_t order[] = {0, 2, 1};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(back.sites()[i].element, crystal.sites()[order[i]].element);
    EXPECT_LT(length(back.lattice().cartesian(back.sites()[i].position) -
                     crystal.lattice().cartesian(crystal.sites()[order[i]].position)),
              1e-12);
  }
  EXPECT_NEAR(shortest_distance(back), shortest_distance(crystal), 1e-12);
}

TEST(Poscar, TextGroupsAtomsByFirstAppearanceUnderOneCommentLine) {
  EXPECT_EQ(poscar_text(cubic_crystal(), "two\nlines"),
            "two\\nlines\n1.0\n  4.09 0 0\n  0 4.09 0\n  0 0 4.09\nPd H\n2 2\nDirect\n"
            "  0 0 0\n  0 0.5 0.5\n  0.5 0.5 0.5\n  0.5 0 0\n");
}

}  // namespace
}  // namespace crystalgan
