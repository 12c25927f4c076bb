#include "crystalgan/methods/mutation.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "crystalgan/crystal/volume_rule.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");

constexpr std::size_t kRoom = 16;  // atoms

enum class Kind { exchange, move, addition, removal, shake };

// Three metals of two kinds and `of_x` H in a skewed cell, at another volume than the rule's.
Structure parent_with(std::size_t of_x) {
  std::vector<Site> sites{{kSystem.a, {0.1, 0.2, 0.3}}, {kSystem.a, {0.6, 0.7, 0.15}}, {kSystem.b, {0.35, 0.9, 0.8}}};
  const std::array<Fractional, 3> of_h{Fractional{0.5, 0.5, 0.5}, Fractional{0.05, 0.45, 0.95},
                                       Fractional{0.8, 0.1, 0.65}};
  for (std::size_t i = 0; i < of_x; ++i) sites.push_back({kSystem.x, of_h[i]});
  return {Lattice(test::three_cells()[2].basis), std::move(sites), "parent"};
}

std::vector<Structure> children_of(const Structure& parent, std::size_t count, std::size_t max_atoms = kRoom) {
  Random random(Seed(5));
  std::vector<Structure> children;
  for (std::size_t i = 0; i < count; ++i) children.push_back(mutated(parent, kSystem, max_atoms, random));
  return children;
}

std::size_t moved_sites(const Structure& parent, const Structure& child) {
  std::size_t moved = 0;
  for (std::size_t i = 0; i < parent.size(); ++i)
    if (parent.sites()[i].position != child.sites()[i].position) ++moved;
  return moved;
}

std::size_t renamed_sites(const Structure& parent, const Structure& child) {
  std::size_t renamed = 0;
  for (std::size_t i = 0; i < parent.size(); ++i)
    if (parent.sites()[i].element != child.sites()[i].element) ++renamed;
  return renamed;
}

// By what has changed.
Kind kind_of(const Structure& parent, const Structure& child) {
  if (child.size() > parent.size()) return Kind::addition;
  if (child.size() < parent.size()) return Kind::removal;
  if (child.lattice().rows() != parent.lattice().rows()) return Kind::shake;
  return renamed_sites(parent, child) > 0 ? Kind::exchange : Kind::move;
}

std::vector<Structure> of_kind(Kind kind, const Structure& parent, std::size_t count) {
  std::vector<Structure> found;
  for (const Structure& child : children_of(parent, count))
    if (kind_of(parent, child) == kind) found.push_back(child);
  EXPECT_FALSE(found.empty());
  return found;
}

TEST(Mutation, DrawsItsFiveChangesEvenly) {
  const Structure parent = parent_with(2);
  std::map<Kind, int> counts;
  for (const Structure& child : children_of(parent, 2000)) ++counts[kind_of(parent, child)];
  ASSERT_EQ(counts.size(), 5U);
  for (const auto& [kind, count] : counts) EXPECT_NEAR(count, 400, 5 * std::sqrt(400 * 0.8)) << static_cast<int>(kind);
}

TEST(Mutation, KeepsTheMetalsAndAtLeastOneX) {
  for (const std::size_t of_x : {1U, 2U, 3U}) {
    const Structure parent = parent_with(of_x);
    for (const Structure& child : children_of(parent, 500)) {
      const Composition made = child.composition();
      ASSERT_EQ(made.size(), 3U) << formula(made);
      EXPECT_EQ(made.at(kSystem.a), 2);
      EXPECT_EQ(made.at(kSystem.b), 1);
      EXPECT_GE(made.at(kSystem.x), 1);
      EXPECT_LE(std::abs(made.at(kSystem.x) - static_cast<int>(of_x)), 1);
      for (const Site& site : child.sites())
        for (const double component : {site.position[0], site.position[1], site.position[2]}) {
          EXPECT_GE(component, 0.0);
          EXPECT_LT(component, 1.0);
        }
    }
  }
}

TEST(Mutation, TheLastXIsNeverTaken) {
  const Structure parent = parent_with(1);
  for (const Structure& child : children_of(parent, 500)) EXPECT_NE(kind_of(parent, child), Kind::removal);
}

TEST(Mutation, NeverAddsBeyondTheLimitOfAtoms) {
  const Structure parent = parent_with(2);
  const std::size_t full = parent.size();
  for (const Structure& child : children_of(parent, 500, full)) EXPECT_LE(child.size(), full);
  bool added = false;
  for (const Structure& child : children_of(parent, 500, full + 1)) added = added || child.size() == full + 1;
  EXPECT_TRUE(added) << "up to it";
}

TEST(Mutation, AnExchangeIsOfTwoAtomsOfDifferentElements) {
  const Structure parent = parent_with(2);
  for (const Structure& child : of_kind(Kind::exchange, parent, 300)) {
    EXPECT_EQ(renamed_sites(parent, child), 2U);
    EXPECT_EQ(moved_sites(parent, child), 0U);
    EXPECT_EQ(child.composition(), parent.composition());
  }
}

TEST(Mutation, OneXMovesToAnywhere) {
  const Structure parent = parent_with(2);
  Cartesian mean{0, 0, 0};
  double count = 0.0;
  for (const Structure& child : of_kind(Kind::move, parent, 2000)) {
    ASSERT_EQ(moved_sites(parent, child), 1U);
    for (std::size_t i = 0; i < parent.size(); ++i) {
      if (parent.sites()[i].position == child.sites()[i].position) continue;
      EXPECT_EQ(child.sites()[i].element, kSystem.x);
      const Fractional& to = child.sites()[i].position;
      EXPECT_TRUE(to[0] != to[1] && to[1] != to[2] && to[0] != to[2]) << "three draws";
      for (std::size_t axis = 0; axis < 3; ++axis) mean[axis] += child.sites()[i].position[axis];
      ++count;
    }
  }
  // of a uniform number: 1/2, with a deviation of 1/√12
  for (const double sum : {mean[0], mean[1], mean[2]}) EXPECT_NEAR(sum / count, 0.5, 5 / std::sqrt(12 * count));
}

TEST(Mutation, MoreOrLessXComesAtTheVolumeOfTheRule) {
  const Structure parent = parent_with(2);
  for (const Kind kind : {Kind::addition, Kind::removal})
    for (const Structure& child : of_kind(kind, parent, 300)) {
      EXPECT_NEAR(child.lattice().volume() / rule_volume(child.composition()), 1.0, 1e-9);
      EXPECT_EQ(child.composition().at(kSystem.x), kind == Kind::addition ? 3 : 1);
      const auto bent = child.lattice().angles();
      const auto straight = parent.lattice().angles();
      for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(bent[i], straight[i], 1e-9) << "the shape of the cell stays";
    }
}

TEST(Mutation, ShakesAtomsByHalfAnAngstromAndTheCellByATenthWithoutTurningIt) {
  const Structure small = parent_with(2);
  const Structure parent(small.lattice().scaled(10), small.sites(), "wide enough to know an atom by its place");
  const Lattice& before = parent.lattice();
  double moves = 0.0;
  double stretches = 0.0;
  double shears = 0.0;
  const auto children = of_kind(Kind::shake, parent, 3000);
  for (const Structure& child : children) {
    EXPECT_EQ(renamed_sites(parent, child), 0U);
    // the strain that maps the unit vectors: columns of what it does to each
    std::array<Cartesian, 3> strain;
    for (std::size_t i = 0; i < 3; ++i) {
      Cartesian unit{0, 0, 0};
      unit[i] = 1.0;
      strain[i] = child.lattice().cartesian(before.fractional(unit)) - unit;
    }
    for (std::size_t i = 0; i < 3; ++i) {
      stretches += strain[i][i] * strain[i][i];
      const std::size_t j = (i + 1) % 3;
      EXPECT_NEAR(strain[i][j], strain[j][i], 1e-12) << "a strain, no turn";
      shears += strain[i][j] * strain[i][j];
    }
    for (std::size_t i = 0; i < parent.size(); ++i) {
      Fractional by = child.sites()[i].position - parent.sites()[i].position;
      for (double& component : by.components) component -= std::round(component);
      const Cartesian moved = before.cartesian(by);
      moves += dot(moved, moved);
    }
  }
  const double count = 3.0 * static_cast<double>(children.size());
  EXPECT_NEAR(std::sqrt(moves / (count * static_cast<double>(parent.size()))), 0.5, 0.02) << "Å along each axis";
  EXPECT_NEAR(std::sqrt(stretches / count), 0.1, 0.01);
  EXPECT_NEAR(std::sqrt(shears / count), 0.05, 0.005);
}

TEST(Mutation, TheSameSeedMakesTheSameChildren) {
  const Structure parent = parent_with(2);
  const auto once = children_of(parent, 50);
  const auto again = children_of(parent, 50);
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].lattice().rows(), again[i].lattice().rows());
    ASSERT_EQ(once[i].size(), again[i].size());
    EXPECT_EQ(moved_sites(once[i], again[i]), 0U);
    EXPECT_EQ(renamed_sites(once[i], again[i]), 0U);
    EXPECT_EQ(once[i].name(), "parent");
  }
}

}  // namespace
}  // namespace crystalgan
