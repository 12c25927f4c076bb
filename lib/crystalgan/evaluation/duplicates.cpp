#include "crystalgan/evaluation/duplicates.hpp"

#include <span>

#include "crystalgan/core/parallel.hpp"

namespace crystalgan {
namespace {

// Pairs beyond which only groups are formed. Chosen: some minutes, and 25 MB for what fits what.
constexpr std::size_t kMaxPairs = 200'000'000;

// The pairs of structures with the same atoms in the reduced cell; others cannot fit.
class Pairs {
 public:
  explicit Pairs(const PreparedSet& set) : set_(set) {}

  std::size_t count() const {
    std::size_t pairs = 0;
    for (const auto& [composition, bucket] : set_.buckets) pairs += bucket.size() * (bucket.size() - 1) / 2;
    return pairs;
  }

  Duplicates compare(std::size_t threads) const {
    const std::size_t all = set_.structures.size();
    Duplicates duplicates{{std::vector<std::size_t>(all), 0}, std::vector<std::size_t>(all, 1)};
    for (const auto& bucket : set_.buckets) {
      const std::vector<std::size_t>& members = bucket.second;
      std::vector<Row> rows(members.size());
      parallel_for(members.size(), members.size() < kShared ? 1 : threads,
                   [&](std::size_t later) { rows[later] = compare_with_earlier(members, later); });
      collect(members, rows, duplicates);
    }
    return duplicates;
  }

 private:
  // Fewer structures are compared by one thread. Chosen: starting threads costs more than it saves.
  static constexpr std::size_t kShared = 64;

  // A structure and those before it in its bucket.
  struct Row {
    std::vector<bool> fits;
    std::size_t given_up = 0;
  };

  Row compare_with_earlier(std::span<const std::size_t> bucket, std::size_t later) const {
    StructureMatcher matcher(set_.settings);
    Row row{std::vector<bool>(later)};
    for (std::size_t i = 0; i < later; ++i) {
      row.fits[i] = matcher.fit(set_.structures[bucket[i]], set_.structures[bucket[later]]);
      if (matcher.gave_up()) ++row.given_up;
    }
    return row;
  }

  static void collect(std::span<const std::size_t> bucket, const std::vector<Row>& rows, Duplicates& duplicates) {
    auto& [first_of, given_up] = duplicates.groups;
    for (std::size_t later = 0; later < bucket.size(); ++later) {
      std::size_t& first = first_of[bucket[later]];
      first = bucket[later];
      given_up += rows[later].given_up;
      for (std::size_t i = 0; i < later; ++i) {
        if (!rows[later].fits[i]) continue;
        ++(*duplicates.alike)[bucket[i]];
        ++(*duplicates.alike)[bucket[later]];
        if (first == bucket[later] && first_of[bucket[i]] == bucket[i]) first = bucket[i];
      }
    }
  }

  const PreparedSet& set_;
};

}  // namespace

Duplicates find_duplicates(const PreparedSet& set, std::size_t threads) {
  const Pairs pairs(set);
  if (pairs.count() > kMaxPairs) return {match_groups(set, threads), std::nullopt};
  return pairs.compare(threads);
}

std::optional<double> pairwise_uniqueness(const std::vector<std::size_t>& alike) {
  if (alike.size() < 2) return std::nullopt;
  double others = 0.0;
  for (const std::size_t count : alike) others += static_cast<double>(count - 1);
  const auto n = static_cast<double>(alike.size());
  return 1.0 - others / (n * n - n);
}

}  // namespace crystalgan
