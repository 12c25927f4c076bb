#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/chgnet/graph.hpp"
#include "crystalgan/record/read_limits.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan::chgnet {
namespace {

const Element kPd = Element::from_symbol("Pd");

CrystalGraph graph_of(const Structure& structure) {
  CrystalGraph crystal;
  crystal.make(structure);
  return crystal;
}

// Nearest neighbours at a/√2 = 2.9 Å: 12; then 6 at a, 24 at 1.22 a and 12 at 1.41 a = 5.8 Å.
Structure fcc(double nearest = 2.9) {
  return {Lattice::from_parameters(nearest, nearest, nearest, 60, 60, 60), {{kPd, {0.3, 0.1, 0.9}}}, "fcc"};
}

TEST(ChgnetGraph, AnAtomBondsWithItsOwnImages) {
  const Graph graph = graph_of(fcc()).graph;
  EXPECT_EQ(graph.directed_bonds(), 54U);
  EXPECT_EQ(graph.bonds(), 27U);
  EXPECT_EQ(graph.short_bonds, 6U);
  EXPECT_EQ(graph.angles(), 12U * 11U);
  EXPECT_EQ(graph.pairs(), 66U);
}

// One more than the limit each.
TEST(ChgnetGraph, MoreBondsOrAnglesThanTheLimitsAreRefusedByName) {
  const auto refusal = [](const ReadLimits& limits) -> std::string {
    const auto usual = read_limits();
    set_read_limits(limits);
    std::string reason;
    try {
      graph_of(fcc());
    } catch (const StructureError& error) {
      reason = error.what();
    }
    set_read_limits(usual);
    return reason;
  };
  ReadLimits limits;
  limits.chgnet_bonds = 27;
  limits.chgnet_angles = 132;
  EXPECT_EQ(refusal(limits), "");
  limits.chgnet_bonds = 26;
  EXPECT_EQ(refusal(limits),
            "fcc: expected at most 26 pairs of atoms within 6 Å for CHGNet, got more" + limit_advice("chgnet_bonds"));
  limits.chgnet_bonds = 27;
  limits.chgnet_angles = 131;
  EXPECT_EQ(refusal(limits), "fcc: expected at most 131 ordered pairs of neighbours within 3 Å for CHGNet, got 132" +
                                 limit_advice("chgnet_angles"));
}

// 20,000 atoms in a ball of 1 Å have 200 million bonds.
TEST(ChgnetGraph, ACrowdIsRefusedBeforeItsBondsAreKept) {
  std::vector<Site> sites;
  for (int i = 0; i < 20'000; ++i) sites.push_back({kPd, {1e-6 * i, 0.5, 0.5}});
  EXPECT_THROW(graph_of({Lattice::from_parameters(60, 60, 60, 90, 90, 90), sites, "crowd"}), StructureError);
}

TEST(ChgnetGraph, ABondAndItsReverseMakeAnAngleOf180Degrees) {
  const auto [geometry, equivalence, graph] = graph_of(fcc());
  std::size_t straight = 0;
  for (std::size_t angle = 0; angle < graph.angles(); ++angle) {
    if (graph.angle_first[angle] != graph.angle_second[angle]) continue;
    ++straight;
    const auto& pair = geometry.pairs[graph.angle_pair[angle]];
    EXPECT_NEAR(dot(geometry.vector_of(pair[0]), geometry.vector_of(pair[1])), -2.9 * 2.9, 1e-9);
    EXPECT_NEAR(graph.cosines[graph.angle_pair[angle]], -1.0, 1e-12);
  }
  EXPECT_EQ(straight, 12U);  // each of six bonds, from either end
}

// Every order of two bonds at one centre once; sorted by the first bond; the pair of both orders is one.
TEST(ChgnetGraph, AnglesAreAllOrderedPairsOfBondsWithOneCentre) {
  const auto [geometry, equivalence, graph] = graph_of(test::rocksalt());
  std::multimap<std::tuple<Index, Index, Index>, Index> counts;
  for (std::size_t angle = 0; angle < graph.angles(); ++angle) {
    const Index first = graph.angle_first[angle], second = graph.angle_second[angle];
    const Index centre = graph.angle_centre[angle];
    counts.emplace(std::tuple(centre, std::min(first, second), std::max(first, second)), graph.angle_pair[angle]);
    for (const Index bond : {first, second}) {
      EXPECT_LT(graph.lengths[bond], kBondCutoff);
      EXPECT_TRUE(geometry.first[bond] == centre || geometry.second[bond] == centre);
    }
  }
  EXPECT_TRUE(std::ranges::is_sorted(graph.angle_first));
  EXPECT_EQ(counts.size(), graph.angles());
  for (auto at = counts.begin(); at != counts.end(); std::advance(at, 2)) {
    const auto other = std::next(at);
    EXPECT_EQ(at->first, other->first);
    EXPECT_EQ(at->second, other->second);
  }
}

TEST(ChgnetGraph, DirectedBondsAreSortedByCentreAndSeenFromBothEnds) {
  const auto [geometry, equivalence, graph] = graph_of(test::rocksalt());
  EXPECT_TRUE(std::ranges::is_sorted(graph.centre));
  std::multiset<Index> seen(graph.bond.begin(), graph.bond.end());
  for (Index bond = 0; bond < graph.bonds(); ++bond) EXPECT_EQ(seen.count(bond), 2U);
  for (std::size_t directed = 0; directed < graph.directed_bonds(); ++directed) {
    const Index bond = graph.bond[directed];
    const std::set<Index> ends{geometry.first[bond], geometry.second[bond]};
    EXPECT_EQ(ends, (std::set<Index>{graph.centre[directed], graph.neighbour[directed]}));
  }
  EXPECT_TRUE(std::ranges::all_of(graph.lengths, [](double length) { return length < kAtomCutoff; }));
}

TEST(ChgnetGraph, IsTheSameInMemoryThatHeldALargerOne) {
  CrystalGraph crystal;
  crystal.make(test::rocksalt());
  crystal.make(fcc());
  const Graph& graph = crystal.graph;
  const Graph fresh = graph_of(fcc()).graph;
  EXPECT_EQ(graph.lengths, fresh.lengths);
  EXPECT_EQ(graph.bond, fresh.bond);
  EXPECT_EQ(graph.angle_pair, fresh.angle_pair);
  EXPECT_EQ(graph.elements, fresh.elements);
}

std::string refusal_of(const Structure& structure) {
  try {
    graph_of(structure);
    return "none";
  } catch (const StructureError& error) {
    return error.what();
  }
}

TEST(ChgnetGraph, RefusesAnIsolatedAtom) {
  EXPECT_EQ(refusal_of(fcc(6.1)), "fcc: expected every atom to have a neighbour within 6 Å, got atom 1 (Pd) without");
  EXPECT_EQ(refusal_of(fcc(5.9)), "none");
}

TEST(ChgnetGraph, RefusesTwoAtomsOnOnePlace) {
  const Structure twice(fcc().lattice(), {{kPd, {0, 0, 0}}, {Element::from_symbol("H"), {1, 0, 1}}}, "twice");
  EXPECT_EQ(refusal_of(twice), "twice: expected atoms on different places, got atom 1 (Pd) and atom 2 (H) on one");
}

TEST(ChgnetGraph, RefusesElementsBeyondPlutonium) {
  const Structure americium(fcc().lattice(), {{kPd, {0, 0, 0}}, {Element::from_symbol("Am"), {0.5, 0.5, 0.5}}}, "new");
  EXPECT_EQ(refusal_of(americium), "new: expected elements that CHGNet knows, H to Pu, got atom 2 (Am)");
}

}  // namespace
}  // namespace crystalgan::chgnet
