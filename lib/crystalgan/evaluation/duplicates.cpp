#include "crystalgan/evaluation/duplicates.hpp"

#include <numeric>
#include <span>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/matching/step_shares.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

// More pairs are only grouped. Chosen: some minutes of time and 25 MB of memory.
constexpr std::size_t kMaxPairs = 200'000'000;

// A structure and those before it with the same reduced cell composition; others cannot match.
struct Row {
  std::span<const std::size_t> earlier;
  std::size_t later;
  std::vector<bool> fits;  // for each earlier one
  std::size_t given_up = 0;
};

std::vector<Row> rows_of(const PreparedSet& set) {
  std::vector<Row> rows;
  for (const auto& [composition, bucket] : set.buckets)
    for (std::size_t i = 0; i < bucket.size(); ++i) rows.push_back({std::span(bucket).first(i), bucket[i], {}});
  return rows;
}

void compare(const PreparedSet& set, Row& row, StepShare& share) {
  StructureMatcher matcher(set.settings);
  matcher.allow(share.steps);
  row.fits.assign(row.earlier.size(), false);
  row.given_up = 0;
  for (std::size_t i = 0; i < row.earlier.size() && matcher.allowed() > 0; ++i) {
    row.fits[i] = matcher.fit(set.structures[row.earlier[i]], set.structures[row.later]);
    if (matcher.gave_up()) ++row.given_up;
  }
  share.used = share.steps - matcher.allowed();
  share.is_short = matcher.allowed() == 0;
}

Duplicates collected(const std::vector<Row>& rows) {
  Duplicates duplicates{{std::vector<std::size_t>(rows.size()), 0}, std::vector<std::size_t>(rows.size(), 1)};
  auto& [first_of, given_up] = duplicates.groups;
  for (const Row& row : rows) {
    std::size_t& first = first_of[row.later];
    first = row.later;
    given_up += row.given_up;
    for (std::size_t i = 0; i < row.earlier.size(); ++i) {
      if (!row.fits[i]) continue;
      const std::size_t one = row.earlier[i];
      ++(*duplicates.alike)[one];
      ++(*duplicates.alike)[row.later];
      if (first == row.later && first_of[one] == one) first = one;
    }
  }
  return duplicates;
}

}  // namespace

Duplicates find_duplicates(const PreparedSet& set, std::size_t threads) {
  std::vector<Row> rows = rows_of(set);
  std::vector<std::size_t> pairs;
  for (const Row& row : rows) pairs.push_back(row.earlier.size());
  const bool compared =
      std::accumulate(pairs.begin(), pairs.end(), std::size_t{0}) <= kMaxPairs &&
      share_steps(pairs, read_limits().match_steps, [&](std::span<StepShare> shares) {
        parallel_for(shares.size(), threads, [&](std::size_t i) { compare(set, rows[shares[i].job], shares[i]); });
      });
  if (!compared) return {match_groups(set, threads), std::nullopt};
  return collected(rows);
}

std::optional<double> pairwise_uniqueness(const std::vector<std::size_t>& alike) {
  if (alike.size() < 2) return std::nullopt;
  double others = 0.0;
  for (const std::size_t count : alike) others += static_cast<double>(count - 1);
  const auto n = static_cast<double>(alike.size());
  return 1.0 - others / (n * n - n);
}

}  // namespace crystalgan
