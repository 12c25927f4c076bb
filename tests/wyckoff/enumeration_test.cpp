#include "crystalgan/wyckoff/enumeration.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "crystalgan/core/error.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {
namespace {

struct Expected {
  RoleCounts formula;
  std::size_t wide;    // up to 6 orbits and 8 free coordinates
  std::size_t narrow;  // up to 5 and 4
};

// Counted with one map more in groups 12 and 13 than the program that checked these numbers, which took the positions from
// the table of PyXtal and compared every list with all its images. Without that map, the exchange of letters e and f, its
// counts come out: 345065, 75334; 179071, 47073; 196524, 30228; 205255, 61589; 247278, 27740; 84958, 29106.
const std::vector<Expected> kExpected{{{1, 0, 1}, 344544, 75204}, {{1, 0, 2}, 178722, 47003},
                                      {{2, 0, 3}, 196280, 30151}, {{1, 1, 2}, 204922, 61409},
                                      {{1, 1, 3}, 246852, 27608}, {{1, 2, 4}, 84673, 29067}};

EnumerationLimits narrow() {
  EnumerationLimits limits;
  limits.max_orbits = 5;
  limits.max_parameters = 4;
  return limits;
}

std::vector<std::string> texts(const TemplateList& templates) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < templates.size(); ++i) found.push_back(to_text(templates[i]));
  return found;
}

TEST(EnumeratedTemplates, AreAsManyAsAWalkWithoutPruningFinds) {
  for (const Expected& expected : kExpected) {
    const auto& [a, b, x] = expected.formula;
    EXPECT_EQ(enumerated_templates(expected.formula, {}, 2).size(), expected.wide) << a << b << x;
    EXPECT_EQ(enumerated_templates(expected.formula, narrow(), 2).size(), expected.narrow) << a << b << x;
  }
}

/// Every list of orbits with these points, position by position, without any pruning.
void all_lists(const SpaceGroupTable& group, std::array<int, kRoles> left, std::size_t next, std::vector<Orbit>& orbits,
               std::set<std::vector<Orbit>>& found) {
  if (left == std::array<int, kRoles>{}) {
    auto sorted = orbits;
    std::ranges::sort(sorted);
    found.insert(std::move(sorted));
  }
  if (next == group.positions.size()) return;
  const Position& position = group.positions[next];
  all_lists(group, left, next + 1, orbits, found);
  for (std::size_t role = 0; role < kRoles; ++role) {
    if (left[role] < position.multiplicity) continue;
    left[role] -= position.multiplicity;
    orbits.push_back({static_cast<Role>(role), static_cast<std::uint8_t>(next)});
    all_lists(group, left, position.parameters == 0 ? next + 1 : next, orbits, found);
    orbits.pop_back();
    left[role] += position.multiplicity;
  }
}

std::vector<std::string> by_brute_force(int number, const RoleCounts& formula, const EnumerationLimits& limits) {
  const SpaceGroupTable& group = space_group_table(number);
  std::set<std::vector<Orbit>> canonical_lists;
  for (int units = 1; units * formula.total() <= limits.max_atoms; ++units) {
    std::array<int, kRoles> points = formula.by_role();
    for (int& count : points) count *= units * group.lattice_points;
    std::set<std::vector<Orbit>> lists;
    std::vector<Orbit> orbits;
    all_lists(group, points, 0, orbits, lists);
    for (const auto& list : lists) {
      const TemplateView view(number, list);
      if (static_cast<int>(list.size()) > limits.max_orbits || parameters(view) > limits.max_parameters) continue;
      canonical_lists.insert(canonical(view).orbits);
    }
  }
  std::vector<std::string> found;
  for (const auto& list : canonical_lists) found.push_back(to_text({number, list}));
  std::ranges::sort(found);
  return found;
}

TEST(EnumeratedTemplates, AreThoseOfBruteForce) {
  for (const RoleCounts& formula : {RoleCounts{1, 1, 2}, RoleCounts{1, 0, 2}, RoleCounts{2, 1, 4}}) {
    for (const int number : {2, 10, 12, 62, 74, 123, 139, 146, 160, 166, 187, 194, 216, 221, 225, 227}) {
      EnumerationLimits limits;
      limits.max_atoms = number < 20 ? 7 : 14;
      limits.max_orbits = 4;
      limits.max_parameters = 6;
      limits.space_groups = {number};
      auto found = texts(enumerated_templates(formula, limits));
      std::ranges::sort(found);
      EXPECT_EQ(found, by_brute_force(number, formula, limits)) << number;
    }
  }
}

TEST(EnumeratedTemplates, OfPerovskiteAreThere) {
  EnumerationLimits limits;
  limits.space_groups = {221};
  limits.max_atoms = 5;
  const auto found = texts(enumerated_templates({1, 1, 3}, limits));
  EXPECT_EQ(std::ranges::count(found, "221 A1b B1a X3d"), 1);
  EXPECT_EQ(std::ranges::count(found, "221 A1b B1a X3c"), 1);
  EXPECT_EQ(found.size(), 2U);  // Pm-3m has two points of multiplicity 1, and two positions of multiplicity 3
}

TEST(EnumeratedTemplates, AreCanonicalDistinctAndWithinTheLimits) {
  const TemplateList found = enumerated_templates({1, 1, 2}, narrow());
  std::set<Template> seen;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const TemplateView view = found[i];
    const Template whole{view.space_group, {view.orbits.begin(), view.orbits.end()}};
    EXPECT_TRUE(seen.insert(whole).second);
    if (i % 16 == 0) {
      EXPECT_EQ(canonical(view), whole);
    }
    EXPECT_EQ(formula(view), (RoleCounts{1, 1, 2}));
    EXPECT_LE(atoms(view).total(), 20);
    EXPECT_LE(view.orbits.size(), 5U);
    EXPECT_LE(parameters(view), 4);
  }
}

TEST(EnumeratedTemplates, AreInOneOrderForAnyNumberOfThreads) {
  const auto one = texts(enumerated_templates({1, 2, 4}, narrow(), 1));
  EXPECT_EQ(texts(enumerated_templates({1, 2, 4}, narrow(), 3)), one);
  EXPECT_EQ(texts(enumerated_templates({1, 2, 4}, narrow(), 64)), one);
}

TEST(EnumeratedTemplates, OfChosenSpaceGroupsArePartOfAll) {
  EnumerationLimits limits = narrow();
  limits.space_groups = {225, 62};
  const auto part = texts(enumerated_templates({1, 1, 2}, limits));
  const TemplateList all = enumerated_templates({1, 1, 2}, narrow());
  std::vector<std::string> expected;
  for (const int number : limits.space_groups)
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].space_group == number) expected.push_back(to_text(all[i]));
  EXPECT_EQ(part, expected);
}

TEST(EnumeratedTemplates, EndAtTheLimitOfLists) {
  // group 19 has one position, with three free coordinates
  EnumerationLimits limits;
  limits.space_groups = {19};
  limits.max_atoms = 16;
  ASSERT_EQ(texts(enumerated_templates({1, 1, 2}, limits)), (std::vector<std::string>{}));
  limits.max_parameters = 12;
  ASSERT_EQ(texts(enumerated_templates({1, 1, 2}, limits)), (std::vector<std::string>{"19 A4a B4a X4a X4a"}));
  limits.space_groups = {62};
  limits.max_parameters = 8;
  const auto all = texts(enumerated_templates({1, 1, 2}, limits));
  limits.max_lists = all.size();
  const auto some = texts(enumerated_templates({1, 1, 2}, limits));
  ASSERT_LT(some.size(), all.size());
  ASSERT_FALSE(some.empty());
  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
}

TEST(EnumeratedTemplates, OfALargeFormulaAreNone) { EXPECT_TRUE(enumerated_templates({7, 7, 7 * 2 + 1}).empty()); }

TEST(EnumeratedTemplates, RefuseWhatIsNoReducedFormula) {
  for (const RoleCounts& formula : {RoleCounts{0, 0, 0}, RoleCounts{2, 2, 4}, RoleCounts{-1, 1, 1}})
    EXPECT_THROW(enumerated_templates(formula), StructureError);
  EnumerationLimits limits;
  limits.space_groups = {231};
  EXPECT_THROW(enumerated_templates({1, 1, 1}, limits), StructureError);
  limits.space_groups = {225};
  limits.max_orbits = -1;
  EXPECT_THROW(enumerated_templates({1, 1, 1}, limits), StructureError);
}

}  // namespace
}  // namespace crystalgan::wyckoff
