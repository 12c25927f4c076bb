#include "crystalgan/io/json_file.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crystalgan/io/optimade.hpp"
#include "tests/io/example_crystals.hpp"

// JSON as databases and programs hand it out, made by hand: responses of OPTIMADE, Structure.as_dict() of pymatgen 2026,
// the JSON database of ASE 3.26.

namespace crystalgan {
namespace {

struct Found {
  std::vector<Structure> structures;
  ReadNotes notes;
};

Found found_in(const std::string& text) {
  Found found;
  found.structures = parse_json(text, "a.json", found.notes);
  return found;
}

std::vector<std::string> names_in(const std::string& text) {
  const Found found = found_in(text);
  EXPECT_TRUE(found.notes.refusals.empty()) << found.notes.refusals.front();
  std::vector<std::string> names;
  for (const Structure& structure : found.structures) names.push_back(structure.name());
  return names;
}

/// A response with resources `a`, `b`, ... as a server gives it.
nlohmann::ordered_json page_of(const std::vector<Structure>& structures) {
  nlohmann::ordered_json page{{"data", nlohmann::ordered_json::array()}, {"meta", {{"data_returned", 2000}}}};
  const std::string lines = optimade_text(structures);
  for (std::size_t at = lines.find('\n') + 1; at < lines.size(); at = lines.find('\n', at) + 1)
    page["data"].push_back(nlohmann::ordered_json::parse(lines.substr(at, lines.find('\n', at) - at)));
  return page;
}

const std::string kPymatgen =
    R"({"@module": "pymatgen.core.structure", "@class": "Structure", "charge": 0, "lattice": {"matrix": [[0, 2, 2], [2, 0, 2],
 [2, 2, 0]], "pbc": [true, true, true]}, "sites": [{"species": [{"element": "Pd", "occu": 1}], "abc": [0, 0, 0]},
 {"species": [{"element": "H", "oxidation_state": -1, "occu": 1.0}], "abc": [0.5, 0.5, 0.5], "label": "H"}]})";

const std::string kAse =
    R"({"1": {"cell": {"array": {"__ndarray__": [[3, 3], "float64", [0.0, 2, 2, 2, 0, 2, 2, 2, 0.0]]}, "__ase_objtype__":
 "cell"}, "numbers": {"__ndarray__": [[2], "int64", [46, 1]]}, "pbc": {"__ndarray__": [[3], "bool", [true, true, true]]},
 "positions": {"__ndarray__": [[2, 3], "float64", [0, 0, 0, 2, 2, 2]]}, "user": null}, "ids": [1], "nextid": 2})";

TEST(JsonFile, APageIsReadInOneLineAndIndented) {
  auto page = page_of({cubic_crystal(), hexagonal_crystal()});
  const std::vector<std::string> names{"a.json#cubic", "a.json#hexagonal"};
  for (const int indent : {-1, 0, 1, 4}) {
    EXPECT_EQ(names_in(page.dump(indent)), names) << indent;
    EXPECT_TRUE(found_in(page.dump(indent)).notes.remarks.empty());
  }
  EXPECT_EQ(names_in(page["data"].dump(2)), names);                               // the list alone
  EXPECT_EQ(names_in(nlohmann::ordered_json{{"response", page}}.dump()), names);  // stored with its query
  EXPECT_EQ(names_in(page.dump() + "\n" + page_of({skewed_crystal()})["data"][0].dump()).size(),
            3U);  // and a line more
  page["included"] = page_of({skewed_crystal()})["data"];
  EXPECT_EQ(names_in(page.dump()).size(), 3U);
}

TEST(JsonFile, FurtherPagesAreARemark) {
  auto page = page_of({cubic_crystal()});
  page["links"]["next"] = "http://localhost/?page=2";
  const std::vector<std::string> remarks{
      "a.json: a page of a response of 2000 structures; its next pages are not in this file"};
  EXPECT_EQ(found_in(page.dump()).notes.remarks, remarks);
  page["links"]["next"] = nullptr;
  page["meta"]["more_data_available"] = true;
  EXPECT_EQ(found_in(page.dump(1)).notes.remarks, remarks);
  EXPECT_TRUE(found_in(page.dump() + "\n" + page_of({skewed_crystal()}).dump()).notes.remarks.empty());  // the last
}

TEST(JsonFile, StructuresOfPymatgenAndAseAreRead) {
  for (const std::string& text : {kPymatgen, kAse}) {
    const Found found = found_in(text);
    ASSERT_EQ(found.structures.size(), 1U);
    const Structure& structure = found.structures[0];
    EXPECT_EQ(structure.name(), "a.json");
    EXPECT_EQ(formula(structure.composition()), "PdH");
    EXPECT_EQ(structure.lattice().rows()[0], (Cartesian{0, 2, 2}));
    for (const double component : structure.sites()[1].position.components) EXPECT_NEAR(component, 0.5, 1e-15);
  }
  const auto xyz = found_in(with(kPymatgen, "\"abc\": [0.5, 0.5, 0.5]", "\"xyz\": [2, 2, 2]")).structures[0];
  EXPECT_NEAR(xyz.sites()[1].position[0], 0.5, 1e-15);
}

TEST(JsonFile, SeveralAreNamedByIdKeyOrNumber) {
  const std::string entry = "{\"material_id\": \"mp-7\", \"structure\": " + kPymatgen + "}";
  EXPECT_EQ(names_in("[" + entry + ", " + kPymatgen + "]"), (std::vector<std::string>{"a.json#mp-7", "a.json#2"}));
  EXPECT_EQ(names_in("{\"mp-9\": " + kPymatgen + ", \"x/y\": " + kPymatgen + "}"),
            (std::vector<std::string>{"a.json#mp-9", "a.json#x_y"}));
  std::string rows = kAse.substr(0, kAse.find(", \"ids\""));
  rows = rows + ", \"10\": " + rows.substr(6) + ", \"2\": " + rows.substr(6);
  EXPECT_EQ(names_in(rows + "}"), (std::vector<std::string>{"a.json#1", "a.json#2", "a.json#10"}));
}

TEST(JsonFile, OneThatIsRefusedDoesNotHideTheOthers) {
  const std::string half = with(kPymatgen, "\"Pd\", \"occu\": 1", "\"Pd\", \"occu\": 0.5");
  Found found = found_in("[" + half + ", " + kPymatgen + "]");
  EXPECT_EQ(found.structures.size(), 1U);
  EXPECT_EQ(found.notes.refusals, std::vector<std::string>{"a.json: sites: expected occupancy 1, got 0.5"});
  const std::string slab = with(kAse, "[true, true, true]", "[true, true, false]");
  found = found_in("{\"7\": " + slab.substr(6, slab.find(", \"ids\"") - 6) + "}");
  EXPECT_EQ(found.notes.refusals,
            std::vector<std::string>{"a.json#7: pbc: expected periodic in all directions, got [true,true,false]"});
}

TEST(JsonFile, APartlyOccupiedSiteOfAseIsRefused) {
  const auto refusals = [](const std::string& more) {
    return found_in(with(kAse, "\"user\": null", more)).notes.refusals;
  };
  const std::string half = R"({"0": {"Pd": 0.5, "Ni": 0.5}, "2": {"H": 1}})";
  EXPECT_EQ(refusals("\"info\": {\"occupancy\": " + half + "}"),
            std::vector<std::string>{"a.json#1: occupancy: site 0: expected one element of occupancy 1, got "
                                     "{\"Ni\":0.5,\"Pd\":0.5}"});
  EXPECT_EQ(refusals(R"("occupancy": {"__ndarray__": [[2], "float64", [1.0, 0.5]]})"),
            std::vector<std::string>{"a.json#1: occupancy: atom 2: expected one element of occupancy 1, got 0.5"});
  EXPECT_TRUE(refusals(R"("info": {"occupancy": {"0": {"Pd": 1.0}, "1": {"H": 1}}})").empty());
}

TEST(JsonFile, WithoutAStructureItIsAnError) {
  for (const char* text : {"{}", "[{}]", "{\n \"lattice\": 3\n}"})
    EXPECT_EQ(message_of<ParseError>([&] { found_in(text); }),
              "a.json: expected a structure of OPTIMADE, pymatgen or ASE, got none");
  EXPECT_EQ(message_of<ParseError>([] { found_in("{\n \"data\": [\n"); }),
            "a.json: expected a JSON object, got an error of its syntax at byte 14");
}

}  // namespace
}  // namespace crystalgan
