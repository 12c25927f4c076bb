#include "crystalgan/evaluation/paper_rule.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

// Pd at the origin, Ni so far along a, H beside Pd, in a cell with these edges (Å).
Structure two_metals(double a, double apart, double others) {
  return {Lattice::from_parameters(a, others, others, 90, 90, 90),
          {{kSystem.a, {0, 0, 0}}, {kSystem.b, {apart / a, 0, 0}}, {kSystem.x, {0, 0.01, 0}}},
          "two metals"};
}

bool with_images(const Structure& structure) { return keeps_paper_rule(structure, kSystem, 1.8, 3.0, true); }
bool in_cell(const Structure& structure) { return keeps_paper_rule(structure, kSystem, 1.8, 3.0, false); }

TEST(PaperRule, ImagesCanBreakWhatTheCellKeeps) {
  const Structure structure = two_metals(4.0, 2.5, 6.0);  // 2.5 inside, 1.5 to the image
  EXPECT_TRUE(in_cell(structure));
  EXPECT_FALSE(with_images(structure));
}

TEST(PaperRule, ImagesCanKeepWhatTheCellBreaks) {
  const Structure structure = two_metals(5.7, 3.2, 6.0);  // 3.2 inside, 2.5 to the image
  EXPECT_FALSE(in_cell(structure));
  EXPECT_TRUE(with_images(structure));
}

TEST(PaperRule, AnAtomsOwnImagesAreImages) {
  const Structure structure = two_metals(12.0, 6.0, 2.9);  // each metal has itself at 2.9
  EXPECT_FALSE(in_cell(structure));
  EXPECT_TRUE(with_images(structure));
}

TEST(PaperRule, BothEndsOfTheWindowAreInside) {
  const Structure structure = two_metals(8.0, 2.5, 9.0);
  for (const bool images : {true, false}) {
    EXPECT_TRUE(keeps_paper_rule(structure, kSystem, 2.5, 3.0, images));
    EXPECT_TRUE(keeps_paper_rule(structure, kSystem, 1.8, 2.5, images));
    EXPECT_FALSE(keeps_paper_rule(structure, kSystem, 2.51, 3.0, images));
    EXPECT_FALSE(keeps_paper_rule(structure, kSystem, 1.8, 2.49, images));
  }
}

TEST(PaperRule, EveryMetalNeedsAMetal) {
  const Structure pair = two_metals(12.0, 2.5, 12.0);
  std::vector<Site> sites = pair.sites();
  sites.push_back({kSystem.a, {0.5, 0.5, 0.5}});  // far from both
  const Structure lonely(pair.lattice(), sites, "lonely");
  EXPECT_TRUE(with_images(pair));
  EXPECT_TRUE(in_cell(pair));
  EXPECT_FALSE(with_images(lonely));
  EXPECT_FALSE(in_cell(lonely));
}

TEST(PaperRule, HoldsForAllThreeElementsOnlyAndLeavesXFree) {
  const Structure whole = two_metals(8.0, 2.5, 9.0);  // H at 0.09 Å from Pd
  EXPECT_TRUE(with_images(whole));
  for (std::size_t left_out = 0; left_out < 3; ++left_out) {
    std::vector<Site> sites = whole.sites();
    sites.push_back(sites[left_out == 0 ? 1 : 0]);  // two metals, so that the distance is not what fails
    sites.back().position[0] += 2.5 / 8.0;
    sites.erase(sites.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_FALSE(with_images({whole.lattice(), sites, "binary"})) << left_out;
    EXPECT_FALSE(in_cell({whole.lattice(), sites, "binary"})) << left_out;
  }
}

TEST(PaperRule, WithImagesTheDescriptionOfTheCrystalDoesNotMatter) {
  Random random{Seed(8)};
  int kept = 0;
  for (const auto& [name, basis] : test::three_cells()) {
    for (int i = 0; i < 30; ++i) {
      const auto somewhere = [&] { return Fractional{random.uniform(), random.uniform(), random.uniform()}; };
      const Structure structure(Lattice(basis),
                                {{kSystem.a, somewhere()}, {kSystem.b, somewhere()}, {kSystem.x, somewhere()}}, name);
      const bool verdict = with_images(structure);
      kept += verdict ? 1 : 0;
      EXPECT_EQ(with_images(test::translated(structure, {0.3, -0.7, 1.4})), verdict) << name;
      EXPECT_EQ(with_images(test::recut(structure, test::random_change(random, 3))), verdict) << name;
      EXPECT_EQ(with_images(test::permuted(structure, {2, 0, 1})), verdict) << name;
      EXPECT_EQ(with_images(test::supercell(structure, 2, 1, 1)), verdict) << name;
    }
  }
  EXPECT_GT(kept, 5);
  EXPECT_LT(kept, 85);
}

}  // namespace
}  // namespace crystalgan
