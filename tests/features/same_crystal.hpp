#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "crystalgan/crystal/neighbors.hpp"

// Two descriptions of one crystal, or of its mirror image: the same atoms, the same volume, and the same distances.
namespace crystalgan::test {

/// Per pair of elements, every distance up to `cutoff` (Å) with periodic images, shortest first.
inline std::map<ElementPair, std::vector<double>> distances_within(const Structure& structure, double cutoff) {
  std::map<ElementPair, std::vector<double>> distances;
  for (const Neighbor& neighbor : neighbors_within(structure, cutoff)) {
    const Element one = structure.sites()[neighbor.first].element;
    const Element other = structure.sites()[neighbor.second].element;
    distances[element_pair(one, other)].push_back(neighbor.distance);
  }
  for (auto& [pair, list] : distances) std::sort(list.begin(), list.end());
  return distances;
}

inline void expect_same_crystal(const Structure& got, const Structure& expected, double cutoff = 6.0,
                                double tolerance = 1e-4) {
  EXPECT_EQ(got.composition(), expected.composition()) << expected.name();
  EXPECT_NEAR(got.lattice().volume() / expected.lattice().volume(), 1.0, 1e-5) << expected.name();
  const auto wanted = distances_within(expected, cutoff);
  EXPECT_FALSE(wanted.empty()) << expected.name();
  auto found = distances_within(got, cutoff + 10 * tolerance);  // rounding may move a distance over the cutoff
  for (const auto& [pair, list] : wanted) {
    const auto& others = found[pair];
    ASSERT_GE(others.size(), list.size()) << expected.name();
    for (std::size_t i = 0; i < list.size(); ++i) EXPECT_NEAR(others[i], list[i], tolerance) << expected.name();
    if (others.size() > list.size()) {
      EXPECT_GT(others[list.size()], cutoff - tolerance) << expected.name();
    }
  }
  for (const auto& [pair, list] : found) {
    if (wanted.contains(pair)) continue;
    EXPECT_GT(list.front(), cutoff - tolerance) << expected.name();
  }
}

}  // namespace crystalgan::test
