// The files of tests/data/io as pymatgen and ASE read them: tests/reference/make_io_reference.py.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "tests/io/example_crystals.hpp"

namespace crystalgan {
namespace {

const nlohmann::json& reference() {
  static const nlohmann::json json =
      nlohmann::json::parse(std::ifstream(std::filesystem::path(CRYSTALGAN_TEST_REFERENCE) / "io.json"));
  return json;
}

void expect_facts(const Structure& structure, const nlohmann::json& facts) {
  // Å; pymatgen takes coordinates within 1e-4 of a sixth for the sixth
  constexpr double tolerance = 1e-3;
  Composition composition;
  for (const auto& [symbol, count] : facts.at("composition").items()) composition[Element::from_symbol(symbol)] = count;
  EXPECT_EQ(structure.composition(), composition);
  EXPECT_EQ(structure.size(), facts.at("atoms").get<std::size_t>());
  EXPECT_NEAR(structure.lattice().volume(), facts.at("volume").get<double>(), 1e-5);
  const auto group = find_space_group(structure, 0.01);
  ASSERT_TRUE(group.has_value());
  EXPECT_EQ(group->number, facts.at("space_group").get<int>());
  std::map<std::string, double> shortest;
  for (const auto& [pair, distance] : shortest_distances(structure)) {
    std::array<std::string, 2> symbols{std::string(pair.first.symbol()), std::string(pair.second.symbol())};
    std::sort(symbols.begin(), symbols.end());
    shortest[symbols[0] + "-" + symbols[1]] = distance;
  }
  ASSERT_EQ(shortest.size(), facts.at("shortest").size());
  for (const auto& [pair, distance] : shortest)
    EXPECT_NEAR(distance, facts.at("shortest").at(pair).get<double>(), tolerance);
}

TEST(Reference, EveryFileIsReadAsPymatgenAndAseReadIt) {
  EXPECT_GE(reference().at("files").size(), 30U);
  for (const auto& [name, structures] : reference().at("files").items()) {
    SCOPED_TRACE(name);
    const auto read = read_structures(std::filesystem::path(CRYSTALGAN_TEST_DATA) / "io" / name);
    ASSERT_EQ(read.size(), structures.size());
    for (std::size_t i = 0; i < read.size(); ++i) expect_facts(read[i], structures[i]);
  }
}

TEST(Reference, EveryFileThatIsReadHasAReference) {
  const auto folder = std::filesystem::path(CRYSTALGAN_TEST_DATA) / "io";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || !format_of(entry.path())) continue;
    EXPECT_TRUE(reference().at("files").contains(std::filesystem::relative(entry.path(), folder).string()))
        << entry.path();
  }
}

}  // namespace
}  // namespace crystalgan
