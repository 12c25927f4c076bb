#include "crystalgan/training/batches.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

std::vector<std::vector<std::int64_t>> parts_of(std::int64_t count, std::int64_t parts, Random random) {
  const auto order = random.permutation(static_cast<std::size_t>(count));
  std::vector<std::vector<std::int64_t>> cut(static_cast<std::size_t>(parts));
  const std::int64_t total = std::max(count, parts);
  for (std::int64_t part = 0; part < parts; ++part)
    for (std::int64_t i = part * total / parts; i < (part + 1) * total / parts; ++i)
      cut[static_cast<std::size_t>(part)].push_back(
          static_cast<std::int64_t>(order[static_cast<std::size_t>(i % count)]));
  return cut;
}

std::vector<std::int64_t> whole(std::int64_t count) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

}  // namespace

std::vector<Batch> batches_of_epoch(PerDomain<std::int64_t> counts, std::int64_t batch_size, Seed seed,
                                    std::int64_t epoch) {
  const std::int64_t larger = std::max(counts.a, counts.b);
  if (larger <= batch_size) return {{whole(counts.a), whole(counts.b)}};
  const std::int64_t parts = (larger + batch_size - 1) / batch_size;
  const Seed of_epoch = seed.derive("batches/epoch-" + std::to_string(epoch));
  const auto cut_a = parts_of(counts.a, parts, Random(of_epoch.derive("a")));
  const auto cut_b = parts_of(counts.b, parts, Random(of_epoch.derive("b")));
  std::vector<Batch> batches;
  for (std::size_t part = 0; part < cut_a.size(); ++part) batches.push_back({cut_a[part], cut_b[part]});
  return batches;
}

}  // namespace crystalgan
