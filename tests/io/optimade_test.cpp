#include "crystalgan/io/optimade.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "crystalgan/io/json_file.hpp"
#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

const std::string kHeader = "{\"x-optimade\": {\"meta\": {\"api_version\": \"1.2.0\"}}}\n";

const std::string kPalladiumHydride =
    "{\"id\": \"mp-1\", \"type\": \"structures\", \"attributes\": {\"elements\": [\"H\", \"Pd\"], \"nelements\": 2, "
    "\"nsites\": 2, \"chemical_formula_reduced\": \"HPd\", \"dimension_types\": [1, 1, 1], "
    "\"nperiodic_dimensions\": 3, \"lattice_vectors\": [[0, 2, 2], [2.0, 0, 2], [2, 2, 0]], "
    "\"cartesian_site_positions\": [[0, 0, 0], [2, 2.0, 2e0]], \"species_at_sites\": [\"Pd\", \"H\"], "
    "\"species\": [{\"name\": \"H\", \"chemical_symbols\": [\"H\"], \"concentration\": [1]}, "
    "{\"name\": \"Pd\", \"chemical_symbols\": [\"Pd\"], \"concentration\": [1.0]}], \"structure_features\": []}}\n";

const std::string kFile = kHeader + kPalladiumHydride;

struct Read {
  std::vector<Structure> structures;
  std::vector<std::string> refusals;
};

Read read(const std::string& text) {
  Read all;
  ReadNotes notes;
  all.structures = parse_json(text, "a.jsonl", notes);
  all.refusals = notes.refusals;
  return all;
}

/// The one structure of a file; its one refusal as an error.
Structure parse(const std::string& text) {
  const Read all = read(text);
  if (!all.refusals.empty()) throw StructureError(all.refusals.front());
  EXPECT_EQ(all.structures.size(), 1U);
  return all.structures.front();
}

/// The message of the one line that is refused, without the place, which is line 2.
std::string refusal(const std::string& from, const std::string& to) {
  const Read all = read(kHeader + with(kPalladiumHydride, from, to) + kPalladiumHydride);
  EXPECT_EQ(all.structures.size(), all.refusals.empty() ? 2U : 1U);
  if (all.refusals.empty()) return "taken";
  EXPECT_EQ(all.refusals.size(), 1U);
  EXPECT_TRUE(all.refusals[0].starts_with("a.jsonl:2: ")) << all.refusals[0];
  return all.refusals[0].substr(std::min(all.refusals[0].size(), std::string("a.jsonl:2: ").size()));
}

std::string refusal(const std::string& line) { return refusal(kPalladiumHydride, line + "\n"); }

void expect_same(const std::string& text) { expect_same_positions(parse(text), parse(kFile), 1e-12); }

TEST(Optimade, IsReadByHand) {
  const Structure structure = parse(kFile);
  EXPECT_EQ(structure.name(), "a.jsonl#mp-1");
  EXPECT_EQ(structure.lattice().rows(), (Basis{Cartesian{0, 2, 2}, Cartesian{2, 0, 2}, Cartesian{2, 2, 0}}));
  ASSERT_EQ(structure.size(), 2U);
  EXPECT_EQ(structure.sites()[0].element.symbol(), "Pd");
  EXPECT_EQ(structure.sites()[1].element.symbol(), "H");
  for (const double component : structure.sites()[1].position.components) EXPECT_NEAR(component, 0.5, 1e-15);
}

TEST(Optimade, EveryDialectIsRead) {
  expect_same(kPalladiumHydride);  // no header
  expect_same("\xEF\xBB\xBF" + with_crlf(kFile) + "\n \n");
  expect_same(kFile.substr(0, kFile.size() - 1));
  expect_same(with(kFile, "\"type\": \"structures\", ", ""));
  // the properties beside the id
  expect_same(kHeader + with(with(kPalladiumHydride, "\"attributes\": {", ""), "[]}}", "[]}"));
  // what may be left out or null
  for (const char* part : {"\"nsites\": 2, ", "\"chemical_formula_reduced\": \"HPd\", ",
                           "\"dimension_types\": [1, 1, 1], ", ", \"structure_features\": []"})
    expect_same(with(kFile, part, ""));
  expect_same(with(kFile, "\"nsites\": 2", "\"nsites\": null, \"assemblies\": null, \"site_coordinate_span\": null"));
  // more than is read
  expect_same(with(kFile, "\"nsites\"", "\"_x_forces\": [[1, {\"a\": [\"\\u00e9\"]}]], \"nsites\""));
}

TEST(Optimade, SpeciesAreNamesAndOnlyWithoutTheirListSymbols) {
  std::string text = with(kFile, "[\"Pd\", \"H\"], \"species\"", "[\"H\", \"other\"], \"species\"");
  text = with(text, "{\"name\": \"Pd\"", "{\"name\": \"H\"");
  expect_same(with(text, "{\"name\": \"H\", \"chemical_symbols\": [\"H\"]",
                   "{\"name\": \"other\", \"chemical_symbols\": [\"D\"]"));
  const auto species = kPalladiumHydride.find("\"species\": ");
  const auto features = kPalladiumHydride.find("\"structure_features\"");
  expect_same(kPalladiumHydride.substr(0, species) + kPalladiumHydride.substr(features));
  expect_same(kPalladiumHydride.substr(0, species) + "\"species\": null, " + kPalladiumHydride.substr(features));
}

TEST(Optimade, LinesOfOtherTypesAreSkipped) {
  const Read all = read(kHeader + "{\"data\": {\"id\": \"/\", \"type\": \"info\"}}\n" +
                        "{\"description\": \"a structure\", \"properties\": {\"nsites\": {}}}\n" + kPalladiumHydride +
                        "{\"type\": \"references\", \"id\": \"x\", \"attributes\": {\"lattice_vectors\": 7}}\n{}\n");
  EXPECT_EQ(all.structures.size(), 1U);
  EXPECT_TRUE(all.refusals.empty());
}

TEST(Optimade, AFileWithoutAStructureIsAParseError) {
  for (const std::string& text : {std::string(), std::string("\n\n"), kHeader})
    EXPECT_EQ(message_of<ParseError>([&] { read(text); }),
              "a.jsonl: expected a structure of OPTIMADE, pymatgen or ASE, got none");
}

TEST(Optimade, PartialOccupancyRefusesTheLineOnly) {
  const std::string palladium = "[\"Pd\"], \"concentration\": [1.0]";
  EXPECT_EQ(refusal(palladium, "[\"Pd\", \"Ni\"], \"concentration\": [0.5, 0.5]"),
            "species \"Pd\": expected one element at a site, got [\"Pd\",\"Ni\"]");
  EXPECT_EQ(refusal(palladium, "[\"Pd\", \"vacancy\"], \"concentration\": [0.9, 0.1]"),
            "species \"Pd\": expected one element at a site, got [\"Pd\",\"vacancy\"]");
  EXPECT_EQ(refusal(palladium, "[\"Pd\"], \"concentration\": [0.5]"),
            "species \"Pd\": expected concentration 1, got 0.5");
  EXPECT_EQ(refusal(palladium, "[\"Pd\"], \"concentration\": [1.01]"),
            "species \"Pd\": expected concentration 1, got 1.01");
  EXPECT_EQ(refusal(palladium, "[\"Pd\"], \"concentration\": [0.99999]"), "taken");
  for (const std::string none : {"vacancy", "X", "Hx", "pd", ""})
    EXPECT_EQ(refusal(palladium, "[\"" + none + "\"], \"concentration\": [1.0]"),
              "species \"Pd\": expected the symbol of an element, got \"" + none + "\"");
  EXPECT_EQ(refusal(palladium, palladium + ", \"attached\": [\"H\"], \"nattached\": [3]"),
            "species \"Pd\": expected no atoms without a place, got [\"H\"]");
}

TEST(Optimade, WhatIsNotTheWholeCrystalIsRefused) {
  EXPECT_EQ(refusal("[1, 1, 1]", "[1, 1, 0]"),
            "dimension_types: expected [1,1,1] (periodic in all directions), got [1,1,0]");
  EXPECT_EQ(refusal("[2, 2, 0]]", "[null, null, null]]"),
            "lattice_vectors: expected three numbers, got [null,null,null]");
  EXPECT_EQ(refusal("[[0, 2, 2], [2.0, 0, 2], [2, 2, 0]]", "null"), "lattice_vectors: expected a list, got none");
  EXPECT_EQ(refusal("\"structure_features\": []", "\"structure_features\": [\"implicit_atoms\"]"),
            "structure_features: expected every atom whole and in its place, got [\"implicit_atoms\"]");
  EXPECT_EQ(refusal("\"nsites\"", "\"assemblies\": [{\"sites_in_groups\": [[0], [1]]}], \"nsites\""),
            "assemblies: expected none (no disorder), got [{\"sites_in_groups\":[[0],[1]]}]");
  EXPECT_EQ(refusal("\"nsites\"", "\"site_coordinate_span\": \"asymmetric_unit\", \"nsites\""),
            "site_coordinate_span: expected \"unit_cell\", got \"asymmetric_unit\"");
  EXPECT_EQ(refusal("\"HPd\"", "\"H3Pd\""), "expected atoms as in chemical_formula_reduced \"H3Pd\", got PdH");
  EXPECT_EQ(refusal("\"HPd\"", "\"H2Pd2\""), "taken");              // not reduced, and right
  EXPECT_EQ(refusal("\"HPd\"", "\"palladium hydride\""), "taken");  // no formula
}

TEST(Optimade, ContradictionsAreRefused) {
  EXPECT_EQ(refusal("\"nsites\": 2", "\"nsites\": 3"), "nsites: expected 2 as in species_at_sites, got 3");
  EXPECT_EQ(refusal("\"nsites\": 2", "\"nsites\": \"2\""), "nsites: expected 2 as in species_at_sites, got \"2\"");
  EXPECT_EQ(refusal("[[0, 0, 0], ", "["), "cartesian_site_positions: expected 2 as in species_at_sites, got 1");
  EXPECT_EQ(refusal("[\"Pd\", \"H\"], \"species\"", "[\"Pd\", \"Ni\"], \"species\""),
            "species_at_sites: expected a name of the list of species, got \"Ni\"");
  EXPECT_EQ(refusal("[\"Pd\", \"H\"], \"species\"", "[\"Pd\", 1], \"species\""),
            "species_at_sites: expected a name of the list of species, got 1");
  EXPECT_EQ(refusal("{\"name\": \"H\"", "{\"name\": \"Pd\""), "species: expected every name once, got \"Pd\" twice");
}

TEST(Optimade, NumbersAreNumbers) {
  EXPECT_EQ(refusal("[2.0, 0, 2]", "[2.0, \"0\", 2]"), "lattice_vectors: expected three numbers, got [2.0,\"0\",2]");
  EXPECT_EQ(refusal("[2.0, 0, 2]", "[2.0, 0]"), "lattice_vectors: expected three numbers, got [2.0,0]");
  EXPECT_EQ(refusal(", [2, 2, 0]]", "]"), "lattice_vectors: expected three vectors, got 2");
  EXPECT_EQ(refusal("[2, 2, 0]]", "[2, 2, 4]]"),
            "lattice: expected three finite vectors that span a volume, got 0 A^3");
  EXPECT_EQ(refusal("2e0", "true"), "cartesian_site_positions: expected three numbers, got [2,2.0,true]");
  EXPECT_EQ(refusal("2e0", "2e400"), "expected a JSON object, got a number beyond the largest double");
  EXPECT_TRUE(refusal("2e0", "NaN").starts_with("expected a JSON object, got an error of its syntax at byte "));
  EXPECT_EQ(refusal("2e0", "1e300"), "atom 2: expected fractional coordinates from -1e6 to 1e6, got 2.5e+299");
  EXPECT_EQ(refusal("[1.0]", "[\"1\"]"), "species \"Pd\": expected one concentration, got [\"1\"]");
}

TEST(Optimade, HostileLinesAreRefusedQuickly) {
  const auto start = std::chrono::steady_clock::now();
  const std::string many(1'000'000, '[');
  EXPECT_EQ(refusal(many),
            "expected a JSON object, got more than 100 lists and objects within each other"
            " (--limit json_depth=NUMBER changes this limit)");
  EXPECT_EQ(refusal("\"nsites\"", "\"deep\": " + many + ", \"nsites\""),
            "expected a JSON object, got more than 100 lists and objects within each other"
            " (--limit json_depth=NUMBER changes this limit)");
  std::string ones = "[0";
  for (int i = 0; i < 1'000'000; ++i) ones += ",0";
  EXPECT_EQ(refusal("[0, 2, 2]", ones + "]"),
            "lattice_vectors: expected three numbers, got [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0...");
  std::string names = "[\"H\"";
  for (int i = 0; i < 100'000; ++i) names += ",\"H\"";
  EXPECT_EQ(refusal("[\"Pd\", \"H\"], \"species\"", names + "], \"species\""),
            "expected at most 20000 atoms, got 100001 (--limit atoms=NUMBER changes this limit)");
  EXPECT_EQ(refusal(std::string(20'000'001, ' ') + "{}"),
            "expected a line of at most 20000000 bytes, got 20000003"
            " (--limit json_line_bytes=NUMBER changes this limit)");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Optimade, WhatIsNoObjectIsRefused) {
  EXPECT_EQ(refusal("[1, 2]"), "expected a JSON object, got [1,2]");
  EXPECT_EQ(refusal("null"), "expected a JSON object, got none");
  EXPECT_EQ(refusal("{} {}"), "expected a JSON object, got an error of its syntax at byte 4");
  EXPECT_EQ(refusal("\xff\x00\x01"), "expected a JSON object, got an error of its syntax at byte 1");
  EXPECT_EQ(refusal("\"mp-1\"", "1"), "id: expected a text, got 1");
  EXPECT_EQ(refusal("{\"id\": \"x\", \"type\": \"structures\", \"attributes\": 7}"),
            "lattice_vectors: expected a list, got none");
}

TEST(Optimade, AFileOfOtherLinesIsGivenUp) {
  std::string text = kPalladiumHydride;
  for (int i = 0; i < 1000; ++i) text += "x\n";
  ReadNotes notes;
  EXPECT_EQ(message_of<ParseError>([&] { parse_json(text, "a.jsonl", notes); }),
            "a.jsonl:102: expected OPTIMADE JSON Lines, got more than 100 lines that are no JSON object");
}

TEST(Optimade, NamesCarryTheIdAndDiffer) {
  std::vector<std::string> names;
  for (const char* id : {"mp-1", "mp-1", "mp-1_2", "mp-1", "cod/2#3", "", "a\\nb"})
    names.push_back(with(kPalladiumHydride, "\"mp-1\"", "\"" + std::string(id) + "\""));
  std::vector<std::string> got;
  std::string text;
  for (const std::string& line : names) text += line;
  for (const Structure& structure : read(text).structures) got.push_back(structure.name());
  EXPECT_EQ(got, (std::vector<std::string>{"a.jsonl#mp-1", "a.jsonl#mp-1_2", "a.jsonl#mp-1_2_2", "a.jsonl#mp-1_3",
                                           "a.jsonl#cod_2_3", "a.jsonl#", "a.jsonl#a\\nb"}));
}

TEST(Optimade, TheSameIdAThousandTimesIsQuick) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += kPalladiumHydride;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(read(text).structures.back().name(), "a.jsonl#mp-1_10000");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Optimade, ACutAnywhereIsNoticed) {
  for (const std::string& text : {kFile, with_crlf(kFile), optimade_text({skewed_crystal()})}) {
    const Structure whole = parse(text);
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      try {
        const Structure part = parse(text.substr(0, cut));
        EXPECT_GE(cut, text.find_last_of('}') + 1);  // a line's end is all that may be missing
        expect_same_positions(part, whole, 1e-15);
      } catch (const ParseError&) {
      } catch (const StructureError&) {
      }
    }
  }
}

TEST(Optimade, StructuresReadBackToTheSameCrystal) {
  const std::vector<Structure> crystals = example_crystals();
  const std::string text = optimade_text(crystals);
  const Read back = read(text);
  ASSERT_EQ(back.structures.size(), crystals.size());
  for (std::size_t i = 0; i < crystals.size(); ++i) {
    EXPECT_EQ(back.structures[i].name(), "a.jsonl#" + crystals[i].name());
    EXPECT_EQ(back.structures[i].lattice().rows(), crystals[i].lattice().rows());
    expect_same_positions(back.structures[i], crystals[i], 1e-13);
  }
  // every number reads back exactly: what was read is written the same, but for the last bit of the fractions
  const Read again = read(optimade_text(back.structures));
  for (std::size_t i = 0; i < crystals.size(); ++i) {
    EXPECT_EQ(again.structures[i].name(), back.structures[i].name());
    EXPECT_EQ(again.structures[i].lattice().rows(), crystals[i].lattice().rows());
    expect_same_positions(again.structures[i], crystals[i], 1e-13);
  }
}

TEST(Optimade, WhatIsWrittenIsTheSpecification) {
  const std::string text = optimade_text({parse(kFile).named("folder/PdH.cif"), parse(kFile).named("folder/PdH.vasp")});
  EXPECT_TRUE(text.starts_with("{\"x-optimade\":{\"meta\":{\"api_version\":\"1.2.0\"}}}\n")) << text;
  const std::string line = text.substr(text.find('\n') + 1);
  EXPECT_EQ(nlohmann::json::parse(line.substr(0, line.find('\n'))),
            nlohmann::json::parse(with(kPalladiumHydride, "mp-1", "PdH")));
  EXPECT_NE(line.find("\"id\":\"PdH_2\""), std::string::npos);
  EXPECT_EQ(optimade_text({parse(kFile).named("")}).find("\"id\":\"crystal\""), text.find("\"id\":"));
}

TEST(Optimade, FormulaeAreReducedAndInTheOrderOfSymbols) {
  const std::string text = optimade_text({cubic_crystal(), skewed_crystal()});
  EXPECT_NE(text.find("\"elements\":[\"H\",\"Pd\"],\"nelements\":2,\"chemical_formula_reduced\":\"HPd\""),
            std::string::npos);
  EXPECT_NE(text.find("\"chemical_formula_reduced\":\"H2Pd\""), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
