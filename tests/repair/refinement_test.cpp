#include "crystalgan/repair/refinement.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/repair/cell_limits.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

const DistanceLimits& radii() {
  static const DistanceLimits limits = radii_limits(kPdNiH, built_in_binaries(kPdNiH.a, kPdNiH.x));
  return limits;
}

// Pd2Ni2H4, atoms anywhere, in the cells of three_cells() as they are.
std::vector<Structure> random_ternaries(Random& random) {
  std::vector<Structure> crystals;
  for (const auto& [name, basis] : test::three_cells()) {
    std::vector<Site> sites;
    for (const Element element : {kPdNiH.a, kPdNiH.a, kPdNiH.b, kPdNiH.b, kPdNiH.x, kPdNiH.x, kPdNiH.x, kPdNiH.x})
      sites.push_back({element, {random.uniform(), random.uniform(), random.uniform()}});
    crystals.push_back({Lattice(basis), std::move(sites), name});
  }
  return crystals;
}

int space_group(const Structure& structure) {
  const auto found = find_space_group(structure);
  return found ? found->number : 0;
}

void expect_certified(const Structure& structure) {
  EXPECT_FALSE(broken_limit(certify(structure, kPdNiH.x, radii()))) << structure.name();
  EXPECT_FALSE(insane_cell(structure)) << structure.name();
  EXPECT_FALSE(insane_volume(structure)) << structure.name();
}

TEST(Refinement, NearlyAllRandomStructuresAreRepaired) {
  Random random(Seed(3).derive("random"));
  int good = 0;
  for (int round = 0; round < 100; ++round) {
    for (const Structure& structure : random_ternaries(random)) {
      const auto result = refined(structure, kPdNiH, radii());
      if (!std::holds_alternative<Structure>(result)) continue;
      const auto& crystal = std::get<Structure>(result);
      expect_certified(crystal);
      ASSERT_EQ(crystal.size(), structure.size());
      EXPECT_EQ(crystal.name(), structure.name());
      for (std::size_t atom = 0; atom < crystal.size(); ++atom)
        EXPECT_EQ(crystal.sites()[atom].element, structure.sites()[atom].element);
      ++good;
    }
  }
  EXPECT_GE(good, 294);  // 98 % of 300
}

TEST(Refinement, RattledCrystalsComeOutSymmetric) {
  Random random(Seed(3).derive("rattled"));
  for (const Structure& structure : built_in_binaries(kPdNiH.a, kPdNiH.x)) {
    for (const double most : {0.02, 0.1}) {
      const auto result = refined(test::shaken(structure, most, random), kPdNiH, radii());
      ASSERT_TRUE(std::holds_alternative<Structure>(result)) << structure.name();
      expect_certified(std::get<Structure>(result));
      EXPECT_GT(space_group(std::get<Structure>(result)), 2) << structure.name() << " " << most;
    }
  }
}

TEST(Refinement, WithoutTolerancesSymmetryIsLeftAlone) {
  Random random(Seed(3).derive("alone"));
  RefinementSettings settings;
  settings.tolerances.clear();
  const auto result = refined(test::shaken(test::rocksalt(), 0.1, random), kPdNiH, radii(), settings);
  ASSERT_TRUE(std::holds_alternative<Structure>(result));
  EXPECT_EQ(space_group(std::get<Structure>(result)), 1);
}

TEST(Refinement, DoesNotDependOnTheDescriptionOfTheCrystal) {
  Random random(Seed(3).derive("description"));
  for (const Structure& binary : built_in_binaries(kPdNiH.a, kPdNiH.x)) {
    const Structure structure = test::shaken(binary, 0.05, random);
    const auto expected = refined(structure, kPdNiH, radii());
    ASSERT_TRUE(std::holds_alternative<Structure>(expected));
    for (const Structure& same : {test::recut(structure, test::random_change(random, 2)), test::rotated(structure, 0.4),
                                  test::translated(structure, {0.2, 0.7, -3.1}),
                                  test::permuted(structure, random.permutation(structure.size()))}) {
      const auto result = refined(same, kPdNiH, radii());
      ASSERT_TRUE(std::holds_alternative<Structure>(result)) << structure.name();
      EXPECT_EQ(space_group(std::get<Structure>(result)), space_group(std::get<Structure>(expected)))
          << structure.name();
      EXPECT_NEAR(std::get<Structure>(result).lattice().volume(), std::get<Structure>(expected).lattice().volume(),
                  1e-5)
          << structure.name();
    }
  }
}

TEST(Refinement, AVolumeFarFromTheRuleIsSetToTheRule) {
  for (const auto& [name, basis] : test::three_cells()) {
    const Structure huge(Lattice(basis).scaled(20.0), {{kPdNiH.b, {0, 0, 0}}}, name);
    const DistanceLimits limits = published_limits(kPdNiH, 1.0, 4.0);
    const auto result = refined(huge, kPdNiH, limits);
    ASSERT_TRUE(std::holds_alternative<Structure>(result)) << name;
    const auto& crystal = std::get<Structure>(result);
    EXPECT_NEAR(crystal.lattice().volume() / rule_volume(crystal.composition()), 1.0, 1e-9) << name;
  }
}

TEST(Refinement, AVolumeThatMayStayFarFromTheRuleIsRejected) {
  RefinementSettings settings;
  settings.rescale = false;
  settings.projection.max_volume = 100.0;
  const Structure wide(Lattice({Cartesian{4, 0, 0}, Cartesian{0, 4, 0}, Cartesian{0, 0, 4}}), {{kPdNiH.b, {0, 0, 0}}},
                       "wide");
  const auto result = refined(wide, kPdNiH, published_limits(kPdNiH, 1.0, 5.0), settings);
  ASSERT_TRUE(std::holds_alternative<Rejection>(result));
  EXPECT_EQ(std::get<Rejection>(result).reason, "volume far from the rule");
}

TEST(Refinement, LimitsThatContradictEachOtherEndInARejection) {
  DistanceLimits limits = published_limits(kPdNiH, 1.8, 2.4);
  for (auto& [pair, limit] : limits.pairs) limit.min = 2.9;  // no metal may be so near as each must have one
  Random random(Seed(3).derive("contradiction"));
  const auto start = std::chrono::steady_clock::now();
  for (const Structure& structure : random_ternaries(random)) {
    const auto result = refined(structure, kPdNiH, limits);
    ASSERT_TRUE(std::holds_alternative<Rejection>(result)) << structure.name();
    EXPECT_FALSE(std::get<Rejection>(result).detail.empty());
  }
  // thousands of times what it takes
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(Refinement, AThreadIsRejectedAsACellOutOfRangeOrAClash) {
  const Structure thread(Lattice({Cartesian{1e-4, 0, 0}, Cartesian{0, 1e-4, 0}, Cartesian{0, 0, 2e9}}),
                         {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}}, "thread");
  const auto result = refined(thread, kPdNiH, radii());
  ASSERT_TRUE(std::holds_alternative<Rejection>(result));
  EXPECT_EQ(std::get<Rejection>(result).reason, "atoms too close: Ni-Ni");
}

TEST(Refinement, WildInputEndsInACrystalOrARejection) {
  Random random(Seed(3).derive("wild"));
  for (int round = 0; round < 600; ++round) {
    Basis basis = round % 3 == 0   ? test::skewed_basis(random)
                  : round % 3 == 1 ? test::flat_basis(random)
                                   : test::needle_basis(random);
    const double size = std::pow(10.0, test::between(random, -3.0, 3.0));
    for (Cartesian& row : basis) row = size * row;
    std::vector<Site> sites;
    const std::size_t atoms = 1 + random.below(12);
    for (std::size_t atom = 0; atom < atoms; ++atom) {
      const std::array elements{kPdNiH.a, kPdNiH.b, kPdNiH.x};
      sites.push_back({elements[random.below(3)], {random.uniform(), random.uniform(), random.uniform()}});
      if (random.uniform() < 0.3) sites.back().position = sites[random.below(sites.size())].position;
    }
    const auto result = refined({Lattice(basis), std::move(sites), "wild"}, kPdNiH, radii());
    if (const auto* crystal = std::get_if<Structure>(&result)) {
      expect_certified(*crystal);
    } else {
      EXPECT_FALSE(std::get<Rejection>(result).reason.empty());
    }
  }
}

}  // namespace
}  // namespace crystalgan
