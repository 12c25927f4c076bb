#include "crystalgan/wyckoff/arrangement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"
#include "tests/wyckoff/points.hpp"

namespace crystalgan::wyckoff {
namespace {

ChemicalSystem ba_ti_o() { return ChemicalSystem::from_symbols("Ba", "Ti", "O"); }

Lattice cubic(double a) { return Lattice::from_parameters(a, a, a, 90, 90, 90); }

double shortest(const Structure& structure, const char* one, const char* other) {
  const auto distances = shortest_distances(structure);
  const Element first = Element::from_symbol(one);
  const Element second = Element::from_symbol(other);
  const auto found = distances.find({first, second});
  return found != distances.end() ? found->second : distances.at({second, first});
}

TEST(Arranged, PerovskiteHasTitaniumInTheMiddleOfItsOxygens) {
  const auto built = arranged(template_from_text("221 A1b B1a X3d"), cubic(4.0), {});
  ASSERT_EQ(built.positions.size(), 5U);
  const Structure structure = to_structure(built, ba_ti_o(), "BaTiO3");
  EXPECT_EQ(formula(structure.composition()), "BaTiO3");
  EXPECT_NEAR(structure.lattice().volume(), 64.0, 1e-9);
  EXPECT_NEAR(shortest(structure, "Ti", "O"), 2.0, 1e-9);
  EXPECT_NEAR(shortest(structure, "Ba", "O"), 4.0 / std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(shortest(structure, "Ba", "Ti"), 2.0 * std::sqrt(3.0), 1e-9);
}

TEST(Arranged, RocksaltIsTwoAtomsInThePrimitiveCell) {
  const auto built = arranged(template_from_text("225 A4a X4b"), cubic(5.64), {});
  const Structure structure = to_structure(built, ChemicalSystem::from_symbols("Na", "Li", "Cl"), "NaCl");
  EXPECT_EQ(structure.size(), 2U);
  EXPECT_NEAR(structure.lattice().volume(), 5.64 * 5.64 * 5.64 / 4.0, 1e-9);
  EXPECT_NEAR(shortest(structure, "Na", "Cl"), 2.82, 1e-9);
}

TEST(Arranged, FreeCoordinatesAreThoseOfAnAtom) {
  // rutile: O at (u, u, 0) and three more
  const std::vector<double> u{0.305};
  const auto built =
      arranged(template_from_text("136 A2a X4f"), Lattice::from_parameters(4.6, 4.6, 2.96, 90, 90, 90), u);
  const auto is_oxygen = [&](const Fractional& point) {
    return std::ranges::any_of(built.positions,
                               [&](const Fractional& position) { return test::same_point(position, point, 1e-9); });
  };
  EXPECT_TRUE(is_oxygen({0.305, 0.305, 0}));
  EXPECT_TRUE(is_oxygen({0.695, 0.695, 0}));
  EXPECT_TRUE(is_oxygen({0.195, 0.805, 0.5}));
  EXPECT_TRUE(is_oxygen({0.805, 0.195, 0.5}));
}

/// One orbit of X on this position and one of A on the general one.
Template with_general(const SpaceGroupTable& group, std::size_t position) {
  return {group.number, {{Role::a, 0}, {Role::x, static_cast<std::uint8_t>(position)}}};
}

TEST(Arranged, EveryGroupKeepsItsArrangements) {
  Random random(Seed(1).derive("groups"));
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    for (std::size_t i = 0; i < group.positions.size(); ++i) {
      const Template whole = with_general(group, i);
      const Lattice conventional = random_conventional_cell(number, random);
      std::vector<double> coordinates(static_cast<std::size_t>(parameters(whole)));
      for (double& coordinate : coordinates) coordinate = 5.0 * random.uniform() - 2.0;
      const Arrangement built = arranged(whole, conventional, coordinates);
      const Lattice primitive(built.rows);
      ASSERT_NEAR(primitive.volume() * group.lattice_points, conventional.volume(), 1e-9 * conventional.volume());
      ASSERT_EQ(built.positions.size(), static_cast<std::size_t>(atoms(whole).total())) << to_text(whole);
      for (const AffineMap& operation : group.positions.front().points) {
        const auto moved = [&](const Fractional& position) {
          return primitive.fractional(
              conventional.cartesian(operation(conventional.fractional(primitive.cartesian(position)))));
        };
        // the first atom of each orbit stands for it
        for (const std::size_t atom : {std::size_t{0}, built.positions.size() - 1}) {
          const Fractional image = moved(built.positions[atom]);
          bool found = false;
          for (std::size_t k = 0; k < built.positions.size(); ++k)
            found = found || (built.roles[k] == built.roles[atom] && test::same_point(built.positions[k], image, 1e-6));
          ASSERT_TRUE(found) << to_text(whole);
        }
      }
    }
  }
}

TEST(Arranged, RefusesAnotherNumberOfCoordinates) {
  const std::vector<double> two{0.1, 0.2};
  EXPECT_THROW(arranged(template_from_text("221 A1b B1a X3d"), cubic(4.0), two), StructureError);
  EXPECT_THROW(arranged(template_from_text("62 A4c X4c"), Lattice::from_parameters(5, 6, 7, 90, 90, 90), two),
               StructureError);
}

TEST(Arranged, RefusesTheCellOfAnotherSystem) {
  const Lattice skewed = Lattice::from_parameters(4, 5, 6, 80, 95, 100);
  for (const char* text : {"10 A1a", "47 A1a", "123 A1a", "147 A1a", "191 A1a", "221 A1a"})
    EXPECT_THROW(arranged(template_from_text(text), skewed, {}), StructureError) << text;
  EXPECT_NO_THROW(arranged(template_from_text("2 A1a"), skewed, {}));
  const Lattice orthorhombic = Lattice::from_parameters(4, 5, 6, 90, 90, 90);
  EXPECT_NO_THROW(arranged(template_from_text("10 A1a"), orthorhombic, {}));
  EXPECT_NO_THROW(arranged(template_from_text("47 A1a"), orthorhombic, {}));
  for (const char* text : {"123 A1a", "147 A1a", "221 A1a"})
    EXPECT_THROW(arranged(template_from_text(text), orthorhombic, {}), StructureError) << text;
  EXPECT_THROW(arranged(template_from_text("221 A1a"), Lattice::from_parameters(4, 4, 5, 90, 90, 90), {}),
               StructureError);
}

TEST(RandomArrangement, HasTheVolumeAndTheAtomsOfItsTemplate) {
  Random random(Seed(1).derive("random"));
  for (const char* text : {"2 A2i B1a B1h X2i X1c X1d X1e X1f", "12 A4i X4i X8j", "38 A2a X4d", "62 A4c B4b X8d X4c",
                           "139 A4e B2a X4c X4e", "167 A6b B6a X18e", "194 A2b X4f", "227 A8a B16d X32e"}) {
    const Template whole = template_from_text(text);
    for (int i = 0; i < 20; ++i) {
      const Structure structure = to_structure(random_arrangement(whole, 123.0, random), ba_ti_o(), text);
      EXPECT_NEAR(structure.lattice().volume(), 123.0, 1e-9) << text;
      const Composition composition = structure.composition();
      const auto count = [&](const Element& element) {
        const auto found = composition.find(element);
        return found == composition.end() ? 0 : found->second;
      };
      EXPECT_EQ((RoleCounts{count(ba_ti_o().a), count(ba_ti_o().b), count(ba_ti_o().x)}), atoms(whole)) << text;
      for (const Site& site : structure.sites())
        for (const double coordinate : site.position.components)
          EXPECT_TRUE(coordinate >= 0.0 && coordinate < 1.0) << text;
    }
  }
}

TEST(RandomConventionalCell, StaysWithinItsRanges) {
  Random random(Seed(1).derive("cells"));
  for (int i = 0; i < 300; ++i) {
    const auto in = [](double value, double low, double high) { return value >= low - 1e-9 && value <= high + 1e-9; };
    const Lattice triclinic = random_conventional_cell(2, random);
    for (const double angle : triclinic.angles()) EXPECT_TRUE(in(angle, 65, 115)) << angle;
    for (const double length : triclinic.lengths()) EXPECT_TRUE(in(std::log(length), -0.8, 0.8)) << length;
    const Lattice monoclinic = random_conventional_cell(14, random);
    EXPECT_TRUE(in(monoclinic.angles()[1], 90, 120));
    const auto ratio = [&](int number) {
      const auto lengths = random_conventional_cell(number, random).lengths();
      EXPECT_NEAR(lengths[0], lengths[1], 1e-12);
      return std::log(lengths[2] / lengths[0]);
    };
    EXPECT_TRUE(in(ratio(123), -1.1, 1.5));
    EXPECT_TRUE(in(ratio(166), -1.0, 1.7));
    EXPECT_TRUE(in(ratio(194), -1.0, 1.7));
    EXPECT_NEAR(ratio(225), 0.0, 1e-12);
  }
}

TEST(RandomConventionalCell, DrawsAsManyNumbersAsTheSystemHasParameters) {
  // part of the format: another order of draws changes every result
  const auto draws = [](int number) {
    Random drawn(Seed(7));
    random_conventional_cell(number, drawn);
    const double next = drawn.uniform();
    Random counted(Seed(7));
    int count = 0;
    while (counted.uniform() != next) ++count;
    return count;
  };
  EXPECT_EQ(draws(2), 6);
  EXPECT_EQ(draws(14), 4);
  EXPECT_EQ(draws(62), 3);
  EXPECT_EQ(draws(139), 1);
  EXPECT_EQ(draws(166), 1);
  EXPECT_EQ(draws(194), 1);
  EXPECT_EQ(draws(225), 0);
}

TEST(RandomArrangement, OfOneSeedIsAlwaysTheSame) {
  const Template whole = template_from_text("62 A4c B4b X8d X4c");
  Random one(Seed(3));
  Random other(Seed(3));
  EXPECT_EQ(random_arrangement(whole, 200.0, one).positions, random_arrangement(whole, 200.0, other).positions);
}

// Every position of every group, beside a general orbit that keeps the symmetry from rising.
TEST(AtomPermutations, KeepDistancesInEveryGroup) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    for (std::size_t position = 0; position < group.positions.size(); position += 3) {
      const Template occupied{number, {{Role::a, 0}, {Role::x, static_cast<std::uint8_t>(position)}}};
      Random random(Seed(static_cast<std::uint64_t>(number)).derive("permutations"));
      const Arrangement built = random_arrangement(occupied, 500.0, random);
      const Lattice lattice(built.rows);
      const ClosestImage images(built.rows);
      const auto distance = [&](std::size_t one, std::size_t other) {
        const Cartesian apart = lattice.cartesian(built.positions[one] - built.positions[other]);
        const ImageIndex n = images.nearest(apart);
        return length(apart + static_cast<double>(n[0]) * built.rows[0] + static_cast<double>(n[1]) * built.rows[1] +
                      static_cast<double>(n[2]) * built.rows[2]);
      };
      const auto permutations = atom_permutations(occupied);
      EXPECT_EQ(permutations.size(), static_cast<std::size_t>(group.point_group_order));
      for (const AtomPermutation& permutation : permutations) {
        EXPECT_EQ(std::set(permutation.begin(), permutation.end()).size(), built.positions.size()) << number;
        const std::size_t last = built.positions.size() - 1;
        EXPECT_NEAR(distance(0, last), distance(permutation[0], permutation[last]), 1e-9) << number;
        EXPECT_NEAR(distance(0, 1 % (last + 1)), distance(permutation[0], permutation[1 % (last + 1)]), 1e-9) << number;
      }
    }
  }
}

TEST(CoordinateMoves, AreWhatACoordinateDoesToTheAtoms) {
  for (const char* const text : {"62 A4c B4b X4c X8d", "139 A4e B2a X4c X4e", "166 A3a B3b X6c", "227 A8a B16d X32e"}) {
    const Template arrangement = template_from_text(text);
    const Lattice cell = [&] {
      Random random(Seed(5).derive(text));
      return random_conventional_cell(arrangement.space_group, random);
    }();
    std::vector<double> coordinates(static_cast<std::size_t>(parameters(arrangement)), 0.123);
    const Arrangement before = arranged(arrangement, cell, coordinates);
    const auto moves = coordinate_moves(arrangement);
    ASSERT_EQ(moves.size(), coordinates.size());
    for (std::size_t i = 0; i < coordinates.size(); ++i) {
      coordinates[i] += 0.01;
      const Arrangement after = arranged(arrangement, cell, coordinates);
      coordinates[i] -= 0.01;
      for (std::size_t atom = 0; atom < before.positions.size(); ++atom)
        EXPECT_TRUE(test::same_point(after.positions[atom], before.positions[atom] + 0.01 * moves[i][atom], 1e-9))
            << text;
    }
  }
}

}  // namespace
}  // namespace crystalgan::wyckoff
