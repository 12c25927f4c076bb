#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// The matching structures of a set.
struct Duplicates {
  MatchedGroups groups;  ///< as match_groups()
  /// For every structure the number of structures that fit it, itself included. Nothing for too many pairs, or where
  /// comparing them takes more than the limit match_steps of record/read_limits: then the structures are only grouped.
  std::optional<std::vector<std::size_t>> alike;
};

/// Compares every pair of one composition once, the earlier structure first. The result does not depend on `threads`.
Duplicates find_duplicates(const PreparedSet& set, std::size_t threads);

/// 1 - Σ_j (m_j - 1)/(n² - n) with m_j structures like structure j, itself included, of n: the uniqueness of
/// matbench-genmetrics (Baird et al., J. Open Source Softw. 9, 5618 (2024)). Nothing for fewer than two.
std::optional<double> pairwise_uniqueness(const std::vector<std::size_t>& alike);

}  // namespace crystalgan
