#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/core/seed.hpp"

namespace crystalgan {

/// The structures of one mini-batch, by index in each domain.
using Batch = PerDomain<std::vector<std::int64_t>>;

/// The mini-batches of one epoch. If the larger set fits into `batch_size`, the epoch is one batch of both sets, in
/// order (the paper: 35, the whole set). Otherwise each set is shuffled and cut into the same number of equal parts, at
/// most `batch_size` each; a set with fewer structures than parts is repeated. Depends only on its arguments, so that
/// an epoch can be repeated after an interruption.
std::vector<Batch> batches_of_epoch(PerDomain<std::int64_t> counts, std::int64_t batch_size, Seed seed,
                                    std::int64_t epoch);

}  // namespace crystalgan
