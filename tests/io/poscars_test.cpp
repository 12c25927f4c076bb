#include <gtest/gtest.h>

#include "crystalgan/io/poscar.hpp"
#include "tests/io/example_crystals.hpp"

// Files with more or otherwise than one VASP 5 POSCAR. Made by hand after what USPEX, CrySPY, pymatgen and VASP 6 write.

namespace crystalgan {
namespace {

/// Rock salt PdH, conventional cell.
std::string poscar_of(const std::string& title, double a) {
  const std::string length = std::to_string(a);
  return title + "\n1.0\n" + length + " 0 0\n0 " + length + " 0\n0 0 " + length +
         "\nPd H\n4 4\nDirect\n0 0 0\n0 0.5 0.5\n0.5 0 0.5\n0.5 0.5 0\n0.5 0.5 0.5\n0.5 0 0\n0 0.5 0\n0 0 0.5\n";
}

std::vector<Structure> read_poscars(const std::string& text, ReadNotes& notes) {
  return parse_poscars(text, "x.vasp", notes);
}

std::vector<Structure> read_poscars(const std::string& text) {
  ReadNotes notes;
  const auto structures = read_poscars(text, notes);
  EXPECT_TRUE(notes.remarks.empty()) << notes.remarks.front();
  return structures;
}

std::string error_of(const std::string& text) {
  return message_of<ParseError>([&] { read_poscars(text); });
}

TEST(Poscars, OneKeepsTheNameOfTheFile) { EXPECT_EQ(read_poscars(poscar_of("EA1", 4.0))[0].name(), "x.vasp"); }

TEST(Poscars, OneAfterTheOtherAreAllRead) {
  for (const char* title : {"EA2", "", "2", "1.0 2.0 3.0", "Direct", "Pd H"}) {
    const auto structures = read_poscars(poscar_of("EA1", 4.0) + poscar_of(title, 4.2) + poscar_of("EA3", 4.4));
    ASSERT_EQ(structures.size(), 3U) << title;
    EXPECT_EQ(structures[1].name(), "x.vasp#2");
    EXPECT_NEAR(structures[1].lattice().lengths()[0], 4.2, 1e-12);
    EXPECT_NEAR(structures[2].lattice().lengths()[0], 4.4, 1e-12);
  }
  EXPECT_EQ(read_poscars(poscar_of("a", 4.0) + "\n\n" + poscar_of("b", 4.2) + "\n").size(), 2U);
  EXPECT_EQ(read_poscars(with_crlf(poscar_of("a", 4.0) + poscar_of("b", 4.2))).size(), 2U);
}

TEST(Poscars, FramesOfATrajectoryShareTheCell) {
  const std::string frame = poscar_of("PdH", 4.0);
  const std::string first = with(frame, "Direct\n", "Direct configuration=     1\n");
  const std::string second = "Direct configuration=     2\n" + frame.substr(frame.find("0 0 0\n0 0.5"));
  auto structures = read_poscars(first + with(second, "0 0.5 0.5", "0 0.45 0.45"));
  ASSERT_EQ(structures.size(), 2U);
  EXPECT_EQ(structures[1].name(), "x.vasp#2");
  EXPECT_EQ(structures[0].lattice().rows(), structures[1].lattice().rows());
  EXPECT_EQ(structures[1].sites()[1].position, (Fractional{0, 0.45, 0.45}));
  // a changing cell repeats the header
  structures = read_poscars(first + with(poscar_of("PdH", 4.1), "Direct\n", "Direct configuration=     2\n"));
  ASSERT_EQ(structures.size(), 2U);
  EXPECT_NEAR(structures[1].lattice().lengths()[0], 4.1, 1e-12);
  EXPECT_EQ(error_of(first + second.substr(0, second.size() - 8)),
            "x.vasp:25: expected the coordinates of 8 atoms, got the end of the file");
}

TEST(Poscars, VelocitiesBetweenStructuresAreNoStructure) {
  std::string velocities;
  for (int i = 0; i < 8; ++i) velocities += "  0.1E-02 0.2E-02 0.3E-02\n";
  const std::string lattice =
      "Lattice velocities and vectors\n1\n" + velocities.substr(0, 3 * 26) + "4.0 0 0\n0 4.0 0\n0 0 4.0\n";
  for (const std::string& motion : {"\n" + velocities, "Cartesian\n" + velocities, lattice + "Direct\n" + velocities,
                                    "\n" + velocities + "\n1\n0.5\n0.1 0.2 0.3 0.4\n" + velocities}) {
    EXPECT_EQ(read_poscars(poscar_of("a", 4.0) + motion).size(), 1U);
    EXPECT_EQ(read_poscars(poscar_of("a", 4.0) + motion + poscar_of("b", 4.2)).size(), 2U);
  }
}

TEST(Poscars, OtherTextAfterTheCoordinatesIsARemarkAndABrokenPoscarAnError) {
  ReadNotes notes;
  EXPECT_EQ(read_poscars(poscar_of("a", 4.0) + "relaxed on Monday\n", notes).size(), 1U);
  EXPECT_EQ(notes.remarks,
            std::vector<std::string>{"x.vasp:17: text after the coordinates is not read: 'relaxed on Monday'"});
  EXPECT_EQ(error_of(poscar_of("a", 4.0) + with(poscar_of("b", 4.2), "Pd H", "Pd Hx")),
            "x.vasp:22: expected the symbols of elements, got 'Hx'");
  EXPECT_EQ(error_of(poscar_of("a", 4.0) + with(poscar_of("b", 4.2), "\n1.0", "\none")),
            "x.vasp:17: expected a further POSCAR (title, scale, three vectors), got 'b'");
}

TEST(Poscars, SymbolsAndCountsMayFillSeveralLines) {
  const std::string text = with(poscar_of("long", 4.0), "Pd H\n4 4\n", "  Pd H Pd\n  H\n  2 1 2\n  3\n");
  const auto structures = read_poscars(text);
  ASSERT_EQ(structures.size(), 1U);
  EXPECT_EQ(formula(structures[0].composition()), "Pd4H4");
  EXPECT_EQ(structures[0].sites()[2].element.symbol(), "H");
  EXPECT_EQ(structures[0].sites()[4].element.symbol(), "Pd");
  EXPECT_EQ(error_of(with(text, "2 1 2\n  3\n", "2 1 2\n")), "x.vasp:8: expected 4 counts for 4 elements, got 3");
}

/// Without the line of symbols, a label behind every position.
std::string labelled(const std::vector<std::string>& labels) {
  std::string text = with(poscar_of("rock salt", 4.0), "Pd H\n", "");
  std::size_t at = text.find("Direct\n") + 6;
  for (const std::string& label : labels) {
    at = text.find('\n', at + 1);
    text.insert(at, " " + label);
    at += label.size() + 1;
  }
  return text;
}

TEST(Poscars, LabelsAreTheElementsWhereNothingElseNamesThem) {
  for (const char* palladium : {"Pd", "Pd1", "Pd_pv", "T T F Pd"}) {
    const std::string p = palladium;
    const auto structures = read_poscars(labelled({p, p, p, p, "H", "H", "H", "H"}));
    ASSERT_EQ(structures.size(), 1U);
    EXPECT_EQ(formula(structures[0].composition()), "Pd4H4") << palladium;
  }
  EXPECT_EQ(
      error_of(labelled({"Pd", "H", "Pd", "H", "Pd", "H", "Pd", "H"})),
      "x.vasp:6: labels and counts disagree: expected one element for each of 2 counts, got Pd for atom 1 and H for "
      "atom 2");
  EXPECT_EQ(error_of(labelled({"Pd", "Pd", "Pd", "Pd", "H", "H", "H"})).substr(0, 38),
            "x.vasp:6: expected element symbols her");
}

TEST(Poscars, LabelsThatDifferFromTheHeaderAreARemark) {
  ReadNotes notes;
  const auto structures = read_poscars(with(poscar_of("a", 4.0), "0 0 0\n0 0.5", "0 0 0 Ni\n0 0.5"), notes);
  ASSERT_EQ(structures.size(), 1U);
  EXPECT_EQ(structures[0].sites()[0].element.symbol(), "Pd");
  EXPECT_EQ(notes.remarks,
            std::vector<std::string>{"x.vasp: atom 1 is labelled Ni, but is Pd by the line of symbols, which is used"});
}

}  // namespace
}  // namespace crystalgan
