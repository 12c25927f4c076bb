#include "crystalgan/evaluation/structure_validity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/crystal/reference.hpp"
#include "tests/evaluation/reference.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using namespace test;

const Element kH = Element::from_symbol("H");
const Element kHe = Element::from_symbol("He");
const Element kNi = Element::from_symbol("Ni");
const Element kPd = Element::from_symbol("Pd");

Structure cubic(double a, std::vector<Site> sites) {
  return {Lattice::from_parameters(a, a, a, 90, 90, 90), std::move(sites), "cubic"};
}

/// Two atoms along a, `apart` Å from each other, in a cell of 8 Å.
Structure pair_of(Element first, Element second, double apart) {
  return cubic(8.0, {{first, {0, 0, 0}}, {second, {apart / 8.0, 0, 0}}});
}

TEST(StructureValidity, AnAtomIsNoNeighbourOfItselfUnlessAsked) {
  for (const Structure& crystal : one_atom_crystals()) {
    EXPECT_TRUE(std::isinf(shortest_site_distance(crystal, OwnImages::ignored))) << crystal.name();
    EXPECT_TRUE(std::isfinite(shortest_site_distance(crystal, OwnImages::counted))) << crystal.name();
  }
  const Structure pair = pair_of(kPd, kNi, 3.0);
  EXPECT_NEAR(shortest_site_distance(pair, OwnImages::ignored), 3.0, 1e-12);
  EXPECT_NEAR(shortest_site_distance(pair, OwnImages::counted), 3.0, 1e-12);
  const Structure needle{
      Lattice::from_parameters(0.3, 9, 9, 90, 90, 90), {{kPd, {0, 0, 0}}, {kNi, {0, 0.5, 0.5}}}, "needle"};
  EXPECT_NEAR(shortest_site_distance(needle, OwnImages::ignored), 4.5 * std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(shortest_site_distance(needle, OwnImages::counted), 0.3, 1e-12);
}

// Rocksalt NaCl: 4 (22.99 + 35.45) u in (5.64 Å)^3 is 2.164 g/cm^3.
TEST(StructureValidity, RocksaltHasTheDensityOfRocksalt) {
  const Structure hydride = rocksalt(5.64);
  std::vector<Site> sites;
  for (const Site& site : hydride.sites())
    sites.push_back({Element::from_symbol(site.element == kH ? "Cl" : "Na"), site.position});
  const Structure salt(hydride.lattice(), sites, "NaCl");
  EXPECT_NEAR(mass_density(salt), 2.164, 1e-3);
  EXPECT_NEAR(mass_density(supercell(salt, 2, 1, 3)), mass_density(salt), 1e-12);
}

TEST(StructureValidity, CdvaeAllowsHalfAnAngstrom) {
  for (const OwnImages own : {OwnImages::ignored, OwnImages::counted}) {
    EXPECT_TRUE(cdvae_valid(pair_of(kH, kH, 0.5), own));
    EXPECT_FALSE(cdvae_valid(pair_of(kH, kH, 0.499), own));
    EXPECT_FALSE(cdvae_valid(pair_of(kH, kH, 7.6), own));  // 0.4 through the face
    EXPECT_FALSE(cdvae_valid(pair_of(kH, kH, 0.0), own));
  }
}

// The clash that the published rule does not see.
TEST(StructureValidity, AnAtomTooCloseToItselfIsPublishedAsValid) {
  const Structure sheet{Lattice::from_parameters(0.3, 0.3, 9, 90, 90, 90), {{kPd, {0, 0, 0}}}, "sheet"};
  EXPECT_TRUE(cdvae_valid(sheet, OwnImages::ignored));
  EXPECT_FALSE(cdvae_valid(sheet, OwnImages::counted));
  EXPECT_TRUE(lemat_checks(sheet, OwnImages::ignored).distances);
  EXPECT_FALSE(lemat_checks(sheet, OwnImages::counted).distances);
}

TEST(StructureValidity, CdvaeWantsAVolume) {
  const Structure flat{Lattice::from_parameters(10, 10, 0.000999, 90, 90, 90), {{kPd, {0, 0, 0}}}, "flat"};
  EXPECT_FALSE(cdvae_valid(flat, OwnImages::ignored));
  const Structure enough{Lattice::from_parameters(10, 10, 0.001001, 90, 90, 90), {{kPd, {0, 0, 0}}}, "enough"};
  EXPECT_TRUE(cdvae_valid(enough, OwnImages::ignored));
}

// Slater: H 0.25, Pd 1.40, Ni 1.35 Å; LeMat-GenBench takes 1 Å where there is none.
TEST(StructureValidity, LematWantsHalfOfTheRadiiAndSomeRoom) {
  const auto far_enough = [](Element first, Element second, double apart) {
    return lemat_checks(pair_of(first, second, apart), OwnImages::ignored).distances;
  };
  EXPECT_TRUE(far_enough(kPd, kNi, 1.726));
  EXPECT_FALSE(far_enough(kPd, kNi, 1.724));
  EXPECT_TRUE(far_enough(kPd, kH, 1.176));
  EXPECT_FALSE(far_enough(kPd, kH, 1.174));
  EXPECT_TRUE(far_enough(kH, kH, 0.601));
  EXPECT_FALSE(far_enough(kH, kH, 0.599));
  EXPECT_TRUE(far_enough(kHe, kHe, 1.351));
  EXPECT_FALSE(far_enough(kHe, kHe, 1.349));
}

TEST(StructureValidity, LematChecksASingleAtomByItsOwnImageOnlyWhenAsked) {
  const double limit = 0.5 * (0.7 + 2 * 1.40);
  for (const double a : {0.99 * limit, 1.01 * limit}) {
    const Structure crystal = cubic(a, {{kPd, {0, 0, 0}}});
    EXPECT_TRUE(lemat_checks(crystal, OwnImages::ignored).distances) << a;
    EXPECT_EQ(lemat_checks(crystal, OwnImages::counted).distances, a > limit) << a;
  }
}

TEST(StructureValidity, LematTakesACommonCrystalAndNoMist) {
  EXPECT_EQ(lemat_checks(rocksalt(), OwnImages::counted), (LematChecks{true, true, true, true, true}));
  EXPECT_TRUE(lemat_checks(rocksalt(), OwnImages::counted).all());
  const LematChecks mist = lemat_checks(cubic(99.0, {{kH, {0, 0, 0}}}), OwnImages::counted);
  EXPECT_EQ(mist, (LematChecks{true, false, false, true, true}));
  EXPECT_FALSE(mist.all());
}

// Ends of the published ranges: lengths of 1 and 100 Å are inside, a volume of 1 Å^3 is not.
TEST(StructureValidity, LematsEdgesAreInsideAndItsVolumeIsNot) {
  const LematChecks dice = lemat_checks(cubic(1.0, {{kH, {0, 0, 0}}}), OwnImages::ignored);
  EXPECT_TRUE(dice.lengths);
  EXPECT_FALSE(dice.volume);
  EXPECT_TRUE(lemat_checks(cubic(100.0, {{kH, {0, 0, 0}}}), OwnImages::ignored).lengths);
  EXPECT_FALSE(lemat_checks(cubic(100.01, {{kH, {0, 0, 0}}}), OwnImages::ignored).lengths);
  EXPECT_FALSE(lemat_checks(cubic(0.99, {{kH, {0, 0, 0}}}), OwnImages::ignored).lengths);
  EXPECT_TRUE(lemat_checks(cubic(2.0, {{kH, {0, 0, 0}}, {kH, {0.5, 0, 0}}, {kH, {0, 0.5, 0}}, {kH, {0, 0, 0.5}}}),
                           OwnImages::ignored)
                  .number_density);  // 4 in 8 Å^3
}

TEST(StructureValidity, DoesNotDependOnTheDescription) {
  Random random{Seed(5)};
  for (int i = 0; i < 20; ++i) {
    for (const Structure& crystal : random_crystals(random)) {
      const Structure other = recut(translated(crystal, {0.31, -0.7, 1.4}), random_change(random, 4));
      for (const OwnImages own : {OwnImages::ignored, OwnImages::counted}) {
        EXPECT_NEAR(shortest_site_distance(other, own), shortest_site_distance(crystal, own), 1e-9);
        EXPECT_EQ(cdvae_valid(other, own), cdvae_valid(crystal, own));
        EXPECT_EQ(lemat_checks(other, own).distances, lemat_checks(crystal, own).distances);
      }
    }
  }
}

void expect_verdict(const Structure& structure, OwnImages own, const nlohmann::json& verdict) {
  const double shortest = shortest_site_distance(structure, own);
  if (verdict["shortest"].is_null()) {
    EXPECT_TRUE(std::isinf(shortest)) << structure.name();
  } else {
    EXPECT_NEAR(shortest, verdict["shortest"].get<double>(), 1e-7) << structure.name();
  }
  EXPECT_EQ(cdvae_valid(structure, own), verdict["cdvae"].get<bool>()) << structure.name();
  const LematChecks checks = lemat_checks(structure, own);
  EXPECT_EQ(checks.distances, verdict["distances"].get<bool>()) << structure.name();
  EXPECT_EQ(checks.density, verdict["density"].get<bool>()) << structure.name();
  EXPECT_EQ(checks.number_density, verdict["number_density"].get<bool>()) << structure.name();
  EXPECT_EQ(checks.volume, verdict["volume"].get<bool>()) << structure.name();
  EXPECT_EQ(checks.lengths, verdict["lengths"].get<bool>()) << structure.name();
}

// The two tables of atomic weights are of different years: zinc has 65.409 and 65.38, 4.5e-4 apart.
constexpr double kSameDensity = 5e-4;

TEST(StructureValidity, AgreesWithPymatgensNumbers) {
  std::size_t compared = 0;
  for (const auto& row : validity_reference()["structures"]) {
    const Structure structure = structure_of(row);
    const double density = row["density"].get<double>();
    EXPECT_NEAR(mass_density(structure), density, kSameDensity * density) << structure.name();
    expect_verdict(structure, OwnImages::ignored, row["ignored"]);
    expect_verdict(structure, OwnImages::counted, row["counted"]);
    ++compared;
  }
  EXPECT_GT(compared, 300U);
}

TEST(SlaterRadii, ArePymatgensOrOneAngstrom) {
  for (const auto& row : validity_reference()["elements"]) {
    const auto symbol = row[0].get<std::string>();
    EXPECT_EQ(Element::from_symbol(symbol).atomic_radius().value_or(1.0), row[4].get<double>()) << symbol;
  }
}

}  // namespace
}  // namespace crystalgan
