#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/core/seed.hpp"

namespace crystalgan {

/// The structures of one mini-batch, by index into each domain's set.
using Batch = PerDomain<std::vector<std::int64_t>>;

/// The mini-batches of one epoch. While the larger set fits into `batch_size` the epoch is one batch of both whole
/// sets, in their order (the paper: 35, the whole set). Otherwise each set is shuffled and cut into the same number of
/// parts, as even as can be, none larger than `batch_size`; a set with fewer structures than parts starts over. Depends
/// on nothing but its arguments, so an epoch can be repeated after an interruption.
std::vector<Batch> batches_of_epoch(PerDomain<std::int64_t> counts, std::int64_t batch_size, Seed seed,
                                    std::int64_t epoch);

}  // namespace crystalgan
