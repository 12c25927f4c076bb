#include "crystalgan/discriminator/template_features.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

std::map<std::string, double> named(const std::string& text) {
  const TemplateFeatures features = template_features(wyckoff::template_from_text(text));
  std::map<std::string, double> found;
  for (std::size_t i = 0; i < kTemplateFeatures; ++i)
    if (features[i] != 0.0) found.emplace(kTemplateFeatureNames[i], features[i]);
  return found;
}

void expect_features(const std::string& text, const std::map<std::string, double>& expected) {
  const auto found = named(text);
  for (const auto& [name, value] : expected) {
    ASSERT_TRUE(found.contains(name)) << text << ": " << name;
    EXPECT_NEAR(found.at(name), value, 1e-12) << text << ": " << name;
  }
  for (const auto& [name, value] : found) EXPECT_TRUE(expected.contains(name)) << text << ": " << name << " " << value;
}

// From the International Tables: 221 has 48 operations, 1a and 1b site symmetry m-3m (48), 3d 4/mm.m (16).
TEST(TemplateFeatures, OfCubicPerovskite) {
  expect_features("221 A1a B1b X3c", {{"atoms", 5},
                                      {"log_atoms", std::log(5.0)},
                                      {"metal_0", 2},
                                      {"x_0", 1},
                                      {"metal_symmetry", 2.0 / 5.0 * std::log2(48.0)},
                                      {"x_symmetry", 3.0 / 5.0 * 4.0},
                                      {"log_point_group", std::log2(48.0)},
                                      {"inversion", 1},
                                      {"one_unit", 1},
                                      {"symmetry_range", std::log2(48.0) - 4.0},
                                      {"lowest_symmetry", 4},
                                      {"cubic", 1}});
}

// Wurtzite: 186 has 12 operations and no inversion; 2b 3m. (6), one free coordinate; no position is fixed.
TEST(TemplateFeatures, OfWurtzite) {
  expect_features("186 A2b X2b", {{"atoms", 4},
                                  {"log_atoms", std::log(4.0)},
                                  {"metal_parameters", 1},
                                  {"x_parameters", 1},
                                  {"parameters", 2},
                                  {"parameters²", 4},
                                  {"metal_1", 1},
                                  {"x_1", 1},
                                  {"metal_symmetry", 0.5 * std::log2(6.0)},
                                  {"x_symmetry", 0.5 * std::log2(6.0)},
                                  {"log_point_group", std::log2(12.0)},
                                  {"no_fixed_point", 1},
                                  {"highest_symmetry", -1.0},
                                  {"lowest_symmetry", std::log2(6.0)},
                                  {"hexagonal", 1}});
}

// Centred: 139 has 32 operations in two primitive cells. K2NiF4: K 4e (4mm, 8), Ni 2a (4/mmm, 16), F 4c (mmm., 8), 4e.
TEST(TemplateFeatures, OfALayeredPerovskite) {
  expect_features("139 A4e B2a X4c X4e", {{"atoms", 7},
                                          {"log_atoms", std::log(7.0)},
                                          {"x_orbits", 1},
                                          {"metal_parameters", 1},
                                          {"x_parameters", 1},
                                          {"parameters", 2},
                                          {"parameters²", 4},
                                          {"metal_0", 1},
                                          {"metal_1", 1},
                                          {"x_0", 1},
                                          {"x_1", 1},
                                          {"metal_symmetry", (2.0 * 3.0 + 1.0 * 4.0) / 7.0},
                                          {"x_symmetry", 4.0 * 3.0 / 7.0},
                                          {"log_point_group", 4},
                                          {"log_centring", 1},
                                          {"inversion", 1},
                                          {"one_unit", 1},
                                          {"symmetry_range", 1},
                                          {"orbits²", 1},
                                          {"lowest_symmetry", 3},
                                          {"tetragonal", 1}});
}

// What binaries teach must hold for ternaries: A and B are not told apart.
TEST(TemplateFeatures, DoNotTellTheMetalsApart) { EXPECT_EQ(named("62 A4a B4c X4c X8d"), named("62 A4c B4a X4c X8d")); }

TEST(TemplateFeatures, CountsUnitsAndManyOrbits) {
  const auto features = named("62 A4a B4c X4c X4c X8d");
  EXPECT_EQ(features.at("five_orbits"), 1.0);
  const auto three = named("166 A3a A6c X9d");  // (1, 0, 1), three units
  EXPECT_EQ(three.at("three_units"), 1.0);
}

TEST(TemplateFeatures, RefusesUnknownGroups) {
  EXPECT_THROW(template_features(wyckoff::Template{231, {}}), StructureError);
}

}  // namespace
}  // namespace crystalgan
