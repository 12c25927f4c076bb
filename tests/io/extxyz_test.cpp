#include "crystalgan/io/extxyz.hpp"

#include <gtest/gtest.h>

#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

const std::string kFrame =
    "2\n"
    "Lattice=\"0 2 2 2 0 2 2 2 0\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\n"
    "Pd 0 0 0\n"
    "H 2 2 2\n";

Structure parse(const std::string& text) {
  const auto frames = parse_extxyz(text, "PdH.xyz");
  EXPECT_EQ(frames.size(), 1U);
  return frames.front();
}

std::string parse_error(const std::string& text) {
  return message_of<ParseError>([&] { parse(text); });
}

void expect_same(const std::string& text) { expect_same_positions(parse(text), parse(kFrame), 1e-12); }

TEST(Extxyz, IsReadByHand) {
  const Structure structure = parse(kFrame);
  EXPECT_EQ(structure.name(), "PdH.xyz");
  EXPECT_EQ(structure.lattice().rows()[0], (Cartesian{0, 2, 2}));
  EXPECT_EQ(structure.sites()[1].element.symbol(), "H");
  for (const double component : structure.sites()[1].position.components) EXPECT_NEAR(component, 0.5, 1e-15);
}

TEST(Extxyz, EveryDialectOfTheCommentLineIsRead) {
  expect_same(with(kFrame, " pbc=\"T T T\"", ""));
  expect_same(with(kFrame, "Properties=species:S:1:pos:R:3 ", ""));
  for (const char* flags : {"'T T T'", "[T, T, T]", "{1 1 1}", "\"True True True\"", "T"})
    expect_same(with(kFrame, "\"T T T\"", flags));
  for (const char* lattice : {"'0 2 2 2 0 2 2 2 0'", "{0 2 2 2 0 2 2 2 0}", "[[0, 2, 2], [2, 0, 2], [2, 2, 0]]"})
    expect_same(with(kFrame, "\"0 2 2 2 0 2 2 2 0\"", lattice));
  expect_same(with(kFrame, "pbc", "energy=-1.5 bare \"odd key\"=\"a = b \\\" Lattice=\" path=a\\ b pbc"));
  expect_same(with_crlf(kFrame));
  expect_same("\xEF\xBB\xBF\n" + kFrame + "\n \n");
  expect_same(kFrame.substr(0, kFrame.size() - 1));
}

TEST(Extxyz, ColumnsMayStandAnywhere) {
  const std::string text =
      "2\nProperties=id:I:1:forces:R:3:pos:R:3:tag:L:1:species:S:1 Lattice=\"0 2 2 2 0 2 2 2 0\"\n"
      "1 9 9 9 0 0 0 T Pd\n"
      "2 9 9 9 2 2 2 F H\n";
  expect_same(text);
}

TEST(Extxyz, AtomicNumbersMayStandForSymbols) {
  for (const char* column : {"Z:I:1", "numbers:I:1"}) {
    const std::string text =
        std::string("2\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=pos:R:3:") + column + "\n0 0 0 46\n2 2 2 1\n";
    const auto frames = parse_extxyz(text, "x.xyz");
    EXPECT_EQ(formula(frames.at(0).composition()), "PdH");
    for (const char* wrong : {"0", "119", "Pd", "1.0"})
      EXPECT_EQ(parse_error(with(text, "46", wrong)),
                std::string("PdH.xyz:3: expected an atomic number, got '") + wrong + "'");
  }
  // symbols decide where both stand
  EXPECT_EQ(
      formula(parse_extxyz("1\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=Z:I:1:species:S:1:pos:R:3\n1 Pd 0 0 0\n", "x")
                  .at(0)
                  .composition()),
      "Pd");
}

TEST(Extxyz, FramesAreNumbered) {
  const auto frames = parse_extxyz(kFrame + kFrame + "\n" + kFrame, "three.xyz");
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames[0].name(), "three.xyz#1");
  EXPECT_EQ(frames[2].name(), "three.xyz#3");
}

TEST(Extxyz, MessagesSayWhereWhatAndWhatInstead) {
  EXPECT_EQ(parse_error(""), "PdH.xyz:1: expected a count of atoms, got the end of the file");
  EXPECT_EQ(parse_error("two\n"), "PdH.xyz:1: count of atoms: expected a whole number from 1 to 20000, got 'two'");
  EXPECT_EQ(parse_error("0\n\n"), "PdH.xyz:1: count of atoms: expected a whole number from 1 to 20000, got '0'");
  EXPECT_EQ(parse_error(with(kFrame, "2\n", "3\n")),
            "PdH.xyz:5: expected the lines of 3 atoms, got the end of the file");
  EXPECT_EQ(parse_error(with(kFrame, "2\n", "1\n")),
            "PdH.xyz:4: count of atoms: expected a whole number from 1 to 20000, got 'H 2 2 2'");
  EXPECT_EQ(parse_error("1\nwater\nO 0 0 0\n"), "PdH.xyz:2: expected Lattice=\"...\" (a periodic crystal), got none");
  EXPECT_EQ(parse_error(with(kFrame, "0 2 2 2 0", "0 2 2 2")), "PdH.xyz:2: Lattice: expected 9 numbers, got 8");
  EXPECT_EQ(parse_error(with(kFrame, "0 2 2 2 0", "0 2 2 2 inf")),
            "PdH.xyz:2: Lattice: expected a finite number, got 'inf'");
  EXPECT_EQ(parse_error(with(kFrame, "\"T T T\"", "\"T T T")),
            "PdH.xyz:2: expected a closing \", got the end of the line");
  EXPECT_EQ(parse_error(with(kFrame, "pos:R:3", "pos:R")),
            "PdH.xyz:2: Properties: expected name:type:count triples, got 'species:S:1:pos:R'");
  EXPECT_EQ(parse_error(with(kFrame, "pos:R:3", "pos:R:x")),
            "PdH.xyz:2: Properties: expected a count of columns for 'pos', got 'x'");
  EXPECT_EQ(parse_error(with(kFrame, "species:S:1", "charge:I:1")),
            "PdH.xyz:2: Properties: expected species:S:1 (or Z:I:1) and pos:R:3 among them, got 'charge:I:1:pos:R:3'");
  EXPECT_EQ(parse_error(with(kFrame, "H 2 2 2", "H 2 2")), "PdH.xyz:4: expected 4 columns, got 3");
  EXPECT_EQ(parse_error(with(kFrame, "H 2 2 2", "Hx 2 2 2")), "PdH.xyz:4: expected the symbol of an element, got 'Hx'");
  EXPECT_EQ(parse_error(with(kFrame, "H 2 2 2", "H 2 nan 2")),
            "PdH.xyz:4: coordinates: expected a finite number, got 'nan'");
  EXPECT_EQ(parse_error(std::string(10'000'000, '7')),
            "PdH.xyz:1: expected a line of at most 1000000 bytes, got 10000000"
            " (--limit line_bytes=NUMBER changes this limit)");
}

TEST(Extxyz, AFrameThatIsNotPeriodicOrHasNoVolumeIsAStructureError) {
  const auto structure_error = [](const std::string& text) { return message_of<StructureError>([&] { parse(text); }); };
  EXPECT_EQ(structure_error(with(kFrame, "T T T", "T T F")),
            "PdH.xyz:2: pbc: expected \"T T T\" (periodic in all directions), got 'T T F'");
  EXPECT_EQ(structure_error(with(kFrame, "0 2 2 2 0 2 2 2 0", "0 2 2 2 0 2 2 2 4")),
            "PdH.xyz:2: lattice: expected three finite vectors that span a volume, got 0 A^3");
}

TEST(Extxyz, APartlyOccupiedSiteIsAStructureError) {
  const auto with_key = [](const std::string& key) { return with(kFrame, " pbc", " " + key + " pbc"); };
  const auto structure_error = [](const std::string& text) { return message_of<StructureError>([&] { parse(text); }); };
  // ASE 3.29: read("d.cif", fractional_occupancies=True), written as extxyz
  const std::string half = R"(occupancy="_JSON {\"0\": {\"Pd\": 0.5, \"Ni\": 0.5}, \"2\": {\"H\": 1}}")";
  const std::string mixed = "expected one element of occupancy 1, got {\"Ni\":0.5,\"Pd\":0.5}";
  EXPECT_EQ(structure_error(with_key(half)), "PdH.xyz:2: occupancy: site 0: " + mixed);
  EXPECT_EQ(structure_error(with_key(with(half, ", \\\"Ni\\\": 0.5", ""))),
            "PdH.xyz:2: occupancy: site 0: expected one element of occupancy 1, got {\"Pd\":0.5}");
  EXPECT_EQ(structure_error(with_key("occupancy=0.5")), "PdH.xyz:2: occupancy: expected occupancy 1, got 0.5");
  EXPECT_EQ(structure_error(with_key("occupancies=\"_JSON [1, 0.5]\"")),
            "PdH.xyz:2: occupancies: atom 2: expected one element of occupancy 1, got 0.5");
  for (const char* other : {"half", "\"_JSON {\"0\": {\"Pd\": 0.5}}\""})
    EXPECT_NE(structure_error(with_key(std::string("occupancy=") + other))
                  .find("occupancy: expected JSON with the occupancies, got"),
              std::string::npos);
  EXPECT_NE(structure_error(with_key("occupancy='" + std::string(100'000, '[') + "'")).find("expected JSON"),
            std::string::npos);
  expect_same(with_key(R"(occupancy="_JSON {\"0\": {\"Pd\": 1.0}, \"1\": {\"H\": 1}}")"));

  const std::string columns = with(with(kFrame, "pos:R:3", "pos:R:3:occupancy:R:1"), "Pd 0 0 0", "Pd 0 0 0 1.0");
  expect_same(with(columns, "H 2 2 2", "H 2 2 2 1"));
  EXPECT_EQ(structure_error(with(columns, "H 2 2 2", "H 2 2 2 0.5")), "PdH.xyz:4: occupancy: expected 1, got 0.5");
}

TEST(Extxyz, ACutAnywhereIsNoticed) {
  expect_cuts_are_noticed(kFrame, parse);
  expect_cuts_are_noticed(with_crlf(kFrame), parse);
  for (const Structure& crystal : example_crystals()) expect_cuts_are_noticed(extxyz_frame(crystal, {}), parse);
}

TEST(Extxyz, FramesReadBackToTheSameCrystal) {
  for (const Structure& crystal : example_crystals())
    expect_same_positions(parse(extxyz_frame(crystal, {{"name", crystal.name()}})), crystal, 1e-12);
}

TEST(Extxyz, KeysAreQuotedWhereNeeded) {
  const std::string frame =
      extxyz_frame(hexagonal_crystal(), {{"energy", "-1.5"}, {"a key", "say \"x=1\"\nback\\slash"}, {"empty", ""}});
  const std::string line = frame.substr(2, frame.find('\n', 2) - 2);
  EXPECT_TRUE(
      line.ends_with("Properties=species:S:1:pos:R:3 pbc=\"T T T\" energy=-1.5 "
                     "\"a key\"=\"say \\\"x=1\\\"\\\\nback\\\\slash\" empty=\"\""))
      << line;
  expect_same_positions(parse(frame), hexagonal_crystal(), 1e-12);
}

}  // namespace
}  // namespace crystalgan
