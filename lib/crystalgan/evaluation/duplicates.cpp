#include "crystalgan/evaluation/duplicates.hpp"

#include <map>
#include <span>

#include "crystalgan/core/parallel.hpp"

namespace crystalgan {
namespace {

// Pairs beyond which only groups are formed. Chosen: some minutes, and 25 MB for what fits what.
constexpr std::size_t kMostPairs = 200'000'000;

// The pairs of structures with the same atoms in the reduced cell; others cannot fit.
class Pairs {
 public:
  Pairs(const std::vector<Structure>& structures, const MatcherSettings& settings, std::size_t threads)
      : settings_(settings), prepared_(structures.size()) {
    const StructureMatcher matcher(settings);
    parallel_for(structures.size(), threads, [&](std::size_t i) { prepared_[i] = matcher.prepare(structures[i]); });
    std::map<Composition, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < prepared_.size(); ++i) alike[prepared_[i]->cell.composition()].push_back(i);
    for (auto& [composition, members] : alike) buckets_.push_back(std::move(members));
  }

  std::size_t count() const {
    std::size_t pairs = 0;
    for (const auto& bucket : buckets_) pairs += bucket.size() * (bucket.size() - 1) / 2;
    return pairs;
  }

  Duplicates compare(std::size_t threads) const {
    Duplicates duplicates{{std::vector<std::size_t>(prepared_.size()), 0},
                          std::vector<std::size_t>(prepared_.size(), 1)};
    for (const auto& bucket : buckets_) {
      std::vector<Row> rows(bucket.size());
      parallel_for(bucket.size(), bucket.size() < kShared ? 1 : threads,
                   [&](std::size_t later) { rows[later] = compare_with_earlier(bucket, later); });
      collect(bucket, rows, duplicates);
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
    StructureMatcher matcher(settings_);
    Row row{std::vector<bool>(later)};
    for (std::size_t i = 0; i < later; ++i) {
      row.fits[i] = matcher.fit(*prepared_[bucket[i]], *prepared_[bucket[later]]);
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

  MatcherSettings settings_;
  std::vector<std::optional<PreparedStructure>> prepared_;
  std::vector<std::vector<std::size_t>> buckets_;
};

}  // namespace

Duplicates find_duplicates(const std::vector<Structure>& structures, const MatcherSettings& settings,
                           std::size_t threads) {
  const Pairs pairs(structures, settings, threads);
  if (pairs.count() > kMostPairs) return {match_groups(structures, settings, threads), std::nullopt};
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
