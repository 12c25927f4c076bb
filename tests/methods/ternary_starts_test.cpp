#include "crystalgan/methods/ternary_starts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/matching/novelty.hpp"
#include "crystalgan/methods/interleaving.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

constexpr int kDrawn = 20;  // of each host

const Binaries& inputs() { return test::small_binaries(); }

const ChemicalSystem& system_of_inputs() { return inputs().system; }

// What a step 1 that has learned nothing makes: every metal exchanged.
PerDomain<std::vector<Structure>> exchanged(const PerDomain<std::vector<Structure>>& domains) {
  PerDomain<std::vector<Structure>> pseudo;
  for (const Structure& one : domains.a) pseudo.a.push_back(with_metals_exchanged(one, system_of_inputs()));
  for (const Structure& one : domains.b) pseudo.b.push_back(with_metals_exchanged(one, system_of_inputs()));
  return pseudo;
}

const PerDomain<std::vector<Structure>>& pseudo() {
  static const auto made = exchanged(inputs().structures);
  return made;
}

DistanceLimits radii() { return radii_limits(system_of_inputs(), all_of(inputs())); }

TernaryStarts starts_with(const Configuration::Periodic& settings, const DistanceLimits& limits = radii()) {
  return {system_of_inputs(), pseudo(), all_of(inputs()), limits, settings};
}

std::vector<TernaryStart> draw_some(TernaryStarts starts, std::uint64_t seed, int of_each = kDrawn) {
  Random random{Seed(seed)};
  std::vector<TernaryStart> drawn;
  for (const HostDomain host : {HostDomain::a, HostDomain::b})
    for (int i = 0; i < of_each; ++i) drawn.push_back(starts.draw(host, random));
  return drawn;
}

const std::vector<TernaryStart>& drawn() {
  static const auto some = draw_some(starts_with({}), 3);
  return some;
}

// What step 3 begins with: the metals exchanged back.
Structure exchanged(const TernaryStart& start) {
  return at_rule_volume(with_metals_exchanged(start.structure, system_of_inputs()));
}

std::vector<Structure> exchanged(const std::vector<TernaryStart>& starts) {
  std::vector<Structure> all;
  for (const TernaryStart& start : starts) all.push_back(exchanged(start));
  return all;
}

std::int64_t count_of(const Structure& structure, Element element) {
  return std::ranges::count(structure.sites(), element, &Site::element);
}

TEST(TernaryStarts, KeepTheLimitsOnceTheirMetalsAreExchanged) {
  for (const TernaryStart& start : drawn()) {
    const auto broken = broken_limit(certify(exchanged(start), system_of_inputs().x, radii()));
    EXPECT_FALSE(broken) << formula(start.structure.composition()) << ": " << broken->detail;
  }
}

TEST(TernaryStarts, NoTwoAreTheSameCrystal) {
  const auto groups = match_groups(exchanged(drawn()), {}, 2).first_of;
  for (std::size_t i = 0; i < groups.size(); ++i) EXPECT_EQ(groups[i], i);
}

TEST(TernaryStarts, NoneIsAnInputWithItsMetalsRenamed) {
  const auto known_as = find_known(exchanged(drawn()), all_of(inputs()), system_of_inputs(), {}, 2);
  for (const auto& known : known_as.reference_of) EXPECT_FALSE(known);
}

TEST(TernaryStarts, WhatIsKnownIsNotDrawn) {
  // The starts of a first drawing as if they were inputs: the same draws must lead elsewhere.
  std::vector<Structure> known = exchanged(drawn());
  for (Structure& structure : known) structure = with_one_metal(structure, system_of_inputs());
  const auto others = exchanged(draw_some(TernaryStarts(system_of_inputs(), pseudo(), known, radii(), {}), 3));
  const auto found_among = find_known(others, known, system_of_inputs(), {}, 2);
  for (const auto& found : found_among.reference_of) EXPECT_FALSE(found);
}

TEST(TernaryStarts, HaveSymmetryBeyondInversion) {
  for (const TernaryStart& start : drawn()) EXPECT_GT(find_space_group(start.structure)->number, 2);
}

TEST(TernaryStarts, HoldMetalsAndXOfTheirParentsAtTheVolumeOfTheRule) {
  const auto& [a, b, x] = system_of_inputs();
  int larger = 0;
  for (const TernaryStart& start : drawn()) {
    const Structure& of_a = pseudo().a[start.index_a];  // metal B and X
    const Structure& of_b = pseudo().b[start.index_b];  // metal A and X
    EXPECT_EQ(count_of(start.structure, b) % count_of(of_a, b), 0);
    EXPECT_EQ(count_of(start.structure, a) % count_of(of_b, a), 0);
    const bool a_hosts = start.host == HostDomain::a;
    const std::int64_t cells =
        a_hosts ? count_of(start.structure, b) / count_of(of_a, b) : count_of(start.structure, a) / count_of(of_b, a);
    EXPECT_EQ(count_of(start.structure, x), cells * count_of(a_hosts ? of_a : of_b, x));
    larger += cells > 1 ? 1 : 0;
    EXPECT_LE(start.structure.size(), 16U);
    EXPECT_NEAR(start.structure.lattice().volume() / rule_volume(start.structure.composition()), 1.0, 1e-9);
  }
  EXPECT_GT(larger, kDrawn / 4) << "supercells take part";
}

TEST(TernaryStarts, AreOfManyCompositionsNotOnlyOneToOne) {
  const auto& [a, b, x] = system_of_inputs();
  std::set<std::string> compositions;
  int unequal = 0;
  for (const TernaryStart& start : drawn()) {
    compositions.insert(formula(reduced(start.structure.composition())));
    unequal += count_of(start.structure, a) != count_of(start.structure, b) ? 1 : 0;
  }
  EXPECT_GT(compositions.size(), 10U);
  EXPECT_GT(unequal, kDrawn / 2);
}

TEST(TernaryStarts, MembersShareTheCompositionsOutAmongThem) {
  std::set<std::string> all;
  std::size_t together = 0;
  for (std::int64_t member = 0; member < 3; ++member) {
    const TernaryStarts starts(system_of_inputs(), pseudo(), all_of(inputs()), radii(), {}, {member, 3});
    std::set<std::string> of_member;
    for (const TernaryStart& start : draw_some(starts, 12, 10))
      of_member.insert(formula(reduced(exchanged(start).composition())));
    EXPECT_GT(of_member.size(), 3U);
    together += of_member.size();
    all.insert(of_member.begin(), of_member.end());
  }
  EXPECT_EQ(all.size(), together) << "no composition is two members'";
}

TEST(TernaryStarts, AMemberWithoutAShareTakesAll) {
  Configuration::Periodic settings;
  settings.most_multiple = 1;
  const auto& [a, b, x] = system_of_inputs();
  for (std::int64_t member = 0; member < 3; ++member) {  // one composition among three
    const TernaryStarts starts(system_of_inputs(), {{test::handmade_rocksalt(b, x)}, {test::handmade_rocksalt(a, x)}},
                               {}, radii(), settings, {member, 3});
    for (const TernaryStart& start : draw_some(starts, 13, 1))
      EXPECT_EQ(formula(start.structure.composition()), "NiPdH");
  }
}

TEST(TernaryStarts, TheSameDrawsGiveTheSameStarts) {
  const auto again = draw_some(starts_with({}), 3, 3);
  const auto other = draw_some(starts_with({}), 4, 3);
  bool all_alike = true;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again[i].structure.lattice().rows(), drawn()[i].structure.lattice().rows());
    EXPECT_EQ(again[i].index_a, drawn()[i].index_a);
    EXPECT_EQ(again[i].index_b, drawn()[i].index_b);
    all_alike = all_alike && again[i].structure.lattice().rows() == other[i].structure.lattice().rows();
  }
  EXPECT_FALSE(all_alike);
}

TEST(TernaryStarts, WithoutStep3TheMetalsStayAsStep1LeftThem) {
  Configuration::Periodic settings;
  settings.step3 = false;
  const auto& [a, b, x] = system_of_inputs();
  for (const TernaryStart& start : draw_some(starts_with(settings), 5, 5)) {
    const bool a_hosts = start.host == HostDomain::a;
    const Structure& host = a_hosts ? pseudo().a[start.index_a] : pseudo().b[start.index_b];
    const Element metal = a_hosts ? b : a;
    EXPECT_EQ(count_of(start.structure, x) * count_of(host, metal),
              count_of(host, x) * count_of(start.structure, metal));
    EXPECT_FALSE(broken_limit(certify(start.structure, x, radii()))) << "held to the limits as it is";
  }
}

TEST(TernaryStarts, OverlaidGuestsStandWhereTheyStoodInTheirOwnCell) {
  // The metals of one domain in the tetrahedral hollows of the other, but for the X of the host.
  Configuration::Periodic settings;
  settings.transfer = "overlay";
  settings.most_multiple = 1;
  const auto& [a, b, x] = system_of_inputs();
  const PerDomain<std::vector<Structure>> parents{
      {test::handmade_rocksalt(b, x), test::handmade_fluorite(b, x)},
      {test::translated(test::handmade_rocksalt(a, x), {0.25, 0.25, 0.25}),
       test::translated(test::handmade_wurtzite(a, x), {0.25, 0.25, 0.25})}};
  const TernaryStarts starts(system_of_inputs(), parents, {}, radii(), settings);
  StructureMatcher matcher;
  for (const TernaryStart& start : draw_some(starts, 6, 5)) {
    const auto becoming = [](const Structure& parent) {
      return niggli_reduced(with_metals_exchanged(parent, system_of_inputs()));
    };
    const bool a_hosts = start.host == HostDomain::a;
    const Structure host = becoming(a_hosts ? parents.a[start.index_a] : parents.b[start.index_b]);
    const Structure guest = becoming(a_hosts ? parents.b[start.index_b] : parents.a[start.index_a]);
    const Structure overlaid = at_rule_volume(interleaved(host, metals_of(guest, system_of_inputs()), {0, 0, 0}));
    EXPECT_TRUE(matcher.match(matcher.prepare(overlaid), matcher.prepare(exchanged(start))))
        << host.name() << " and " << guest.name() << ": but for the repair";
  }
}

TEST(TernaryStarts, MetalsThatAllStandAtTheOriginAreOverlaidNevertheless) {
  Configuration::Periodic settings;
  settings.transfer = "overlay";
  settings.most_multiple = 1;
  const auto& [a, b, x] = system_of_inputs();
  const TernaryStarts starts(system_of_inputs(), {{test::handmade_rocksalt(b, x)}, {test::handmade_rocksalt(a, x)}}, {},
                             radii(), settings);
  for (const TernaryStart& start : draw_some(starts, 6, 1)) {
    EXPECT_EQ(formula(start.structure.composition()), "NiPdH");
    EXPECT_NEAR(shortest_distances(start.structure).at(element_pair(a, b)), 0.0, 1e-9);
  }
}

TEST(TernaryStarts, WithoutSelectionTheGuestsStandAtTheClearestPlaceOfTheirHost) {
  Configuration::Periodic settings;
  settings.selection = false;
  settings.most_multiple = 1;
  const auto& [a, b, x] = system_of_inputs();
  const PerDomain<std::vector<Structure>> parents{
      {test::handmade_rocksalt(b, x), test::handmade_fluorite(b, x), test::handmade_metal_rich(b, x)},
      {test::handmade_wurtzite(a, x), test::handmade_rocksalt(a, x)}};
  const TernaryStarts starts(system_of_inputs(), parents, {}, radii(), settings);
  for (const TernaryStart& start : draw_some(starts, 6, 8)) {
    const Structure made = exchanged(start);
    const bool a_hosts = start.host == HostDomain::a;
    const std::size_t of_host =
        a_hosts ? parents.a[start.index_a].size() : parents.b[start.index_b].size();  // they stand first
    const Structure host(made.lattice(), {made.sites().begin(), made.sites().begin() + std::ptrdiff_t(of_host)},
                         "host");
    const std::vector<Site> guests(made.sites().begin() + std::ptrdiff_t(of_host), made.sites().end());
    // where they stand is as clear as any shift from there
    const auto all = placements(host, guests, kQuartersAndThirds);
    const auto here = std::ranges::find(all, Fractional{0, 0, 0}, &Placement::shift);
    ASSERT_NE(here, all.end());
    EXPECT_NEAR(here->clearance, all.front().clearance, 1e-6) << formula(made.composition());
  }
}

TEST(TernaryStarts, AHostWithNothingNewLeftDoesNotSpoilTheOther) {
  // Small hosts of A with guests of many metals: soon exhausted. The hosts of B leave room that is mendable only.
  const ChemicalSystem system = system_of_inputs();
  const auto chosen = [&](Element metal, const std::set<std::string>& types) {
    std::vector<Structure> some;
    for (const Structure& one : built_in_binaries(metal, system.x))
      if (types.contains(one.name().substr(one.name().find('-') + 1))) some.push_back(one);
    return some;
  };
  const Binaries few{system, {chosen(system.a, {"NaCl", "CsCl"}), chosen(system.b, {"PbCl2", "corundum"})}, 0};
  ASSERT_EQ(few.structures.a.size(), 2U);
  ASSERT_EQ(few.structures.b.size(), 2U);
  const DistanceLimits limits = radii_limits(system, all_of(few));
  Configuration::Periodic settings;
  settings.most_multiple = 1;
  TernaryStarts starts(system, exchanged(few.structures), all_of(few), limits, settings);
  Random random{Seed(9)};
  for (int i = 0; i < 20; ++i) starts.draw(HostDomain::a, random);
  for (int i = 0; i < 10; ++i)
    EXPECT_FALSE(broken_limit(certify(exchanged(starts.draw(HostDomain::b, random)), system.x, limits))) << i;
}

TEST(TernaryStarts, HaveNoMoreAtomsThanAllowed) {
  Configuration::Periodic settings;
  settings.most_atoms = 5;
  for (const TernaryStart& start : draw_some(starts_with(settings), 7, 3)) EXPECT_LE(start.structure.size(), 5U);
}

TEST(TernaryStarts, WhereEveryPairIsLargerTheSmallestPairsServe) {
  Configuration::Periodic settings;
  settings.most_atoms = 3;
  const auto& [a, b, x] = system_of_inputs();
  // four atoms with two of the guest's metals: six
  const TernaryStarts starts(system_of_inputs(), {{test::handmade_wurtzite(b, x)}, {test::handmade_wurtzite(a, x)}}, {},
                             radii(), settings);
  for (const TernaryStart& start : draw_some(starts, 7, 1)) EXPECT_EQ(start.structure.size(), 6U);
}

TEST(TernaryStarts, WhereTheHostsOfOneDomainLeaveNoRoomTheyServeNevertheless) {
  // The one of A has 16 atoms, as many as a ternary may have; its four metals have room in that of B.
  Configuration::Periodic settings;
  const auto& [a, b, x] = system_of_inputs();
  std::vector<Site> sites = test::rocksalt(5.5).sites();
  for (Site& site : sites)
    if (site.element != x) site.element = b;
  const Lattice cube = test::rocksalt(5.5).lattice();
  for (const double i : {0.25, 0.75})
    for (const double j : {0.25, 0.75})
      for (const double k : {0.25, 0.75}) sites.push_back({x, {i, j, k}});
  const TernaryStarts starts(system_of_inputs(), {{{cube, sites, "BiF3"}}, {test::handmade_rocksalt(a, x)}}, {},
                             radii(), settings);
  for (const TernaryStart& start : draw_some(starts, 8, 1)) EXPECT_EQ(start.structure.composition().size(), 3U);
}

TEST(TernaryStarts, WhereNoDrawKeepsTheLimitsAnyIsTaken) {
  DistanceLimits wide = radii();
  for (auto& [pair, limit] : wide.pairs) limit.least = 20.0;
  for (const TernaryStart& start : draw_some(starts_with({}, wide), 8, 2)) {
    EXPECT_EQ(start.structure.composition().size(), 3U);
    EXPECT_TRUE(broken_limit(certify(exchanged(start), system_of_inputs().x, wide)));
  }
}

TEST(TernaryStarts, WhenAllHaveBeenDrawnOneComesAgainRatherThanNone) {
  // One composition of one pair: soon nothing new is left.
  Configuration::Periodic settings;
  settings.most_multiple = 1;
  const ChemicalSystem& system = system_of_inputs();
  TernaryStarts starts(system,
                       {{test::handmade_rocksalt(system.b, system.x)}, {test::handmade_rocksalt(system.a, system.x)}},
                       {}, radii(), settings);
  Random random{Seed(9)};
  for (int i = 0; i < 6; ++i) {
    const TernaryStart start = starts.draw(HostDomain::a, random);
    EXPECT_EQ(formula(start.structure.composition()), "NiPdH");
  }
}

}  // namespace
}  // namespace crystalgan
