#include "crystalgan/matching/site_choice.hpp"

#include <gtest/gtest.h>

#include "crystalgan/crystal/reduction.hpp"
#include "tests/support/descriptions.hpp"

namespace crystalgan {
namespace {

using namespace test;

constexpr double kReachOfVectors = 5.3;  // Å; no vector of the lattice is that long
constexpr std::size_t kManyVectors = 20'000;

SiteChoice seen(const Structure& structure, const ElementSites& group) {
  return choose_site(structure.sites(), group,
                     LatticeVectors(structure.lattice().rows(), kReachOfVectors, kManyVectors));
}

// Ni at the origin, two H of which one is nearer to it.
Structure uneven(bool exchanged) {
  const Element ni = Element::from_symbol("Ni"), h = Element::from_symbol("H");
  const Site near{h, {0.4, 0, 0}}, far{h, {0.1, 0.5, 0.5}};
  return {Lattice::from_parameters(4, 4.5, 5, 85, 95, 100),
          {{ni, {0, 0, 0}}, exchanged ? far : near, exchanged ? near : far},
          "uneven"};
}

TEST(SiteChoice, NamesTheSameAtomWhateverTheOrder) {
  const ElementSites hydrogen{Element::from_symbol("H"), 1, 3};
  const auto one = seen(uneven(false), hydrogen);
  const auto other = seen(uneven(true), hydrogen);
  EXPECT_EQ(uneven(false).sites()[one.site].position, uneven(true).sites()[other.site].position);
  EXPECT_NEAR(one.of_crystal, other.of_crystal, 1e-12);
}

TEST(SiteChoice, IsOfTheCrystalNotOfItsCell) {
  Random random{Seed(12)};
  const Structure crystal = uneven(false);
  const ElementSites nickel{Element::from_symbol("Ni"), 0, 1};
  const double expected = seen(crystal, nickel).of_crystal;
  for (int trial = 0; trial < 20; ++trial) {
    const Structure other = rotated(recut(translated(crystal, {random.uniform(), 0.3, 0.8}), unimodular(random)), 0.7);
    EXPECT_NEAR(seen(niggli_reduced(other), nickel).of_crystal, expected, 1e-9);
  }
  EXPECT_GT(std::fabs(seen(shaken(crystal, 0.05, random), nickel).of_crystal - expected), 1e-6);
}

}  // namespace
}  // namespace crystalgan
