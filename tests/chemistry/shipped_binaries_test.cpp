#include "crystalgan/chemistry/shipped_binaries.hpp"

#include <gtest/gtest.h>

#include <set>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {
namespace {

TEST(ShippedBinaries, AreAllThere) {
  const BinaryPool& pool = shipped_pool();
  EXPECT_EQ(pool.binaries().size(), 1136U);
  EXPECT_EQ(pool.entries().size(), 1207U);
  std::set<std::pair<Element, Element>> pairs;
  for (const BinaryEntry& entry : pool.entries()) pairs.insert({entry.metal, entry.anion});
  EXPECT_EQ(pairs.size(), 434U);
  for (const PooledBinary& binary : pool.binaries()) {
    EXPECT_GT(shortest_distance(binary.structure), 0.7) << binary.structure.name();
    ASSERT_TRUE(binary.hull_energy.has_value()) << binary.structure.name();
    EXPECT_GE(*binary.hull_energy, 0.0) << binary.structure.name();
  }
}

TEST(ShippedBinaries, KeepTheirSymmetry) {
  const BinaryPool& pool = shipped_pool();
  const auto chloride = pool.of(Element::from_symbol("Ag"), Element::from_symbol("Cl"));
  ASSERT_FALSE(chloride.empty());
  const Structure& rocksalt = pool.structure_of(chloride.front());
  EXPECT_EQ(rocksalt.name(), "mp-22922");
  EXPECT_EQ(rocksalt.size(), 2U);
  EXPECT_EQ(find_space_group(rocksalt, 0.01)->number, 225);
}

constexpr const char* kLine = "mp-1 0.01 4 4 4 60 60 60 Na 1 Cl 1 0 0 0 .5 .5 .5\n";

TEST(ShippedBinaries, ReadTheirFormat) {
  const auto binaries =
      parse_binaries(std::string("# a remark\n\n") + kLine + "x - 4 4 4 60 60 60 Na 1 Cl 1 0 0 0 .5 .5 .5", "test");
  ASSERT_EQ(binaries.size(), 2U);
  EXPECT_EQ(binaries[0].structure.name(), "mp-1");
  EXPECT_EQ(binaries[0].hull_energy, 0.01);
  EXPECT_EQ(binaries[1].hull_energy, std::nullopt);
  EXPECT_EQ(binaries[0].structure.sites()[1].element, Element::from_symbol("Cl"));
  EXPECT_EQ(binaries[0].structure.sites()[1].position[2], 0.5);
  EXPECT_NEAR(binaries[0].structure.lattice().volume(), 64.0 / std::sqrt(2.0), 1e-9);
}

TEST(ShippedBinaries, NameTheLineThatIsWrong) {
  const std::string good = kLine;
  for (const std::string bad :
       {"mp-2 0 4 4", "mp-2 a 4 4 4 60 60 60 Na 1 Cl 1 0 0 0 .5 .5 .5",
        "mp-2 0 4 4 4 60 60 60 Na 1 Cl 2 0 0 0 .5 .5 .5", "mp-2 0 4 4 4 60 60 60 Xx 1 Cl 1 0 0 0 .5 .5 .5",
        "mp-2 0 4 4 4 60 60 60 Na 0 Cl 1 .5 .5 .5", "mp-2 0 4 4 4 0 60 60 Na 1 Cl 1 0 0 0 .5 .5 .5",
        "mp-2 0 4 4 4 60 60 60 Na 1 Cl 1 0 0 nan .5 .5 .5"}) {
    try {
      parse_binaries(good + bad + "\n", "file.txt");
      ADD_FAILURE() << bad;
    } catch (const ParseError& error) {
      EXPECT_EQ(std::string(error.what()).substr(0, 10), "file.txt:2") << error.what();
    }
  }
}

TEST(ShippedBinaries, ATruncatedLineIsAnError) {
  const std::string line = kLine;
  for (std::size_t end = 1; end + 4 < line.size(); ++end)
    EXPECT_THROW(parse_binaries(line.substr(0, end), "cut"), ParseError) << line.substr(0, end);
}

// The text without its remarks.
std::string lines_of(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n') + 1);
    if (!line.starts_with('#')) lines += line;
    text.remove_prefix(line.size());
  }
  return lines;
}

TEST(ShippedBinaries, AreWrittenAsTheyStand) {
  EXPECT_EQ(binaries_text(shipped_pool().binaries()), lines_of(kShippedBinaries));
}

TEST(ShippedBinaries, AreWrittenWithAnyCellNameAndPlaces) {
  const Lattice left(Basis{Cartesian{0, 3, 0.1}, Cartesian{2.5, 0, 0.2}, Cartesian{0.4, 0.3, 4}});
  const Structure skewed(left,
                         {{Element::from_symbol("O"), {-0.25, 1.999999999999, 0.125}},
                          {Element::from_symbol("Mg"), {0.1, 0.2, 0.3}},
                          {Element::from_symbol("O"), {0.6, 0.7, 0.8}}},
                         "my file.cif#2");
  const auto read = parse_binaries(binaries_text({{skewed, std::nullopt}}), "test");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].structure.name(), "my_file.cif#2");
  EXPECT_EQ(read[0].hull_energy, std::nullopt);
  EXPECT_EQ(formula(read[0].structure.composition()), "MgO2");
  for (const auto& [pair, distance] : shortest_distances(skewed))
    EXPECT_NEAR(shortest_distances(read[0].structure).at(pair), distance, 1e-6);
  EXPECT_EQ(binaries_text(read), binaries_text({{skewed, std::nullopt}}));
}

}  // namespace
}  // namespace crystalgan
