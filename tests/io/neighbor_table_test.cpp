#include "crystalgan/io/neighbor_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/neighbors.hpp"
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

TEST(NeighborTable, SaysWhereAnAtomHasNone) {
  EXPECT_NE(neighbor_table(hexagonal_crystal(), 1.0).find("    no neighbour\n"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
