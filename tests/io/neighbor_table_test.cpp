#include "crystalgan/io/neighbor_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/poscar.hpp"
#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(NeighborTable, IsPlainAlignedText) {
  const Structure crystal(Lattice::from_parameters(2, 3, 4, 90, 90, 90),
                          {site("Pd", 0, 0, 0), site("H", 0, 0.5, -1.25)}, "");
  EXPECT_EQ(
      neighbor_table(crystal, 2.0),
      "PdH\n"
      "a, b, c = 2.0000, 3.0000, 4.0000 A; alpha, beta, gamma = 90.00, 90.00, 90.00 degrees; 24.000 A^3\n"
      "Every atom with its Cartesian coordinates (A); below it its neighbours up to 2 A, nearest first, with the\n"
      "distance (A) and the cell they lie in, counted along a, b, c.\n"
      "\n"
      "Pd   1      0.00000    0.00000    0.00000\n"
      "    H    2    1.80278     0  -1   1\n"
      "    H    2    1.80278     0   0   1\n"
      "    Pd   1    2.00000    -1   0   0\n"
      "    Pd   1    2.00000     1   0   0\n"
      "\n"
      "H    2      0.00000    1.50000   -5.00000\n"
      "    Pd   1    1.80278     0   0  -1\n"
      "    Pd   1    1.80278     0   1  -1\n"
      "    H    2    2.00000    -1   0   0\n"
      "    H    2    2.00000     1   0   0\n");
}

// Rocksalt: 6 at a/2, 12 at a/√2.
TEST(NeighborTable, HasEveryNeighborOfRocksalt) {
  const Structure crystal(Lattice({Cartesian{0, 2, 2}, Cartesian{2, 0, 2}, Cartesian{2, 2, 0}}),
                          {site("Pd", 0, 0, 0), site("H", 0.5, 0.5, 0.5)}, "");
  const std::string table = neighbor_table(crystal, 2.9);
  const auto lines = split_lines(table);
  const auto count = [&](std::string_view start) {
    return std::count_if(lines.begin(), lines.end(), [&](std::string_view line) { return line.starts_with(start); });
  };
  EXPECT_EQ(count("    H    2    2.00000"), 6);
  EXPECT_EQ(count("    Pd   1    2.82843"), 12);
  EXPECT_EQ(count("    Pd   1    2.00000"), 6);
  EXPECT_EQ(count("    H    2    2.82843"), 12);
}

TEST(NeighborTable, HasOneLinePerNeighborInAnyCell) {
  for (const Structure& crystal : example_crystals()) {
    const std::string table = neighbor_table(crystal, 4.0);
    const auto lines = split_lines(table);
    const auto neighbors =
        std::count_if(lines.begin(), lines.end(), [](std::string_view line) { return line.starts_with("    "); });
    EXPECT_EQ(static_cast<std::size_t>(neighbors), neighbors_within(crystal, 4.0).size());
  }
}

// The distances (Å) below an atom such as "H 1", by the element of the neighbour.
using DistancesByAtom = std::map<std::string, std::multimap<std::string, double>>;

DistancesByAtom distances_in(const std::string& table) {
  DistancesByAtom distances;
  std::string atom;
  bool head = true;  // up to the first empty line
  for (const std::string& line : split_lines(table)) {
    std::istringstream words(line);
    std::string element, number;
    double distance = 0.0;
    if (line.empty()) {
      head = false;
    } else if (!head) {
      words >> element >> number >> distance;
      if (line.starts_with(" "))
        distances[atom].emplace(element, distance);
      else
        atom = element + " " + number;
    }
  }
  return distances;
}

std::string paper_text(const std::string& file) {
  std::ifstream stream(std::filesystem::path(CRYSTALGAN_TEST_DATA) / "paper" / file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct PrintedDistance {
  std::string atom;  // "H 1"
  std::string element;
  double distance;  // Å
};

std::vector<PrintedDistance> printed_distances() {
  std::vector<PrintedDistance> printed;
  for (const std::string& line : split_lines(paper_text("figure-5-neighbours.txt"))) {
    if (line.starts_with("#")) continue;
    std::istringstream words(line);
    std::string element, number;
    PrintedDistance read;
    words >> element >> number >> read.element >> read.distance;
    read.atom = element + " " + number;
    printed.push_back(read);
  }
  return printed;
}

// The printed distances that the table of this POSCAR does not have to 1e-4 Å.
std::vector<std::string> missing_in_table(const std::string& poscar) {
  const auto ours = distances_in(neighbor_table(parse_poscar(poscar, "figure-5.vasp"), 3.0));
  std::vector<std::string> missing;
  for (const auto& [atom, element, distance] : printed_distances()) {
    const auto [begin, end] = ours.at(atom).equal_range(element);
    if (std::none_of(begin, end, [&](const auto& found) { return std::abs(found.second - distance) <= 1e-4; }))
      missing.push_back(atom + " " + element);
  }
  return missing;
}

TEST(NeighborTable, IsThatOfTheFigureOfThePaper) {
  ASSERT_EQ(printed_distances().size(), 11U);
  EXPECT_EQ(missing_in_table(paper_text("figure-5.vasp")), std::vector<std::string>());
  // Every pair is in the table twice. One pair is not among the printed ones: H-H at 2.9976 Å, in the next cell.
  const auto ours = distances_in(neighbor_table(parse_poscar(paper_text("figure-5.vasp"), "figure-5.vasp"), 3.0));
  std::size_t lines = 0;
  for (const auto& [atom, distances] : ours) lines += distances.size();
  EXPECT_EQ(lines, 2 * (printed_distances().size() + 1));
  for (const char* atom : {"H 1", "H 2"}) {
    const auto [begin, end] = ours.at(atom).equal_range("H");
    EXPECT_EQ(std::count_if(begin, end, [](const auto& found) { return std::abs(found.second - 2.9976) <= 1e-4; }), 1);
  }
}

TEST(NeighborTable, IsNotThatOfTheFigureWithTheOtherSignOfTheScan) {
  std::string poscar = paper_text("figure-5.vasp");
  poscar.insert(poscar.find("0.04466104"), "-");
  EXPECT_FALSE(missing_in_table(poscar).empty());
}

TEST(NeighborTable, SaysWhereAnAtomHasNone) {
  EXPECT_NE(neighbor_table(hexagonal_crystal(), 1.0).find("    no neighbour\n"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
