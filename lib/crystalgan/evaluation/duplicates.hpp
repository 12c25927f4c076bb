#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// Which structures of a set are the same crystal.
struct Duplicates {
  MatchedGroups groups;  ///< what match_groups() says
  /// For every structure how many of the set fit it, itself included. Nothing where there were too many pairs.
  std::optional<std::vector<std::size_t>> alike;
};

/// Compares all pairs of one composition, each once, the earlier structure first. The same for any number of threads.
Duplicates find_duplicates(const PreparedSet& set, std::size_t threads);

/// 1 - Σ_j (m_j - 1)/(n² - n) with m_j structures like structure j, itself included, of n: the uniqueness of
/// matbench-genmetrics (Baird et al., J. Open Source Softw. 9, 5618 (2024)). Nothing for fewer than two.
std::optional<double> pairwise_uniqueness(const std::vector<std::size_t>& alike);

}  // namespace crystalgan
