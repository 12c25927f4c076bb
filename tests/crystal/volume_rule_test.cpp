#include "crystalgan/crystal/volume_rule.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

Element element(const std::string& symbol) { return Element::from_symbol(symbol); }

double volume_of(const std::string& metal, int metals, const std::string& x, int count) {
  return rule_volume({{element(metal), metals}, {element(x), count}});
}

TEST(VolumeRule, GivesAMetalItsElementalVolume) {
  EXPECT_DOUBLE_EQ(rule_volume({{element("Pd"), 4}}), 4 * *element("Pd").atomic_volume());
}

TEST(VolumeRule, AddsAlloysByZensLaw) {
  EXPECT_DOUBLE_EQ(volume_of("Pd", 1, "Ni", 3), *element("Pd").atomic_volume() + 3 * *element("Ni").atomic_volume());
}

// Cell volumes per metal from the lattice constants: a^3/4 for rocksalt and fluorite, a^2 c/2 for rutile,
// (√3/2) a^2 c/6 for AlH3, abc/4 for CaH2.
TEST(VolumeRule, GivesTheKnownHydridesTheirOwnVolumes) {
  EXPECT_NEAR(volume_of("Pd", 1, "H", 1), 17.104, 0.001);  // a = 4.09
  EXPECT_NEAR(volume_of("Ni", 1, "H", 1), 12.870, 0.001);  // a = 3.72
  EXPECT_NEAR(volume_of("Ti", 1, "H", 2), 22.030, 0.001);  // a = 4.45
  EXPECT_NEAR(volume_of("Mg", 1, "H", 2), 30.819, 0.001);  // a = 4.517, c = 3.021
  EXPECT_NEAR(volume_of("Al", 1, "H", 3), 33.72, 0.01);    // a = 4.449, c = 11.804
  EXPECT_NEAR(volume_of("Ca", 1, "H", 2), 35.94, 0.01);    // 5.925 x 3.581 x 6.776: less than the metal's 43.44
  EXPECT_NEAR(volume_of("Li", 1, "H", 1), 17.02, 0.01);    // a = 4.083: less than the metal's 21.25
}

TEST(VolumeRule, SolvesHydrogenFromTheKnownHydride) {
  EXPECT_NEAR(hydrogen_volume(element("Pd")), 2.38, 0.01);
  EXPECT_NEAR(hydrogen_volume(element("Ni")), 1.97, 0.01);
  EXPECT_NEAR(hydrogen_volume(element("Ti")), 2.19, 0.01);
  EXPECT_NEAR(hydrogen_volume(element("Mg")), 3.78, 0.01);
}

TEST(VolumeRule, GivesHydrogenTheUsualVolumeWhereNoHydrideIsKnown) {
  EXPECT_DOUBLE_EQ(hydrogen_volume(element("Os")), 2.4);
}

TEST(VolumeRule, WeightsHydrogenByTheCountsOfTheMetals) {
  const double metals = *element("Pd").atomic_volume() + 3 * *element("Ni").atomic_volume();
  const double hydrogen = (hydrogen_volume(element("Pd")) + 3 * hydrogen_volume(element("Ni"))) / 4;
  EXPECT_NEAR(rule_volume({{element("Pd"), 1}, {element("Ni"), 3}, {element("H"), 2}}), metals + 2 * hydrogen, 1e-12);
}

// Å^3 per formula unit, from the lattice constants at ambient conditions.
TEST(VolumeRule, StaysWithinAQuarterOfIonicCompounds) {
  struct Compound {
    std::string metal;
    int metals;
    std::string x;
    int count;
    double volume;
  };
  for (const auto& known :
       {Compound{"Mg", 1, "O", 1, 18.7}, Compound{"Ca", 1, "O", 1, 27.8}, Compound{"Ni", 1, "O", 1, 18.2},
        Compound{"Ti", 1, "O", 2, 31.2}, Compound{"Al", 2, "O", 3, 42.5}, Compound{"Zn", 1, "O", 1, 23.8},
        Compound{"Mg", 1, "S", 1, 35.2}, Compound{"Na", 1, "Cl", 1, 44.9}, Compound{"Ti", 1, "N", 1, 19.1}}) {
    const double ratio = volume_of(known.metal, known.metals, known.x, known.count) / known.volume;
    EXPECT_GT(ratio, 0.77) << known.metal << known.x;
    EXPECT_LT(ratio, 1.23) << known.metal << known.x;
  }
}

TEST(VolumeRule, GivesASemimetalItsElementalVolume) {
  EXPECT_DOUBLE_EQ(volume_of("Ni", 1, "Sb", 1), *element("Ni").atomic_volume() + *element("Sb").atomic_volume());
}

TEST(VolumeRule, PacksSpheresWhereNothingIsKnown) {
  // 4 √2 r^3, r = 1.5
  EXPECT_NEAR(rule_volume({{element("Og"), 1}}), 19.09, 0.01);
}

TEST(VolumeRule, IsPositiveForEveryPairOfElements) {
  for (int one = 1; one <= 118; ++one) {
    EXPECT_GT(hydrogen_volume(Element::from_atomic_number(one)), 0.5) << one;
    for (int other = 1; other <= 118; ++other) {
      Composition composition;
      composition[Element::from_atomic_number(one)] += 4;
      composition[Element::from_atomic_number(other)] += 1;
      EXPECT_GT(rule_volume(composition), 0.0) << one << " " << other;
    }
  }
}

TEST(AtRuleVolume, ScalesEveryLengthAlikeAndMovesNoAtomInTheCell) {
  Random random{Seed(3)};
  for (const Structure& structure : test::random_crystals(random)) {
    const Structure scaled = at_rule_volume(structure);
    EXPECT_NEAR(scaled.lattice().volume() / rule_volume(structure.composition()), 1.0, 1e-12) << structure.name();
    const double factor = scaled.lattice().lengths()[0] / structure.lattice().lengths()[0];
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t axis = 0; axis < 3; ++axis)
        EXPECT_NEAR(scaled.lattice().rows()[row][axis], factor * structure.lattice().rows()[row][axis], 1e-12)
            << structure.name();
    ASSERT_EQ(scaled.size(), structure.size());
    for (std::size_t i = 0; i < structure.size(); ++i) {
      EXPECT_EQ(scaled.sites()[i].element, structure.sites()[i].element);
      EXPECT_EQ(scaled.sites()[i].position, structure.sites()[i].position);
    }
    EXPECT_EQ(scaled.name(), structure.name());
  }
}

TEST(AtRuleVolume, LeavesAKnownHydrideAlone) {
  EXPECT_NEAR(at_rule_volume(test::rocksalt(4.09)).lattice().lengths()[0], 4.09, 1e-9);
}

TEST(VolumeRule, GrowsWithTheCell) { EXPECT_NEAR(volume_of("Ti", 6, "H", 10), 2 * volume_of("Ti", 3, "H", 5), 1e-12); }

}  // namespace
}  // namespace crystalgan
