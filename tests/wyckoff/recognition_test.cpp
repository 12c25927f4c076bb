#include "crystalgan/wyckoff/recognition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/wyckoff/arrangement.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan::wyckoff {
namespace {

using Roles = std::map<Element, Role>;

Element element(const char* symbol) { return Element::from_symbol(symbol); }

std::string text_of(const Structure& structure, const Roles& roles) {
  const auto found = template_of(structure, roles);
  return found ? to_text(*found) : "nothing";
}

std::string canonical_text(const char* text) { return to_text(canonical(template_from_text(text))); }

Structure rocksalt() {
  const Element na = element("Na");
  const Element cl = element("Cl");
  return {Lattice::from_parameters(5.64, 5.64, 5.64, 90, 90, 90),
          {{na, {0, 0, 0}},
           {na, {0, 0.5, 0.5}},
           {na, {0.5, 0, 0.5}},
           {na, {0.5, 0.5, 0}},
           {cl, {0.5, 0.5, 0.5}},
           {cl, {0.5, 0, 0}},
           {cl, {0, 0.5, 0}},
           {cl, {0, 0, 0.5}}},
          "NaCl"};
}

TEST(TemplateOf, RocksaltIsItsTwoPoints) {
  const Roles roles{{element("Na"), Role::a}, {element("Cl"), Role::x}};
  const std::string expected = canonical_text("225 A4a X4b");
  EXPECT_EQ(text_of(rocksalt(), roles), expected);
  EXPECT_EQ(text_of(*primitive_cell(rocksalt()), roles), expected);
  EXPECT_EQ(text_of(test::supercell(rocksalt(), 1, 2, 1), roles), expected);
  EXPECT_EQ(text_of(test::translated(rocksalt(), {0.31, 0.17, 0.77}), roles), expected);
  EXPECT_EQ(text_of(test::other_handed(test::rotated(rocksalt(), 0.3)), roles), expected);
}

TEST(TemplateOf, CubicCaTiO3HasOxygenBetweenTitanium) {
  const Structure structure(Lattice::from_parameters(3.89, 3.89, 3.89, 90, 90, 90),
                            {{element("Ca"), {0.5, 0.5, 0.5}},
                             {element("Ti"), {0, 0, 0}},
                             {element("O"), {0.5, 0, 0}},
                             {element("O"), {0, 0.5, 0}},
                             {element("O"), {0, 0, 0.5}}},
                            "CaTiO3");
  const Roles roles{{element("Ca"), Role::a}, {element("Ti"), Role::b}, {element("O"), Role::x}};
  EXPECT_EQ(text_of(structure, roles), "221 A1b B1a X3d");
  const Roles exchanged{{element("Ca"), Role::b}, {element("Ti"), Role::a}, {element("O"), Role::x}};
  EXPECT_EQ(text_of(structure, exchanged), canonical_text("221 A1a B1b X3d"));
}

TEST(TemplateOf, SpinelIsThatOfMgAl2O4) {
  // MgAl2O4, a = 8.083 Å, u = 0.2624 from the centre of inversion; primitive cell
  const double a = 8.083;
  const double u = 0.2624;
  std::vector<Site> sites{{element("Mg"), {0.125, 0.125, 0.125}}, {element("Mg"), {0.875, 0.875, 0.875}}};
  for (const Fractional& position :
       {Fractional{0.5, 0.5, 0.5}, Fractional{0.5, 0.5, 0}, Fractional{0.5, 0, 0.5}, Fractional{0, 0.5, 0.5}})
    sites.push_back({element("Al"), position});
  // (u, u, u) and its images: in the primitive vectors (0, a/2, a/2), ... the diagonal stays the diagonal
  for (const double s : {u, -u}) {
    const double far = (s > 0 ? 0.5 : -0.5) - 3.0 * s;
    for (const Fractional& position :
         {Fractional{s, s, s}, Fractional{far, s, s}, Fractional{s, far, s}, Fractional{s, s, far}})
      sites.push_back({element("O"), position});
  }
  const Structure spinel(Lattice({Cartesian{0, a / 2, a / 2}, Cartesian{a / 2, 0, a / 2}, Cartesian{a / 2, a / 2, 0}}),
                         sites, "MgAl2O4");
  EXPECT_NEAR(shortest_distance(spinel), 1.92, 0.02);  // Mg-O and Al-O
  const Roles roles{{element("Mg"), Role::a}, {element("Al"), Role::b}, {element("O"), Role::x}};
  EXPECT_EQ(text_of(spinel, roles), canonical_text("227 A8a B16d X32e"));
}

TEST(TemplateOf, DelafossiteIsLikeLayeredRocksalt) {
  const Element cu = element("Cu");
  const Element fe = element("Fe");
  const Element o = element("O");
  // CuFeO2: z of O is 0.107, O-Cu-O dumb-bells; LiCoO2: 0.26, layers of octahedra
  for (const double z : {0.107, 0.26}) {
    std::vector<Site> sites;
    for (int third = 0; third < 3; ++third) {
      const Fractional shift{2.0 * third / 3.0, third / 3.0, third / 3.0};
      for (const auto& [kind, height] : {std::pair{cu, 0.0}, {fe, 0.5}, {o, z}, {o, -z}})
        sites.push_back({kind, Fractional{0, 0, height} + shift});
    }
    const Structure layers(Lattice::from_parameters(3.03, 3.03, 17.17, 90, 90, 120), sites, "CuFeO2");
    EXPECT_EQ(text_of(layers, {{cu, Role::a}, {fe, Role::b}, {o, Role::x}}), canonical_text("166 A3a B3b X6c"));
  }
}

/// Letters e and f of groups 12 and 13 may be exchanged: see letter_permutations().
bool same_arrangement(const Template& one, const Template& other) {
  if (one == other) return true;
  if (one.space_group != 12 && one.space_group != 13) return false;
  const SpaceGroupTable& group = space_group_table(one.space_group);
  const auto e = static_cast<std::uint8_t>(group.index_of('e'));
  const auto f = static_cast<std::uint8_t>(group.index_of('f'));
  Template exchanged = one;
  for (Orbit& orbit : exchanged.orbits)
    orbit.position = orbit.position == e ? f : orbit.position == f ? e : orbit.position;
  return canonical(exchanged) == other;
}

/// How a template comes back from a structure made of it.
struct RoundTrips {
  int same = 0;
  int other = 0;   // of the same space group: an error
  int higher = 0;  // the arrangement has more symmetry than its group
  std::set<int> groups;
};

RoundTrips round_trips(CrystalSystem system, int attempts, Random& random) {
  const ChemicalSystem elements = ChemicalSystem::from_symbols("Ba", "Ti", "O");
  const Roles roles{{elements.a, Role::a}, {elements.b, Role::b}, {elements.x, Role::x}};
  EnumerationLimits limits;
  limits.max_parameters = 6;
  for (int number = 1; number <= kSpaceGroups; ++number)
    if (crystal_system(number) == system) limits.space_groups.push_back(number);
  RoundTrips counts;
  for (const RoleCounts& formula :
       {RoleCounts{1, 1, 2}, RoleCounts{1, 1, 3}, RoleCounts{1, 2, 4}, RoleCounts{1, 0, 1}}) {
    std::map<int, std::vector<std::size_t>> by_group;
    const TemplateList all = enumerated_templates(formula, limits, 2);
    for (std::size_t i = 0; i < all.size(); ++i) by_group[all[i].space_group].push_back(i);
    for (const auto& [number, members] : by_group) {
      for (int i = 0; i < attempts; ++i) {
        const TemplateView chosen = all[members[random.below(members.size())]];
        const Structure structure =
            to_structure(random_arrangement(chosen, 20.0 * atoms(chosen).total(), random), elements, to_text(chosen));
        if (!(shortest_distance(structure) > 0.5)) continue;
        const auto found = template_of(structure, roles);
        // another group, or a smaller cell in the same group
        if (!found || found->space_group != number || atoms(*found) != atoms(chosen)) {
          ++counts.higher;
          continue;
        }
        counts.groups.insert(number);
        if (same_arrangement({number, {chosen.orbits.begin(), chosen.orbits.end()}}, *found)) {
          ++counts.same;
        } else {
          ++counts.other;
          ADD_FAILURE() << to_text(chosen) << " comes back as " << to_text(*found);
        }
      }
    }
  }
  return counts;
}

TEST(TemplateOf, AStructureMadeOfATemplateIsThatTemplate) {
  Random random(Seed(1).derive("round trips"));
  int same = 0;
  std::set<int> groups;
  const std::vector<std::pair<CrystalSystem, int>> attempts{
      {CrystalSystem::triclinic, 12}, {CrystalSystem::monoclinic, 3}, {CrystalSystem::orthorhombic, 1},
      {CrystalSystem::tetragonal, 1}, {CrystalSystem::trigonal, 1},   {CrystalSystem::hexagonal, 2},
      {CrystalSystem::cubic, 2}};
  for (const auto& [system, count] : attempts) {
    const RoundTrips found = round_trips(system, count, random);
    EXPECT_GE(found.same, 20) << static_cast<int>(system) << ", more symmetric: " << found.higher;
    EXPECT_EQ(found.other, 0);
    same += found.same;
    groups.insert(found.groups.begin(), found.groups.end());
  }
  EXPECT_GE(same, 400);
  EXPECT_GE(groups.size(), 100U);
}

TEST(TemplateOf, AtomsOnTopOfEachOtherIsNothing) {
  const Element h = element("H");
  for (const auto& [name, basis] : test::three_cells())
    EXPECT_FALSE(template_of({Lattice(basis), {{h, {0, 0, 0}}, {h, {0, 0, 0.001}}}, name}, {{h, Role::x}})) << name;
}

TEST(TemplateOf, RefusesAnElementWithoutRole) {
  EXPECT_THROW(template_of(rocksalt(), {{element("Na"), Role::a}}), StructureError);
}

}  // namespace
}  // namespace crystalgan::wyckoff
