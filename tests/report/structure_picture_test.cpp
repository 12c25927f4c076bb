#include "crystalgan/report/structure_picture.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/text_parts.hpp"

namespace crystalgan {
namespace {

using test::count_of;

const PictureRoles kNickelPalladium{Element::from_symbol("Ni"), Element::from_symbol("Pd")};

Structure crystal_of(const Lattice& lattice, const std::vector<Site>& sites) { return {lattice, sites, "example"}; }

TEST(StructurePicture, AnAtomAtTheCornerIsDrawnAtAllCorners) {
  const auto lattice = Lattice::from_parameters(3, 4, 5, 80, 95, 110);
  const std::string svg = structure_picture(crystal_of(lattice, {{Element::from_symbol("Ni"), {0, 0, 0}},
                                                                 {Element::from_symbol("Pd"), {0.5, 0.5, 0.5}},
                                                                 {Element::from_symbol("H"), {0.5, 0.5, 0}}}),
                                            kNickelPalladium);
  EXPECT_EQ(count_of(svg, "role-a"), 8U);
  EXPECT_EQ(count_of(svg, "role-b"), 1U);
  EXPECT_EQ(count_of(svg, "role-x"), 2U);  // on two faces
  EXPECT_EQ(count_of(svg, "M"), 12U);      // edges
}

TEST(StructurePicture, WhatIsNearerIsDrawnLater) {
  const auto lattice = Lattice::from_parameters(4, 4, 4, 90, 90, 90);
  // The viewer is at -b: the front has the small b.
  const std::string svg = structure_picture(crystal_of(lattice, {{Element::from_symbol("Ni"), {0.5, 0.2, 0.5}},
                                                                 {Element::from_symbol("Pd"), {0.5, 0.8, 0.5}}}),
                                            kNickelPalladium);
  EXPECT_LT(svg.find("role-b"), svg.find("role-a"));
}

TEST(StructurePicture, APictureHasABound) {
  const std::vector<Site> many(500, {Element::from_symbol("H"), {0, 0, 0}});
  const std::string svg =
      structure_picture(crystal_of(Lattice::from_parameters(4, 4, 4, 90, 90, 90), many), kNickelPalladium);
  EXPECT_EQ(count_of(svg, "<circle"), kMaxPictureAtoms);
  EXPECT_LT(svg.size(), 12'000U);
}

}  // namespace
}  // namespace crystalgan
