#include "crystalgan/campaign/compact_structure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/record/read_limits.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan::test {
namespace {

const Element kNi = Element::from_symbol("Ni");
const Element kH = Element::from_symbol("H");

Structure skewed() {
  return {Lattice({Cartesian{4.1, 0.2, -0.3}, Cartesian{1.9, 3.7, 0.4}, Cartesian{-1.2, 0.9, 5.3}}),
          {{kNi, {0.1, 0.25, -0.4}}, {kNi, {0.61, 1.3, 0.2}}, {kH, {0.999999999, 0.5, 1.0 / 3.0}}},
          "skewed"};
}

double shortest_difference(const Structure& one, const Structure& other) {
  double largest = 0.0;
  for (std::size_t i = 0; i < one.size(); ++i)
    for (std::size_t j = 0; j < one.size(); ++j) {
      const auto apart = [&](const Structure& of) {
        Fractional d = of.sites()[j].position - of.sites()[i].position;
        for (std::size_t k = 0; k < 3; ++k) d[k] -= std::round(d[k]);
        return length(of.lattice().cartesian(d));
      };
      largest = std::max(largest, std::abs(apart(one) - apart(other)));
    }
  return largest;
}

TEST(CompactStructure, HasACellAndItsAtoms) {
  EXPECT_EQ(compact_text(Structure(Lattice::from_parameters(4, 4, 4, 90, 90, 90),
                                   {{kNi, {0, 0, 0}}, {kH, {0.5, -0.5, 1}}}, "cube")),
            "4 4 4 90 90 90;Ni 0 0 0;H 0.5 0.5 0");
}

TEST(CompactStructure, ReadsBackToTheSameDistances) {
  const Structure read = parse_compact(compact_text(skewed()), "again");
  ASSERT_EQ(read.size(), skewed().size());
  EXPECT_LT(shortest_difference(read, skewed()), 5e-5);
  EXPECT_EQ(compact_text(read), compact_text(skewed()));
}

TEST(CompactStructure, ALeftHandedCellIsTheSameCrystal) {
  const Structure right = skewed();
  const Basis rows = right.lattice().rows();
  std::vector<Site> sites = right.sites();
  for (Site& site : sites) std::swap(site.position[0], site.position[1]);
  const Structure left(Lattice({rows[1], rows[0], rows[2]}), sites, "left");
  ASSERT_NE(left.lattice().right_handed(), right.lattice().right_handed());
  EXPECT_LT(shortest_difference(parse_compact(compact_text(left), "left"), left), 5e-5);
}

TEST(CompactStructure, AWrongTextIsRefused) {
  for (const char* wrong : {"", "4 4 4 90 90", "4 4 4 90 90 90;Ni 0 0", "4 4 4 90 90 90;Qq 0 0 0",
                            "4 4 4 90 90 90;Ni 0 0 x", "4 4 4 90 90 90;;Ni 0 0 0", "4 4 nan 90 90 90;Ni 0 0 0"})
    EXPECT_THROW(parse_compact(wrong, "wrong"), ParseError) << wrong;
  for (const char* unphysical : {"4 4 4 90 90 90", "4 4 4 10 10 120;Ni 0 0 0", "0 4 4 90 90 90;Ni 0 0 0"})
    EXPECT_THROW(parse_compact(unphysical, "unphysical"), StructureError) << unphysical;
}

TEST(CompactStructure, HasTheLimitsOfReading) {
  std::string many = "400 400 400 90 90 90";
  for (int i = 0; i <= read_limits().atoms; ++i) many += ";H 0 0 0";
  const std::vector<std::pair<std::string, const char*>> refused{
      {many, "limit atoms"},
      {"4 4 4 90 90 90;Ni 0 0 0;H 0 0 0", "expected at least 0.01 A"},
      {"1e-300 1e-300 1e-300 90 90 90;Ni 0 0 0", "lattice: "},
      {"0.1 4 4 90 90 90;Ni 0 0 0", "limit min_lattice_vector"},
      {"1e5 4 4 90 90 90;Ni 0 0 0", "limit max_lattice_vector"}};
  for (const auto& [text, reason] : refused) try {
      parse_compact(text, "Ni-Pd-H 0007");
      ADD_FAILURE() << reason;
    } catch (const StructureError& error) {
      EXPECT_EQ(std::string(error.what()).find("Ni-Pd-H 0007: "), 0U) << error.what();
      EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace crystalgan::test
